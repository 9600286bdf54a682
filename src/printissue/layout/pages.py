"""Setting: HTML and sheets become laid-out pages.

The press is closed: a table of bytes answers every address; whatever else a page asks for is refused and reported.
WeasyPrint mostly logs what it drops; here each record of its log becomes a finding with its place.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from printissue.assets.stylesheets import Stylesheet
from printissue.core.findings import Finding
from printissue.layout import tag_hints
from printissue.layout.engine import Document, Page, Session, logged
from printissue.layout.fit import mending
from printissue.layout.fit.closing import close_up
from printissue.layout.fit.grid import FitLimits, align
from printissue.layout.fit.spacing import PT
from printissue.layout.reports import page_findings, stylesheet_finding


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
class LayoutInput:
    """All that goes under the press: HTML, sheets in order, and the bytes behind every name.

    A page or sheet names a resource by its path from `RESOURCE_ORIGIN`; `place` is the manuscript, for findings.
    `corrections` are by element, as `fitted` gives them for an earlier layout of the same issue;
    then `line` is the text's line in pt, to which what follows columns is closed up (0: it stays).
    """

    html: str
    stylesheets: tuple[Stylesheet, ...]
    files: Mapping[str, bytes]
    place: str
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    line: float = 0.0


@dataclass(slots=True)
class Layout:
    """A finished layout and its findings; no document where they have an error.

    `names` are the elements' names by their `id()`: the same in each layout of an issue. `notes` are for people.
    """

    document: Document | None
    findings: tuple[Finding, ...] = ()
    pages: int = 0
    names: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def laid_out(self) -> list[Page]:
        """The pages, in order; none where the layout has errors."""
        return self.document.pages if self.document else []


def lay_out(layout_input: LayoutInput) -> Layout:
    """Lay out the pages. `load` must have been called."""
    session = Session(layout_input.files)
    sheets, findings = read_stylesheets(layout_input, session)
    if findings:
        return Layout(None, tuple(findings))
    with logged() as log:
        source = session.parse(layout_input.html)
        names = apply_corrections(source.root, layout_input.corrections)
        document = source.lay_out(sheets)
    if layout_input.line:
        close_up(document, layout_input.line * PT)
    findings += page_findings(log, session.refused, layout_input.place)
    return Layout(document, tuple(findings), len(document.pages), names)


def write(
    layout: Layout, place: str, *, tagged: bool, ppi: int | None = None
) -> tuple[bytes, tuple[Finding, ...]]:
    """Return a layout as a raw PDF, uncompressed, and the findings logged while it is written.

    `ppi` is the resolution above which pictures are reduced; None reduces none.
    """
    if layout.document is None:
        raise ValueError("a layout with errors has no pages to write")
    if tagged:
        tag_hints.add_hints(layout.document.pages)
    raw, messages, refused = layout.document.write(tagged=tagged, ppi=ppi)
    # the pictures within drawings are asked for only now
    return raw, tuple(page_findings(messages, refused, place))


def find_corrections(layout: Layout, limits: FitLimits) -> dict[str, Correction]:
    """Give what brings the lines of a layout to the grid and mends its faults, for the next layout of the issue."""
    pages = layout.laid_out
    level, looser, tied = (
        align(pages, limits).css(),
        mending.fewer_hyphens(pages),
        mending.tied_headlines(pages),
    )
    return {
        layout.names[one]: Correction(
            "; ".join(css[one] for css in (level, looser) if one in css), one in tied
        )
        for one in dict.fromkeys([*level, *looser, *sorted(tied)])
    }


def apply_corrections(root: Element, given: Mapping[str, Correction]) -> dict[int, str]:
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


def check_stylesheets(layout_input: LayoutInput) -> tuple[Finding, ...]:
    """Read the sheets without setting anything. `load` must have been called."""
    return tuple(read_stylesheets(layout_input, Session(layout_input.files))[1])


def read_stylesheets(
    layout_input: LayoutInput, session: Session
) -> tuple[list[object], list[Finding]]:
    """Read the sheets; those that others import are read by themselves first, so that a fault is found in its file."""
    contents = {name: raw for name, raw in layout_input.files.items() if name.endswith(".css")}
    imported = [Stylesheet(name, raw.decode("utf-8-sig")) for name, raw in contents.items()]
    read: list[object] = []
    findings: list[Finding] = []
    told: set[str] = set()  # what a sheet logs that others import, it logs again in those
    for number, sheet in enumerate((*imported, *layout_input.stylesheets)):
        with logged() as log:
            read.append(session.stylesheet(sheet.css, sheet.name))
        findings += [
            stylesheet_finding(one, sheet) for one in dict.fromkeys(log) if one not in told
        ]
        told |= set(log) if number < len(imported) else set()
    return read[len(imported) :], findings
