"""Rules over templates, labels and themes."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_T = ExitCode.THEME

THEMES: dict[str, Rule] = {
    # templates and themes
    "template-syntax": error(
        _T, "A template is not Jinja2. The place is the line that Jinja2 names."
    ),
    "template-undefined": error(_T, "A template uses a name that does not exist."),
    "template-fault": error(
        _T, "A template asks for what cannot be done, or a file of labels is at fault."
    ),
    "template-limits": error(
        _T,
        "A template takes more time or memory than it may, or one operation of it makes more than it may.",
    ),
    "template-missing": error(
        _T, "A template that another one names is in neither the workspace nor the product."
    ),
    "theme-missing": error(
        _T, "The theme is in neither the workspace's `styles/` nor the product."
    ),
    "theme-package": error(
        _T,
        "An installed package names the theme, but has no such theme, or another package names it too.",
    ),
    "theme-file": error(
        _T, "The theme's `theme.yaml` is at fault. The message says where and how."
    ),
    "theme-contrast": warning(
        _T, "Text in an ink of the theme is hard to read on the ink that it stands on."
    ),
    "theme-ink-limit": warning(
        _T, "An ink of the theme is more ink, all four together, than the printer takes."
    ),
    "sheet-missing": error(_T, "A sheet that the theme lists is not there."),
    "css-fault": error(
        _T, "A rule or declaration that the press does not know; it would be dropped silently."
    ),
    "css-url": error(_T, "A sheet names a file that is not there or lies outside the theme."),
    "font-missing": error(_T, "A sheet names a font family that no font package has."),
}
"""By id."""
