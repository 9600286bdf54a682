"""Pages: HTML and style sheets are laid out, and written as a raw PDF.

Every address is answered from a table of bytes; any other address is refused and reported. WeasyPrint logs most of
what it drops; each record of its log becomes a finding.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from printissue.assets.stylesheets import Stylesheet
from printissue.core.findings import Finding
from printissue.layout import line_breaks, tag_hints
from printissue.layout.closing import close_up
from printissue.layout.engine import REFUSED, Document, Page, Session, logged
from printissue.layout.grid import FitLimits, align
from printissue.layout.page_foot import move_to_foot
from printissue.layout.reports import page_findings, stylesheet_finding
from printissue.layout.spacing import PT


@dataclass(frozen=True, slots=True)
class Correction:
    """The changes to an element in the next layout.

    They are CSS declarations, a no-break space before its last word (`tied`), the spaces before its inline
    elements moved into them (`joined`), and the name of the element that it is moved `after`.
    """

    css: str = ""
    tied: bool = False
    after: str = ""
    joined: bool = False

    def __add__(self, other: "Correction") -> "Correction":
        """Return both corrections; where they conflict, those of `other` win."""
        css = "; ".join(one for one in (self.css, other.css) if one)
        joined = self.joined or other.joined
        return Correction(css, self.tied or other.tied, other.after or self.after, joined)


NO_CORRECTION = Correction()

UNBALANCED = Stylesheet("(trial)", "* { column-fill: auto !important }")
"""The style sheet of a trial, whose columns are not balanced: the sizes of blocks do not depend on it."""


@dataclass(frozen=True, slots=True)
class LayoutInput:
    """The input of a layout: HTML, style sheets in order, and the bytes of every resource by its name.

    Pages and style sheets name a resource by its path from `RESOURCE_ORIGIN`. `place` is the manuscript, for findings.
    `corrections` are those that `find_corrections` returns for an earlier layout of the issue, by the elements' names.
    `line` is the line height of the text in pt, to whole multiples of which blocks after columns move up; 0 leaves
    them where they are.
    """

    html: str
    stylesheets: tuple[Stylesheet, ...]
    files: Mapping[str, bytes]
    place: str
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    line: float = 0.0


@dataclass(slots=True)
class Layout:
    """A finished layout with its findings; without a document where one of them is an error.

    `names` are the names of elements by their `id()`, the same in each layout of an issue. `notes` are messages about
    what was changed.
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
    """Lay out pages. `load` must have been called."""
    session = Session(layout_input.files)
    stylesheets, findings = read_stylesheets(layout_input, session)
    if findings:
        return Layout(None, tuple(findings))
    with logged() as log:
        source = session.parse(layout_input.html)
        names = apply_corrections(source.root, layout_input.corrections)
        document = source.lay_out(stylesheets)
    if layout_input.line:
        close_up(document, layout_input.line * PT)
        move_to_foot(document)
    findings += page_findings(log, session.refused, layout_input.place)
    return Layout(document, tuple(findings), len(document.pages), names)


def write(
    layout: Layout, place: str, *, tagged: bool, ppi: int | None = None
) -> tuple[bytes, tuple[Finding, ...]]:
    """Return a layout as a raw PDF, uncompressed, and the findings logged while it is written.

    `ppi` is the resolution above which pictures are reduced; None reduces none. Raise ValueError for a layout without
    pages.
    """
    if layout.document is None:
        raise ValueError("a layout with errors has no pages to write")
    if tagged:
        tag_hints.add_hints(layout.document.pages)
    raw, messages, refused = layout.document.write(tagged=tagged, ppi=ppi)
    # WeasyPrint asks for the pictures in SVG files only now
    return raw, tuple(page_findings(messages, refused, place))


