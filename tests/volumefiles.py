"""Small files for the tests of volumes, made with pikepdf, and readers of bound volumes.

Every page has its own words, a mark that the tags own, and links; oddities are made by changing the file afterwards.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from printissue.core.findings import Finding
from printissue.model.editions import Standard
from printissue.model.records import BibliographicRecord
from printissue.pdf.metadata import stamp
from printissue.volume import BindingOptions, BindingResult, PartFile, bind

RECORD = BibliographicRecord(
    title="Update 2025",
    publication="Update",
    publisher="The Centre",
    language="en",
    cover_date="2025",
    created=dt.datetime(2025, 12, 1, tzinfo=dt.UTC),
    identifier="urn:printissue:update/2025",
)
OPTIONS = BindingOptions(record=RECORD, title="Update 2025", name="update/2025")
CLAIMED: frozenset[Standard] = frozenset({"pdfa-3a", "pdfua-1"})

Change = Callable[[pikepdf.Pdf], object]


class Volume(NamedTuple):
    """A bound volume, opened, with the result and the findings of binding."""

    pdf: pikepdf.Pdf
    bound: BindingResult
    findings: tuple[Finding, ...]

    def rules(self) -> list[str]:
        return [finding.rule for finding in self.findings]


def volume(*part_files: PartFile, options: BindingOptions = OPTIONS) -> Volume:
    """Bind files and open the volume; fail with the findings if there is none."""
    content, bound, findings = bind(part_files, options)
    assert content, [finding.as_text() for finding in findings]
    pdf = pikepdf.open(io.BytesIO(content))
    assert pdf.check_pdf_syntax() == []
    return Volume(pdf, bound, findings)


def part_file(key: str, content: bytes, **changes: Any) -> PartFile:
    """Make a part whose title and file name contain its key."""
    given = {"title": f"Issue {key}", "language": "en", "file": f"{key}.pdf"} | changes
    return PartFile(key=key, content=content, **given)


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    target = io.BytesIO()
    pdf.save(target, static_id=True, fix_metadata_version=False, **how)
    return target.getvalue()


def plain(words: str = "A", pages: int = 2, change: Change | None = None) -> bytes:
    """Make a file without tags: each page says `words` and its number."""
    pdf = pikepdf.new()
    for number in range(1, pages + 1):
        _page(pdf, f"BT /F1 12 Tf 20 100 Td ({words} page {number}) Tj ET")
    if change:
        change(pdf)
    return saved(pdf)


def _page(pdf: pikepdf.Pdf, content: str) -> Object:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, 200, 150],
        Resources=Dictionary(Font=Dictionary(F1=font)),
        Contents=pdf.make_stream(content.encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1].obj


def tagged(words: str = "A", pages: int = 2, change: Change | None = None) -> bytes:
    """Make a tagged file that claims PDF/A-3a and PDF/UA-1.

    Its Document has a P and a Link for each page: the link leads by name (`page-1`...) to the page after it, the last
    one's to the first.
    """
    pdf = pikepdf.new()
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = element(pdf, root, "Document")
    parents: list[Object | int] = []
    for number in range(pages):
        marked = f"/P <</MCID 0>> BDC BT /F1 12 Tf 20 100 Td ({words} page {number + 1}) Tj ET EMC"
        page = _page(pdf, marked)
        page.StructParents, page.Tabs = number, Name.S
        paragraph = element(pdf, document, "P", Pg=page, K=0)
        link = element(pdf, document, "Link", Pg=page)
        aim = String(f"page-{(number + 1) % pages + 1}")
        annot = link_to(pdf, page, Dest=aim, StructParent=pages + number)
        link.K = Array([Dictionary(Type=Name.OBJR, Obj=annot, Pg=page)])
        parents += [number, Array([paragraph]), pages + number, link]
    rows = sorted(zip(parents[::2], parents[1::2], strict=True), key=lambda row: row[0])
    nums = Array([item for row in rows for item in row])
    root.ParentTree, root.ParentTreeNextKey = Dictionary(Nums=nums), 2 * pages
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("en")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    _name_pages(pdf)
    stamp(pdf, RECORD, CLAIMED)
    if change:
        change(pdf)
    return saved(pdf)


def element(pdf: pikepdf.Pdf, parent: Object, role: str, **entries: Any) -> Object:
    """Make a structure element, and hang it from its parent."""
    one = Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent, **entries)
    new = pdf.make_indirect(one)
    if "/K" not in parent:
        parent.K = Array()
    parent.K.append(new)
    return new


def link_to(pdf: pikepdf.Pdf, page: Object, **entries: Any) -> Object:
    """Put a link annotation on a page."""
    annot = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[20, 90, 120, 120], F=4, **entries)
    )
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(annot)
    return annot


def _name_pages(pdf: pikepdf.Pdf) -> None:
    names = Array()
    for number, page in enumerate(pdf.pages, 1):
        names.append(String(f"page-{number}"))
        names.append(Array([page.obj, Name.XYZ, 0, 150, 0]))
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=names))


def attach(pdf: pikepdf.Pdf, name: str, content: bytes, *, associated: bool = True) -> Object:
    """Attach a file under a name."""
    stream = pdf.make_stream(content)
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/text/plain")
    file = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(name),
            UF=String(name),
            AFRelationship=Name.Source,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    if "/EmbeddedFiles" not in pdf.Root.Names:
        pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array())
    pdf.Root.Names.EmbeddedFiles.Names.extend([String(name), file])
    if associated:
        pdf.Root.AF = Array([*pdf.Root.get("/AF", Array()), file])
    return file


# what is in a volume


def pairs(tree: Object, key: str) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of a name tree or number tree."""
    row = list(tree.get(key, ()))
    yield from zip(row[::2], row[1::2], strict=True)
    for kid in tree.get("/Kids", ()):
        yield from pairs(kid, key)


