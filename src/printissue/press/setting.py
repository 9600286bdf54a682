"""Setting: HTML and sheets become laid-out pages.

The press is closed: a table of bytes answers every address; whatever else a page asks for is refused and reported.
WeasyPrint mostly logs what it drops; here each record of its log becomes a finding with its place.
"""

import ctypes.util
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from printissue.errors import MissingError
from printissue.findings import Finding
from printissue.press import mending
from printissue.press.closing import close_up
from printissue.press.grid import Fit, settled
from printissue.press.reports import REFUSED, logged, page_findings, sheet_finding
from printissue.press.spacing import PT
from printissue.sheets import Sheet

ADDRESS = "https://printissue.invalid/"
"""The origin of everything that a page or sheet names; only the table of resources answers it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What an element gets in another layout.

    Declarations, a no-break space before its last word, and the name of the element that it is to stand `after`.
    """

    css: str = ""
    tied: bool = False
    after: str = ""

    def __add__(self, other: "Correction") -> "Correction":
        """Give both; where they disagree, the other one's declarations win."""
        css = "; ".join(one for one in (self.css, other.css) if one)
        return Correction(css, self.tied or other.tied, other.after or self.after)


NONE = Correction()
"""Nothing to correct."""


@dataclass(frozen=True, slots=True)
class Forme:
    """All that goes under the press: HTML, sheets in order, and the bytes behind every name.

    A page or sheet names a resource by its path from `ADDRESS`; `place` is the manuscript, for findings.
    `corrections` are by element, as `fitted` gives them for an earlier layout of the same issue;
    then `line` is the text's line in pt, to which what follows columns is closed up (0: it stays).
    """

    html: str
    sheets: tuple[Sheet, ...]
    resources: Mapping[str, bytes]
    place: str
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    line: float = 0.0


@dataclass(slots=True)
class Layout:
    """A set issue: WeasyPrint's document, and what was found while setting it.

    `names` are the elements' names by their `id()`: the same in each layout of an issue. `notes` are for people.
    """

    document: Any
    findings: tuple[Finding, ...] = ()
    pages: int = 0
    names: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


SURROUNDINGS = {"SOURCE_DATE_EPOCH": "315532800", "FC_LANG": "en", "PANGO_LANGUAGE": "en"}
"""The environment that every layout is made in, whatever the clock and the user's locale are.

fontTools writes the clock into `head.modified` of each variable font that it instances (here it is 1980-01-01 for all
issues, so that equal subsets are equal bytes and a volume holds them once). fontconfig and Pango prefer fonts for the
user's language where a text has none.
"""


def load(fontconfig: Path) -> None:
    """Load WeasyPrint with the fonts of a fontconfig file and no others.

    Raise MissingError where Pango is not installed.
    """
    os.environ.update(SURROUNDINGS, FONTCONFIG_FILE=str(fontconfig))
    try:
        with _quick_lookup():
            import weasyprint  # noqa: F401 - loaded for its effect
    except OSError as error:
        hint = "on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        raise MissingError(f"WeasyPrint cannot load Pango: {error}", hint) from None


def _nothing(name: str) -> None:
    """Find no library, at once."""


@contextmanager
def _quick_lookup() -> Iterator[None]:
    """Spare the searches for library names that do not exist on Linux: each starts ldconfig and a compiler."""
    original = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _nothing
    try:
        yield
    finally:
        ctypes.util.find_library = original