def find_corrections(layout: Layout, limits: FitLimits) -> dict[str, Correction]:
    """Return the corrections that align the lines of a layout with the grid and remove faults, by element."""
    pages = layout.laid_out
    level, looser, tied, joined = (
        align(pages, limits).css(),
        line_breaks.fewer_hyphens(pages),
        line_breaks.tied_headlines(pages),
        line_breaks.broken_paragraphs(pages),
    )
    return {
        layout.names[one]: Correction(
            "; ".join(css[one] for css in (level, looser) if one in css),
            tied=one in tied,
            joined=one in joined,
        )
        for one in dict.fromkeys([*level, *looser, *sorted(tied), *sorted(joined)])
    }


def apply_corrections(root: Element, given: Mapping[str, Correction]) -> dict[int, str]:
    """Apply corrections to the elements that they name, and return the names of all elements by their `id()`."""
    elements_by_name = dict(element_names(root, "", Counter()))
    for name, element in elements_by_name.items():
        correction = given.get(name, NO_CORRECTION)
        if correction.css:
            element.set("style", f"{element.get('style', '')}; {correction.css}".lstrip("; "))
        if correction.tied:
            line_breaks.tie(element)
        if correction.joined:
            line_breaks.move_spaces_in(element)
    moves = {
        name: one.after
        for name, one in given.items()
        if one.after in elements_by_name and name in elements_by_name
    }
    _move(
        root, [(elements_by_name[name], elements_by_name[after]) for name, after in moves.items()]
    )
    return {id(element): name for name, element in elements_by_name.items()}


def _move(root: Element, moves: Sequence[tuple[Element, Element]]) -> None:
    """Move each element after another one; the text that follows it stays in its place."""
    parents = {id(child): parent for parent in root.iter() for child in parent} if moves else {}
    for element, after in moves:
        old_parent, new_parent = parents[id(element)], parents[id(after)]
        index = list(old_parent).index(element)
        if index:
            before = old_parent[index - 1]
            before.tail = (before.tail or "") + (element.tail or "")
        else:
            old_parent.text = (old_parent.text or "") + (element.tail or "")
        element.tail = None
        old_parent.remove(element)
        new_parent.insert(list(new_parent).index(after) + 1, element)
        element.tail, after.tail = after.tail, None
        parents[id(element)] = new_parent


def element_names(
    element: Element, within: str, counts: Counter[str]
) -> Iterator[tuple[str, Element]]:
    """Yield each element with its name: the last `id` before it, and a number. Pages added elsewhere change no name."""
    if "id" in element.attrib:
        within, counts = element.attrib["id"], Counter()
    counts[within] += 1
    yield f"{within} {counts[within]}", element
    for child in element:
        yield from element_names(child, within, counts)


def check_stylesheets(layout_input: LayoutInput) -> tuple[Finding, ...]:
    """Return the findings of reading the style sheets, without a layout. `load` must have been called."""
    return tuple(read_stylesheets(layout_input, Session(layout_input.files))[1])


def read_stylesheets(
    layout_input: LayoutInput, session: Session
) -> tuple[list[object], list[Finding]]:
    """Read the style sheets, imported ones first by themselves, so that a fault is reported in its own file."""
    contents = {name: raw for name, raw in layout_input.files.items() if name.endswith(".css")}
    imported = [Stylesheet(name, raw.decode("utf-8-sig")) for name, raw in contents.items()]
    read: list[object] = []
    findings: list[Finding] = []
    # an imported style sheet logs its faults again in those that import it
    reported: set[str] = set()
    for number, stylesheet in enumerate((*imported, *layout_input.stylesheets)):
        with logged() as log:
            read.append(session.stylesheet(stylesheet.css, stylesheet.name))
        # read_theme_files reports a refused address at its line
        messages = [one for one in dict.fromkeys(log) if one not in reported and REFUSED not in one]
        findings += [stylesheet_finding(one, stylesheet) for one in messages]
        reported |= set(log) if number < len(imported) else set()
    return read[len(imported) :], findings
