"""Style sheets of a message: `style` attributes, which every mail program reads, and rules for dark windows and phones.

Style sheets of themes are plain CSS on the composed HTML. Their variables are resolved, and css-inline puts their rules
into `style` attributes, once with the light inks and once with the dark ones. Where the two differ, an element gets a
class, whose rule holds the dark values. Rules for narrow windows stay rules.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from posixpath import dirname, join, normpath
from typing import Any

import css_inline
import tinycss2

from printissue.assets.elements import Element, add_class, classes, parse, serialize
from printissue.assets.stylesheets import Stylesheet, addresses
from printissue.model.theme import Theme

Style = dict[str, str]
"""The declarations of one element: physical properties, `margin` and `padding` by side."""

SIDES = ("top", "right", "bottom", "left")

DARK = "prefers-color-scheme"
"""The media feature whose rules hold in dark windows only; such rules may say `dark` and nothing else."""

_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)")
_MAX_VARIABLES = 10
"""The depth to which variables may refer to each other."""


@dataclass(slots=True)
class _Rules:
    """The parts of style sheets: plain rules, rules for dark windows, other media rules, and variables."""

    plain: list[str] = field(default_factory=list)
    dark: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    dark_variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailStyles:
    """The style sheets of a message, with their variables resolved: light, dark, and the rules for narrow windows."""

    light: str
    dark: str
    media: str

    def apply(self, root: Element) -> "StyledPage":
        """Return a copy of a page with the style of each element, and the rules of its head."""
        html = markup(root)
        light = parse(_inlined(html, self.light))
        dark = parse(_inlined(html, self.dark))
        page = StyledPage(light, {}, self.media)
        for (element, rtl), (other, _) in zip(_directed(light), _directed(dark), strict=True):
            style = style_of(element.attrib.pop("style", ""), rtl=rtl)
            page.styles[element] = style
            page.darken(element, style, style_of(other.get("style", ""), rtl=rtl))
        return page


def markup(root: Element) -> str:
    """Return a page as HTML. Conditional comments, which are HTML for Outlook, stay as they are."""
    text = serialize(root).decode()
    return re.sub(r"<!--.*?-->", lambda one: unescape(one[0]), text, flags=re.DOTALL)


@dataclass(slots=True)
class StyledPage:
    """A page, the styles of its elements, and the rules that stay rules."""

    root: Element
    styles: dict[Element, Style]
    media: str
    _dark: dict[tuple[tuple[str, str], ...], str] = field(default_factory=dict)

    def style(self, element: Element) -> Style:
        """Return the style of an element, to be read or changed."""
        return self.styles.setdefault(element, {})

    def darken(self, element: Element, light: Style, dark: Style) -> None:
        """Set the class of an element for the values that it has in dark windows only."""
        differs = tuple((name, value) for name, value in dark.items() if light.get(name) != value)
        if differs:
            add_class(element, self._dark.setdefault(differs, f"d{len(self._dark) + 1}"))

    def write(self) -> None:
        """Write the styles into attributes and the head, and remove the classes that no rule names."""
        css = self._css()
        named = set(re.findall(r"\.([A-Za-z_][\w-]*)", css))
        for element in self.root.iter():
            if not isinstance(element.tag, str):
                continue
            kept = [name for name in classes(element) if name in named]
            element.attrib.pop("class", None)
            if kept:
                element.set("class", " ".join(kept))
            if text := style_text(self.styles.get(element, {})):
                element.set("style", text)
        sheet = Element("style")
        sheet.text = css
        sheet.tail = "\n"
        next(self.root.iter("head")).append(sheet)

    def _css(self) -> str:
        """Return the rules of the head. Outlook on the web marks what it darkens by `data-ogsc` and `data-ogsb`."""
        dark = "".join(
            f".{name}{{{';'.join(f'{key}:{value}!important' for key, value in one)}}}"
            for one, name in self._dark.items()
        )
        outlook = "".join(
            f"[{mark}] .{name}{{{key}:{value}!important}}"
            for one, name in self._dark.items()
            for key, value in one
            for mark in ("data-ogsc", "data-ogsb")
            if (key == "color") == (mark == "data-ogsc") and key in ("color", "background")
        )
        lines = [
            ":root{color-scheme:light dark;supported-color-schemes:light dark}",
            self.media,
            f"@media ({DARK}:dark){{{dark}}}",
            outlook,
        ]
        return "\n" + "".join(f"{line}\n" for line in lines if line)


def mail_styles(
    theme: Theme, sheets: Sequence[Stylesheet], files: Mapping[str, bytes]
) -> MailStyles:
    """Return the style sheets of a message; variables are the theme's inks and what `:root` rules declare.

    `files` has the style sheets that others import.
    """
    rules = _Rules()
    for sheet in sheets:
        _sort_sheet(sheet, files, rules)
    light = _inks(theme.screen_inks()) | rules.variables
    dark = _inks(theme.screen_inks(dark=True)) | rules.variables | rules.dark_variables
    return MailStyles(
        _resolved("".join(rules.plain), light),
        _resolved("".join((*rules.plain, *rules.dark)), dark),
        _resolved("\n".join(rules.media), light),
    )


def _sort_sheet(sheet: Stylesheet, files: Mapping[str, bytes], rules: _Rules) -> None:
    """Sort the rules of a style sheet and of those that it imports, which come first."""
    for address, node in addresses(sheet):
        name = normpath(join(dirname(sheet.name), address))
        if name.endswith(".css") and name in files and node.type in ("string", "url"):
            _sort_sheet(Stylesheet(name, files[name].decode("utf-8-sig", "replace")), files, rules)
    nodes = tinycss2.parse_stylesheet(sheet.css, skip_comments=True, skip_whitespace=True)
    _sort(nodes, rules)


def _inks(inks: Mapping[str, str]) -> dict[str, str]:
    return {f"--{name}": colour for name, colour in inks.items()}


def _sort(nodes: Iterable[Any], rules: _Rules, *, dark: bool = False) -> None:
    for node in nodes:
        if node.type == "qualified-rule":
            selector = tinycss2.serialize(node.prelude).strip()
            if selector == ":root":
                variables = rules.dark_variables if dark else rules.variables
                variables.update(_variables(node.content))
            else:
                content = tinycss2.serialize(node.content).strip()
                (rules.dark if dark else rules.plain).append(f"{selector}{{{content}}}")
        elif node.type == "at-rule" and node.lower_at_keyword == "media" and node.content:
            query = tinycss2.serialize(node.prelude).strip()
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            if DARK in query:
                _sort(inner, rules, dark=True)
            else:
                rules.media.append(f"@media {query}{{{tinycss2.serialize(inner).strip()}}}")


def _variables(content: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration" and one.name.startswith("--"):
            yield one.name, tinycss2.serialize(one.value).strip()


def _resolved(css: str, variables: Mapping[str, str]) -> str:
    """Return CSS with the values of variables; one that nothing declares has its fallback."""
    for _ in range(_MAX_VARIABLES):
        css, count = _VARIABLE.subn(lambda one: variables.get(one[1], one[2] or "unset"), css)
        if not count:
            break
    return css


def _inlined(html: str, css: str) -> str:
    inliner = css_inline.CSSInliner(
        inline_style_tags=False, load_remote_stylesheets=False, extra_css=css
    )
    return str(inliner.inline(html))


def _directed(root: Element, *, rtl: bool = False) -> Iterator[tuple[Element, bool]]:
    """Yield each element with whether its text runs from right to left."""
    if isinstance(root.tag, str):
        rtl = root.get("dir", "rtl" if rtl else "ltr") == "rtl"
        yield root, rtl
        for child in root:
            yield from _directed(child, rtl=rtl)


@cache
def _declared(style: str) -> tuple[tuple[str, str], ...]:
    """Return the declarations of a `style` attribute in the order of their weight; a message has no files for them."""
    found = [
        one
        for one in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
        if one.type == "declaration" and "url(" not in tinycss2.serialize(one.value)
    ]
    ordered = sorted(found, key=lambda one: one.important)
    return tuple((one.name.lower(), _short(tinycss2.serialize(one.value))) for one in ordered)


def _short(value: str) -> str:
    """Return a value without needless white space, with single quotation marks, which an attribute does not escape."""
    return re.sub(r"\s*,\s*", ",", " ".join(value.split())).replace('"', "'")


def style_of(text: str, *, rtl: bool) -> Style:
    """Return the declarations of a `style` attribute, with physical sides, and `margin` and `padding` by side."""
    style: Style = {}
    for name, value in _declared(text):
        for key, one in _by_side(_physical(name, rtl=rtl), value, rtl=rtl):
            style.pop(key, None)
            style[key] = one
    return style


def _physical(name: str, *, rtl: bool) -> str:
    start, end = ("right", "left") if rtl else ("left", "right")
    for logical, side in (
        ("-block-start", "-top"),
        ("-block-end", "-bottom"),
        ("-inline-start", f"-{start}"),
        ("-inline-end", f"-{end}"),
    ):
        if name.endswith(logical):
            return name.removesuffix(logical) + side
    return name


def _by_side(name: str, value: str, *, rtl: bool) -> Iterator[tuple[str, str]]:
    parts = value.split()
    kind, _, axis = name.partition("-")
    if name == "text-align":
        sides = {"start": "right" if rtl else "left", "end": "left" if rtl else "right"}
        yield name, sides.get(value, value)
    elif name == "background-color":
        yield "background", value
    elif kind not in ("margin", "padding") or axis in SIDES:
        yield name, value
    elif axis == "block":
        yield from ((f"{kind}-top", parts[0]), (f"{kind}-bottom", parts[-1]))
    elif axis == "inline":
        first, last = (parts[-1], parts[0]) if rtl else (parts[0], parts[-1])
        yield from ((f"{kind}-left", first), (f"{kind}-right", last))
    elif len(parts) in (1, 2, 3, 4):
        top, right, bottom, left = (
            parts[0],
            parts[min(1, len(parts) - 1)],
            parts[2] if len(parts) > 2 else parts[0],
            parts[3] if len(parts) > 3 else parts[min(1, len(parts) - 1)],
        )
        for side, one in zip(SIDES, (top, right, bottom, left), strict=True):
            yield f"{kind}-{side}", one


def style_text(style: Style) -> str:
    """Return a style as the text of an attribute, as short as it can be."""
    parts = dict(style)
    for kind in ("margin", "padding"):
        names = [f"{kind}-{side}" for side in SIDES]
        if all(name in parts for name in names):
            top, right, bottom, left = (parts.pop(name) for name in names)
            values = [top, right, bottom, left]
            if left == right:
                values.pop()
                if bottom == top:
                    values.pop()
                    if right == top:
                        values.pop()
            parts[kind] = " ".join(values)
    return ";".join(f"{name}:{value}" for name, value in parts.items() if not name.startswith("--"))
