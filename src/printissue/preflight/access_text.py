"""Rules over text that is read: its characters, its language, and its contrast to what lies beneath."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.pdf.objects import font_name
from printissue.pdf.objects import text as decoded
from printissue.pdf.structure import read_tree
from printissue.preflight.access_content import is_artifact
from printissue.preflight.claims import is_tagged, promised
from printissue.preflight.subject import Check, Subject
from printissue.preflight.tagged_content import RGB, ContentItem, tagged_content

LEAST, LEAST_LARGE = 4.5, 3.0
"""Contrast of text, and of large text (WCAG 2.2, 1.4.3)."""
LARGE, LARGE_BOLD = 18.0, 14.0
"""From this size on, in pt, text is large."""
MANY = 10_000
"""Over so many things on a page, nothing is said of what lies beneath text."""
_PAPER: RGB = (1.0, 1.0, 1.0)
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?|[xi](?:-[a-z0-9]{1,8})+)",
    re.IGNORECASE,
)
"""A well-formed language tag (RFC 5646); languages of four and more letters are not registered."""
_ENCODINGS = frozenset({"/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding"})
_KNOWN_ORDERS = frozenset({"Japan1", "GB1", "CNS1", "Korea1", "KR"})
_MEANINGLESS = re.compile(r"/(?:g|glyph|cid|index|a|c|G)?[0-9]+|/\.notdef")
_SYMBOLIC = 4


def check_language(subject: Subject) -> Iterator[Finding]:
    """Find a file that does not say its language, and languages that are none."""
    catalogue = _string(subject.pdf.Root, "/Lang")
    if not catalogue:
        message = "the file does not say which language it is in"
        hint = "set Lang in the catalogue"
        yield Finding("language-missing", subject.place(), message, hint, promised(subject.pdf))
    said = {catalogue: subject.place()} if catalogue else {}
    for node in read_tree(subject.pdf).nodes:
        if language := node.string("/Lang"):
            said.setdefault(language, subject.place(node.page))
    for language, place in said.items():
        if not _LANGUAGE.fullmatch(language):
            message = f"{language!r} is no language tag"
            yield Finding("language-tag", place, message, "for example en, de-AT or zh-Hans")


def check_characters(subject: Subject) -> Iterator[Finding]:
    """Find fonts whose text no program can turn into characters."""
    if not is_tagged(subject.pdf):
        return
    told: set[str] = set()
    for used in tagged_content(subject.pdf).resources:
        if used.kind == "font" and not has_characters(used.resource):
            name = font_name(used.resource) or "without a name"
            if name not in told:
                told.add(name)
                place = subject.at(used.page, used.box)
                message = f"text in the font {name} cannot be read as characters"
                yield Finding("unicode-missing", place, message, "give the font a ToUnicode table")


def has_characters(font: Object) -> bool:
    """Tell whether a font's codes lead to characters (ISO 14289-1, 7.21.7)."""
    if isinstance(font.get("/ToUnicode"), pikepdf.Stream | pikepdf.Name):
        return True
    encoding = font.get("/Encoding")
    if font.get("/Subtype") == "/Type0":
        return _has_order(font, encoding)
    if isinstance(encoding, pikepdf.Name):
        return decoded(encoding) in _ENCODINGS
    if isinstance(encoding, pikepdf.Dictionary):
        names = encoding.get("/Differences")
        listed = list(names) if isinstance(names, pikepdf.Array) else []
        plain = [decoded(one) for one in listed if isinstance(one, pikepdf.Name)]
        return not any(_MEANINGLESS.fullmatch(name) for name in plain)
    described = font.get("/FontDescriptor")
    flags = described.get("/Flags", 0) if isinstance(described, pikepdf.Dictionary) else 0
    return font.get("/Subtype") in ("/Type1", "/MMType1") and not int(flags) & _SYMBOLIC


def _has_order(font: Object, encoding: object) -> bool:
    """Tell whether a composite font's characters are those of a registered collection."""
    below = font.get("/DescendantFonts")
    inner = below[0] if isinstance(below, pikepdf.Array) and len(below) else None
    system = inner.get("/CIDSystemInfo") if isinstance(inner, pikepdf.Dictionary) else None
    order = decoded(system.get("/Ordering")) if isinstance(system, pikepdf.Dictionary) else ""
    predefined = isinstance(encoding, pikepdf.Name) and not decoded(encoding).startswith(
        "/Identity"
    )
    return predefined or order in _KNOWN_ORDERS


def check_contrast(subject: Subject) -> Iterator[Finding]:
    """Find text that is hard to tell from what lies beneath; over pictures and mixtures nothing is said."""
    weak: dict[tuple[int, str], list[tuple[ContentItem, float]]] = defaultdict(list)
    painted: list[ContentItem] = []
    page = 0
    for item in tagged_content(subject.pdf).items:
        if item.page != page:
            page, painted = item.page, []
        if item.kind != "text":
            painted.append(item)
        elif item.colour and item.mode % 4 == 0 and item.box.width and not _is_ornament(item):
            under = _beneath(item, painted)
            ratio = contrast(item.colour, under) if under else LEAST
            if ratio < _least(item):
                weak[page, f"{_hex(item.colour)} on {_hex(under or _PAPER)}"].append((item, ratio))
    for (count, colours), found in weak.items():
        more = f", and {len(found) - 1} more on this page" if len(found) > 1 else ""
        item, ratio = found[0]
        place = subject.at(count, item.box)
        message = f"text of {item.size:.1f} pt in {colours} has a contrast of {ratio:.2f}{more}"
        yield Finding("contrast", place, message, f"{_least(item):g} is the least")


def _least(item: ContentItem) -> float:
    bold = item.font is not None and _BOLD.search(font_name(item.font))
    return LEAST_LARGE if item.size >= (LARGE_BOLD if bold else LARGE) else LEAST


def _is_ornament(item: ContentItem) -> bool:
    """Tell whether text is decoration: an artifact, but for running heads and feet."""
    kinds = {
        decoded(mark.property("/Type"))
        for mark in item.marked
        if mark.tag == "/Artifact" and mark.properties is not None
    }
    return is_artifact(item) and "/Pagination" not in kinds


def _beneath(item: ContentItem, painted: list[ContentItem]) -> RGB | None:
    """Give the colour that lies beneath text: paper, or what covered it last; None where that is not plain."""
    if len(painted) > MANY:
        return None
    for one in reversed(painted):
        if one.box.meets(item.box):
            if one.flat and one.colour and one.box.holds(item.box, 0.5):
                return one.colour
            if one.kind != "path" or not one.flat or not one.colour:
                return None
    return _PAPER


def contrast(first: RGB, second: RGB) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: RGB) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (min(max(one, 0.0), 1.0) for one in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: RGB) -> str:
    return "#" + "".join(f"{round(255 * min(max(part, 0), 1)):02x}" for part in colour)


def _string(thing: Object, key: str) -> str:
    value = thing.get(key)
    return decoded(value).strip() if isinstance(value, pikepdf.String) else ""


CHECKS: tuple[Check, ...] = (check_language, check_characters, check_contrast)
"""The rules of this module."""
