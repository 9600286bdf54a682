"""Style sheets of a book: those of the theme with colours in place of its inks, light and dark, and its fonts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import tinycss2

from printissue.assets import stylesheets
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.assets.theme_files import ThemeFiles
from printissue.assets.web_fonts import font_set
from printissue.core.findings import Finding

FONTS = "styles/fonts.css"
"""The style sheet that the build makes, with the fonts that the others declare."""

_SCHEMES = "(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"

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

    Inks have their light and dark colours where the reader announces a light or dark page. Elsewhere the page may be
    dark without notice: there inks are the colour of the text, and backgrounds are left out. `@font-face` rules without
    a file are left out: the style sheet of the fonts has them.
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
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            own = tinycss2.serialize(rule.prelude).strip()
            yield from _resolved(inner, light, dark, _both(condition, own))
        elif rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude).strip()
            declarations = [_Declaration.of(one) for one in _declarations(rule)]
            inked = [one for one in declarations if one.inks & set(dark)]
            plain = [one for one in declarations if one not in inked or not one.is_background]
            yield from _rule(selector, plain, dict.fromkeys(dark, "currentcolor"), condition)
            for scheme, inks in zip(_SCHEMES, (light, dark), strict=True):
                yield from _rule(selector, inked, inks, _both(condition, scheme))
        else:
            yield tinycss2.serialize([rule])


@dataclass(frozen=True, slots=True)
class _Declaration:
    """A declaration: its property and its value as text."""

    name: str
    value: str

    @classmethod
    def of(cls, node: Node) -> Self:
        important = " !important" if node.important else ""
        return cls(node.lower_name, f"{tinycss2.serialize(node.value).strip()}{important}")

    @property
    def inks(self) -> set[str]:
        return set(_VARIABLE.findall(self.value))

    @property
    def is_background(self) -> bool:
        return self.name.startswith("background")

    def coloured(self, inks: Mapping[str, str]) -> str:
        value = _VARIABLE.sub(lambda found: inks.get(found[1], found[0]), self.value)
        return f"{self.name}: {value}"


def _declarations(rule: Node) -> list[Node]:
    nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return [one for one in nodes if one.type == "declaration"]


def _both(condition: str, other: str) -> str:
    return f"{condition} and {other}".removeprefix(" and ")


def _rule(
    selector: str, declarations: Sequence[_Declaration], inks: Mapping[str, str], condition: str
) -> Iterator[str]:
    """Yield the rule of some declarations, if there are any."""
    if declarations:
        rule = f"{selector} {{ {'; '.join(one.coloured(inks) for one in declarations)} }}"
        yield f"@media {condition} {{ {rule} }}" if condition else rule
