"""Style sheets of a book: those of the theme with colours in place of its inks, light and dark, and its fonts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tinycss2

from printissue.assets import stylesheets
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.assets.theme_files import ThemeFiles
from printissue.assets.web_fonts import font_set
from printissue.core.findings import Finding

FONTS = "styles/fonts.css"
"""The style sheet that the build makes, with the fonts that the others declare."""

DARK = "(prefers-color-scheme: dark)"

_VARIABLE = re.compile(r"var\(\s*--([\w-]+)\s*\)")

Node = Any
"""A node of tinycss2, which has no types."""


def style_files(
    theme_files: ThemeFiles, resources: Resources, text: str
) -> tuple[list[str], dict[str, bytes], tuple[Finding, ...]]:
    """Return the paths of a book's style sheets in order, all files of its style, and the findings of its fonts.

    Fonts have the characters of `text` only.
    """
    theme = theme_files.theme
    light, dark = theme.screen_inks(), theme.screen_inks(dark=True)
    sheets = theme_files.epub_stylesheets
    files = dict(theme_files.epub_files)
    imported = (name for name in theme_files.epub_files if name.endswith(".css"))
    for sheet in (
        *(Stylesheet(name, files[name].decode("utf-8-sig")) for name in imported),
        *sheets,
    ):
        files[sheet.name] = resolved(sheet, light, dark).encode()
    names = [sheet.name for sheet in sheets]
    fonts = font_set(resources, sheets, text, text)
    if fonts.css:
        files |= {**fonts.files, FONTS: f"{fonts.css}\n".encode()}
        names.insert(0, FONTS)
    return names, files, fonts.findings


def resolved(sheet: Stylesheet, light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """Return a style sheet with the colours of inks in place of `var()`, which many e-readers do not know.

    Each rule that uses an ink is followed by it with the dark colours, for readers that announce it.
    `@font-face` rules without a file are left out: the style sheet of the fonts has them.
    """
    rules = tinycss2.parse_stylesheet(sheet.css, skip_comments=True, skip_whitespace=True)
    unfinished = [node for _, node in stylesheets.font_faces(sheet)]
    places = {(one.source_line, one.source_column) for one in unfinished}
    kept = [one for one in rules if (one.source_line, one.source_column) not in places]
    return "\n".join(_resolved(kept, light, dark)) + "\n"


def _resolved(
    rules: Sequence[Node], light: Mapping[str, str], dark: Mapping[str, str], condition: str = ""
) -> Iterator[str]:
    """Yield the rules with their colours; `condition` is that of the `@media` rule that they are in."""
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            own = tinycss2.serialize(rule.prelude).strip()
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _resolved(inner, light, dark, f"{condition} and {own}".removeprefix(" and "))
        elif rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude).strip()
            declarations = _declarations(rule)
            yield _rule(selector, declarations, light, condition)
            inked = [one for one in declarations if _inks(one, dark)]
            if inked:
                yield _rule(selector, inked, dark, f"{condition} and {DARK}".removeprefix(" and "))
        else:
            yield tinycss2.serialize([rule])


def _declarations(rule: Node) -> list[Node]:
    nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return [one for one in nodes if one.type == "declaration"]


def _inks(declaration: Node, inks: Mapping[str, str]) -> set[str]:
    """Return the inks that a declaration names."""
    return set(_VARIABLE.findall(tinycss2.serialize(declaration.value))) & set(inks)


def _rule(
    selector: str, declarations: Sequence[Node], inks: Mapping[str, str], condition: str
) -> str:
    lines = "; ".join(
        f"{one.name}: {_coloured(one, inks)}{' !important' if one.important else ''}"
        for one in declarations
    )
    rule = f"{selector} {{ {lines} }}"
    return f"@media {condition} {{ {rule} }}" if condition else rule


def _coloured(declaration: Node, inks: Mapping[str, str]) -> str:
    value = tinycss2.serialize(declaration.value).strip()
    return _VARIABLE.sub(lambda found: inks.get(found[1], found[0]), value)
