"""Rules for templates, labels and themes."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_T = ExitCode.THEME

THEMES: dict[str, Rule] = {
    "template-syntax": error(
        _T, "A template is not valid Jinja2. The place is the line that Jinja2 names."
    ),
    "template-undefined": error(_T, "A template uses a name that does not exist."),
    "template-fault": error(_T, "A template cannot be rendered, or a file of labels has an error."),
    "template-limits": error(
        _T,
        "A template needs more time or memory than its limit, or one of its operations returns more than its limit.",
    ),
    "template-missing": error(
        _T,
        "A template includes or extends one that is neither in the workspace nor built in.",
    ),
    "theme-missing": error(
        _T, "The theme is neither in `styles/` of the workspace nor installed nor built in."
    ),
    "theme-package": error(
        _T,
        "An installed package registers the theme, but does not contain it, or another package registers it, too.",
    ),
    "theme-file": error(_T, "The theme's `theme.yaml` has an error. The message names it."),
    "theme-contrast": warning(
        _T, "Text in an ink of the theme is hard to read on the ink of its background."
    ),
    "theme-ink-limit": warning(
        _T, "The four components of an ink add up to more than the printer's ink limit."
    ),
    "sheet-missing": error(_T, "A style sheet that the theme lists does not exist."),
    "css-fault": error(
        _T,
        "The layout engine does not know a rule or declaration, and would ignore it without a message.",
    ),
    "css-url": error(_T, "A style sheet names a file that does not exist or is outside the theme."),
    "font-missing": error(
        _T, "A style sheet names a font family that no installed font package has."
    ),
}
"""By id."""