def destinations(pdf: pikepdf.Pdf) -> dict[bytes, Object]:
    if "/Dests" not in pdf.Root.get("/Names", Dictionary()):
        return {}
    return {bytes(name): aim for name, aim in pairs(pdf.Root.Names.Dests, "/Names")}


def landing(pdf: pikepdf.Pdf, annot: Object) -> int | str | None:
    """Return where a link leads: a page from 1, an address, a file, or None for nowhere."""
    action = annot.get("/A", Dictionary())
    if action.get("/S") in (Name.URI, Name.GoToR):
        return str(action.get("/URI", action.get("/F")))
    aim = annot.get("/Dest", action.get("/D"))
    if isinstance(aim, String):
        aim = destinations(pdf).get(bytes(aim))
    if isinstance(aim, Dictionary):
        aim = aim.D
    if aim is None:
        return None
    pages = [page.obj.objgen for page in pdf.pages]
    return pages.index(aim[0].objgen) + 1


def landings(pdf: pikepdf.Pdf) -> list[list[int | str | None]]:
    """Return for each page where its links lead, in their order."""
    return [
        [landing(pdf, a) for a in page.obj.get("/Annots", ()) if a.get("/Subtype") == Name.Link]
        for page in pdf.pages
    ]


def labels(pdf: pikepdf.Pdf) -> list[str]:
    return [page.label for page in pdf.pages]


def bookmarks(pdf: pikepdf.Pdf) -> list[Any]:
    """Return the bookmarks as `(title, page, open, kids)`, with their links checked both ways."""
    pages = [page.obj.objgen for page in pdf.pages]
    named = destinations(pdf)

    def level(parent: Object) -> list[Any]:
        rows, item, before = [], parent.get("/First"), None
        while item is not None:
            assert item.Parent.objgen == parent.objgen
            assert (item.Prev.objgen if "/Prev" in item else None) == before
            aim = item.get("/Dest", item.get("/A", Dictionary()).get("/D"))
            aim = named[bytes(aim)] if isinstance(aim, String) else aim
            page = pages.index(aim[0].objgen) + 1 if aim is not None else None
            rows.append((str(item.Title), page, int(item.get("/Count", 0)) > 0, level(item)))
            before, item = item.objgen, item.get("/Next")
        assert before == (parent.Last.objgen if "/Last" in parent else None)
        return rows

    return level(pdf.Root.Outlines)


def texts(pdf: pikepdf.Pdf) -> list[str]:
    """Return the words that each page shows."""
    shown = []
    for page in pdf.pages:
        operands = (
            one.operands for one in pikepdf.parse_content_stream(page) if str(one.operator) == "Tj"
        )
        shown.append(" ".join(str(row[0]) for row in operands))
    return shown


def tops(pdf: pikepdf.Pdf) -> list[Object]:
    """Return the parts of the volume's tags."""
    return list(pdf.Root.StructTreeRoot.K[0].K)