def set_pages(forme: Forme) -> Layout:
    """Lay out the pages. `load` must have been called."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    resources = {ADDRESS + name: content for name, content in forme.resources.items()}
    fetcher = closed_fetcher(resources)
    fonts = FontConfiguration()
    sheets, findings = read_sheets(forme, fetcher, fonts)
    if findings:
        return Layout(None, tuple(findings))
    with logged() as log:
        html = HTML(string=forme.html, url_fetcher=fetcher, base_url=ADDRESS)
        names = correct(html.etree_element, forme.corrections)
        document = html.render(stylesheets=sheets, font_config=fonts)
    if forme.line:
        close_up(document, forme.line * PT)
    findings += page_findings(log, fetcher.refused, forme.place)
    return Layout(document, tuple(findings), len(document.pages), names)


def fitted(layout: Layout, fit: Fit) -> dict[str, Correction]:
    """Give what brings the lines of a layout to the grid and mends its faults, for the next layout of the issue."""
    pages = layout.document.pages
    level, looser, tied = settled(pages, fit).css(), mending.looser(pages), mending.tied(pages)
    return {
        layout.names[one]: Correction(
            "; ".join(css[one] for css in (level, looser) if one in css), one in tied
        )
        for one in dict.fromkeys([*level, *looser, *sorted(tied)])
    }


def correct(root: Element, given: Mapping[str, Correction]) -> dict[int, str]:
    """Correct elements by their names, and return the names of all by their `id()`."""
    named = dict(element_names(root, "", Counter()))
    for name, element in named.items():
        correction = given.get(name, NONE)
        if correction.css:
            element.set("style", f"{element.get('style', '')}; {correction.css}".lstrip("; "))
        if correction.tied:
            mending.tie(element)
    moves = {name: one.after for name, one in given.items() if one.after in named and name in named}
    _move(root, [(named[name], named[after]) for name, after in moves.items()])
    return {id(element): name for name, element in named.items()}


def _move(root: Element, moves: Sequence[tuple[Element, Element]]) -> None:
    """Set elements behind others; the text that follows them stays where it is."""
    parents = {id(child): parent for parent in root.iter() for child in parent} if moves else {}
    for element, after in moves:
        home, goal = parents[id(element)], parents[id(after)]
        place = list(home).index(element)
        if place:
            home[place - 1].tail = (home[place - 1].tail or "") + (element.tail or "")
        else:
            home.text = (home.text or "") + (element.tail or "")
        element.tail = None
        home.remove(element)
        goal.insert(list(goal).index(after) + 1, element)
        element.tail, after.tail = after.tail, None
        parents[id(element)] = goal


def element_names(
    element: Element, within: str, counts: Counter[str]
) -> Iterator[tuple[str, Element]]:
    """Name elements by the last `id` before them and a number, so that pages added elsewhere change no name."""
    if "id" in element.attrib:
        within, counts = element.attrib["id"], Counter()
    counts[within] += 1
    yield f"{within} {counts[within]}", element
    for child in element:
        yield from element_names(child, within, counts)


def check_sheets(forme: Forme) -> tuple[Finding, ...]:
    """Read the sheets without setting anything. `load` must have been called."""
    from weasyprint.text.fonts import FontConfiguration

    resources = {ADDRESS + name: content for name, content in forme.resources.items()}
    return tuple(read_sheets(forme, closed_fetcher(resources), FontConfiguration())[1])


def read_sheets(forme: Forme, fetcher: object, fonts: object) -> tuple[list[object], list[Finding]]:
    """Read the sheets; those that others import are read by themselves first, so that a fault is found in its file."""
    from weasyprint import CSS

    contents = {name: raw for name, raw in forme.resources.items() if name.endswith(".css")}
    imported = [Sheet(name, raw.decode("utf-8-sig")) for name, raw in contents.items()]
    read: list[object] = []
    findings: list[Finding] = []
    told: set[str] = set()  # what a sheet logs that others import, it logs again in those
    for number, sheet in enumerate((*imported, *forme.sheets)):
        with logged() as log:
            read.append(
                CSS(string=sheet.css, url_fetcher=fetcher, font_config=fonts, base_url=_base(sheet))
            )
        findings += [sheet_finding(one, sheet) for one in dict.fromkeys(log) if one not in told]
        told |= set(log) if number < len(imported) else set()
    return read[len(imported) :], findings


def closed_fetcher(resources: Mapping[str, bytes]) -> Any:  # noqa: ANN401 - a class that only exists once loaded
    """Return what answers addresses from a table, and refuses and remembers all others."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Closed(URLFetcher):  # type: ignore[misc]
        """Answers from the table, and remembers what it refused: inside SVG nothing else tells."""

        def __init__(self) -> None:
            super().__init__()
            self.refused: list[str] = []

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            if url.startswith("data:image/"):
                return super().fetch(url)
            if url not in resources:
                self.refused.append(url)
                raise ValueError(REFUSED)
            return URLFetcherResponse(url, resources[url])

    return Closed()


def _base(sheet: Sheet) -> str:
    return ADDRESS + sheet.name
