"""Rules about text for readers: its characters, its language, and its contrast with what is below it."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.pdf.objects import font_name, string_entry
from printissue.pdf.objects import text as decoded
from printissue.pdf.structure import read_tree
from printissue.preflight.accessibility.content import is_artifact
from printissue.preflight.claims import is_tagged, severity_of_missing_tags
from printissue.preflight.subject import Check, Subject, and_more
from printissue.preflight.tagged_content import RGB, ContentItem, tagged_content

LEAST, LEAST_LARGE = 4.5, 3.0
"""The least contrast of text, and of large text (WCAG 2.2, 1.4.3)."""
LARGE, LARGE_BOLD = 18.0, 14.0
"""The size from which text is large, in pt."""
MOST_PAINTED = 10_000
"""The most objects of a page among which the one below a text is looked for."""
_PAPER: RGB = (1.0, 1.0, 1.0)
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?|[xi](?:-[a-z0-9]{1,8})+)",
    re.IGNORECASE,
)
"""A well-formed language tag (RFC 5646); no language of four or more letters is registered."""
_ENCODINGS = frozenset({"/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding"})
_KNOWN_ORDERINGS = frozenset({"Japan1", "GB1", "CNS1", "Korea1", "KR"})
_MEANINGLESS_NAME = re.compile(r"/(?:g|glyph|cid|index|a|c|G)?[0-9]+|/\.notdef")
_SYMBOLIC = 4


def check_language(subject: Subject) -> Iterator[Finding]:
    """language-missing, language-tag: the file states its language, and all languages are valid tags."""
    of_file = string_entry(subject.pdf.Root, "/Lang")
    if not of_file:
        message = "the file does not state its language"
        severity = severity_of_missing_tags(subject.pdf)
        hint = "set Lang in the catalogue"
        yield Finding("language-missing", subject.place(), message, hint, severity)
    places = {of_file: subject.place()} if of_file else {}
    for node in read_tree(subject.pdf).nodes:
        if language := node.string("/Lang"):
            places.setdefault(language, subject.place(node.page))
    for language, place in places.items():
        if not _LANGUAGE.fullmatch(language):
            message = f"{language!r} is not a language tag"
            hint = "use a language tag such as en, de-AT or zh-Hans"
            yield Finding("language-tag", place, message, hint)


def check_characters(subject: Subject) -> Iterator[Finding]:
    """unicode-missing: the text of all fonts can be read as characters."""
    if not is_tagged(subject.pdf):
        return
    reported: set[str] = set()
    for used in tagged_content(subject.pdf).resources:
        if used.kind == "font" and not has_characters(used.resource):
            name = font_name(used.resource) or "without a name"
            if name not in reported:
                reported.add(name)
                place = subject.at(used.page, used.box)
                message = f"text in the font {name} cannot be read as characters"
                yield Finding("unicode-missing", place, message, "add a ToUnicode CMap to the font")


def has_characters(font: Object) -> bool:
    """Return whether the codes of a font can be mapped to characters (ISO 14289-1, 7.21.7)."""
    if isinstance(font.get("/ToUnicode"), pikepdf.Stream | pikepdf.Name):
        return True
    encoding = font.get("/Encoding")
    if font.get("/Subtype") == "/Type0":
        return _has_known_ordering(font, encoding)
    if isinstance(encoding, pikepdf.Name):
        return decoded(encoding) in _ENCODINGS
    if isinstance(encoding, pikepdf.Dictionary):
        differences = encoding.get("/Differences")
        entries = list(differences) if isinstance(differences, pikepdf.Array) else []
        names = [decoded(one) for one in entries if isinstance(one, pikepdf.Name)]
        return not any(_MEANINGLESS_NAME.fullmatch(name) for name in names)
    descriptor = font.get("/FontDescriptor")
    flags = descriptor.get("/Flags", 0) if isinstance(descriptor, pikepdf.Dictionary) else 0
    return font.get("/Subtype") in ("/Type1", "/MMType1") and not int(flags) & _SYMBOLIC


def _has_known_ordering(font: Object, encoding: object) -> bool:
    """Return whether the characters of a composite font are those of a registered character collection."""
    descendants = font.get("/DescendantFonts")
    inner = descendants[0] if isinstance(descendants, pikepdf.Array) and len(descendants) else None
    system = inner.get("/CIDSystemInfo") if isinstance(inner, pikepdf.Dictionary) else None
    ordering = decoded(system.get("/Ordering")) if isinstance(system, pikepdf.Dictionary) else ""
    is_name = isinstance(encoding, pikepdf.Name)
    predefined = is_name and not decoded(encoding).startswith("/Identity")
    return predefined or ordering in _KNOWN_ORDERINGS


def check_contrast(subject: Subject) -> Iterator[Finding]:
    """contrast: text differs enough from what is below it. Images and mixed colours are not checked."""
    weak: dict[tuple[int, str], list[tuple[ContentItem, float]]] = defaultdict(list)
    painted: list[ContentItem] = []
    page = 0
    for item in tagged_content(subject.pdf).items:
        if item.page != page:
            page, painted = item.page, []
        if item.kind != "text":
            painted.append(item)
        elif item.colour and item.mode % 4 == 0 and item.box.width and not _is_decoration(item):
            below = _colour_below(item, painted)
            ratio = contrast(item.colour, below) if below else LEAST
            if ratio < _required_contrast(item):
                colours = f"{_hex(item.colour)} on {_hex(below or _PAPER)}"
                weak[page, colours].append((item, ratio))
    for (number, colours), found in weak.items():
        item, ratio = found[0]
        place = subject.at(number, item.box)
        more = and_more(len(found))
        message = f"text of {item.size:.1f} pt in {colours} has a contrast of {ratio:.2f}{more}"
        hint = f"change a colour: the contrast must be at least {_required_contrast(item):g}"
        yield Finding("contrast", place, message, hint)


def _required_contrast(item: ContentItem) -> float:
    bold = item.font is not None and _BOLD.search(font_name(item.font))
    return LEAST_LARGE if item.size >= (LARGE_BOLD if bold else LARGE) else LEAST


def _is_decoration(item: ContentItem) -> bool:
    """Return whether text is an artifact, except running heads and feet."""
    kinds = {
        decoded(mark.property("/Type"))
        for mark in item.marked
        if mark.tag == "/Artifact" and mark.properties is not None
    }
    return is_artifact(item) and "/Pagination" not in kinds


def _colour_below(item: ContentItem, painted: list[ContentItem]) -> RGB | None:
    """Return the colour below a text: that of the paper or of the last object there; None where it is not plain."""
    if len(painted) > MOST_PAINTED:
        return None
    for one in reversed(painted):
        if one.box.meets(item.box):
            if one.flat and one.colour and one.box.holds(item.box, 0.5):
                return one.colour
            if one.kind != "path" or not one.flat or not one.colour:
                return None
    return _PAPER


def contrast(first: RGB, second: RGB) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
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


CHECKS: tuple[Check, ...] = (check_language, check_characters, check_contrast)
"""The checks of this module."""
