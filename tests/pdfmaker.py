"""Small PDFs for the tests of preflight: a PDF/X-4 and a tagged file without faults, to which tests add one."""

import io
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from printissue.core.findings import Finding
from printissue.model.printers import PRINTERS, Printer
from printissue.preflight.subject import Check, Subject

ROOT = Path(__file__).resolve().parents[1]
MM = 72 / 25.4
PROFILE = (ROOT / "styles" / "icc" / "FOGRA39L_coated.icc").read_bytes()
BLEED = round(3 * MM, 4)
TRIM = [0, 0, 420, 595]
MEDIA = [-BLEED, -BLEED, 420 + BLEED, 595 + BLEED]

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><rdf:Description rdf:about="" %s>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">A title</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""
X4 = {
    "pdfxid:GTS_PDFXVersion": "PDF/X-4",
    "xmp:CreateDate": "2015-10-01T10:00:00+02:00",
    "xmp:ModifyDate": "2015-10-01T08:00:00Z",
    "xmp:MetadataDate": "2015-10-01T08:00:00Z",
    "xmpMM:DocumentID": "uuid:1",
    "xmpMM:VersionID": "1",
    "xmpMM:RenditionClass": "default",
}

Change = Callable[[Pdf], None]


def packet(properties: dict[str, str]) -> bytes:
    """Return an XMP packet with a title and these properties."""
    return (_PACKET % " ".join(f'{name}="{value}"' for name, value in properties.items())).encode()


def set_packet(pdf: Pdf, properties: dict[str, str]) -> None:
    pdf.Root.Metadata = pdf.make_stream(packet(properties), Type=Name.Metadata, Subtype=Name.XML)


def font(pdf: Pdf, *, embedded: bool = True, name: str = "ABCDEF+Sample") -> Any:
    """Return a simple font with a truncated font program."""
    described = Dictionary(Type=Name.FontDescriptor, FontName=Name(f"/{name}"), Flags=32)
    if embedded:
        described.FontFile2 = pdf.make_stream(b"\0\1\0\0" + bytes(60))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name(f"/{name}"),
            FirstChar=32,
            Widths=Array([500] * 95),
            Encoding=Name.WinAnsiEncoding,
            FontDescriptor=pdf.make_indirect(described),
        )
    )


CONTENT = "0 0 0 1 k 20 20 100 100 re f BT /F1 12 Tf 40 300 Td (Words) Tj ET"


@cache
def press_file(content: str = CONTENT, pages: int = 1) -> bytes:
    """Return a PDF/X-4 without faults for the printer offset-eu: A5, 3 mm of bleed."""
    pdf = pikepdf.new()
    one = font(pdf)
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(420, 595)).obj
        page.MediaBox, page.BleedBox, page.TrimBox = Array(MEDIA), Array(MEDIA), Array(TRIM)
        page.Resources = Dictionary(Font=Dictionary(F1=one))
        page.Contents = pdf.make_stream(content.encode())
    stream = pdf.make_stream(PROFILE, N=4)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String("FOGRA39"),
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=stream,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    set_packet(pdf, X4)
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String("A title"),
            CreationDate=String("D:20151001080000Z"),
            ModDate=String("D:20151001100000+02'00'"),
            Trapped=Name("/False"),
        )
    )
    return saved(pdf)


def saved(pdf: Pdf, version: str = "1.6", **options: Any) -> bytes:
    target = io.BytesIO()
    pdf.save(target, force_version=version, **options)
    return target.getvalue()


def subject(content: bytes, printer: Printer | str | None = None) -> Subject:
    """Open a file as preflight does."""
    demands = PRINTERS[printer] if isinstance(printer, str) else printer
    return Subject(pikepdf.open(io.BytesIO(content)), Path("made.pdf"), "made.pdf", demands)


def planted(
    content: bytes, change: Change | None, printer: Printer | str | None = None, **options: Any
) -> Subject:
    """Change a file without faults, write it and open it again."""
    pdf = pikepdf.open(io.BytesIO(content))
    if change is not None:
        change(pdf)
    return subject(saved(pdf, **options), printer)


def found(subject: Subject, checks: Iterable[Check]) -> list[Finding]:
    """Run checks."""
    return [finding for check in checks for finding in check(subject)]


def rules(subject: Subject, checks: Iterable[Check]) -> set[str]:
    """Run checks, and return the rules of the findings."""
    return {finding.rule for finding in found(subject, checks)}


# a tagged file


class Tagger:
    """A maker of a tagged page: `tag` adds an element with a line of text."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self.page = self.pdf.add_blank_page(page_size=(420, 595)).obj
        self.page.StructParents = 0
        self.page.Resources = Dictionary(Font=Dictionary(F1=font(self.pdf)))
        self.lines: list[str] = []
        self.owners: list[Any] = []
        self.root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = self.tag("Document", self.root)

    def tag(self, kind: str, parent: Any, text: str = "", **entries: Any) -> Any:
        """Add an element to another one."""
        made = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=parent, Pg=self.page, **entries)
        )
        if "/K" not in parent:
            parent.K = Array()
        parent.K.append(made)
        if text:
            self.write(text, f"/{kind} <</MCID {len(self.owners)}>> BDC")
            made.K = Array([len(self.owners)])
            self.owners.append(made)
        return made

    def write(self, text: str, opening: str = "/Artifact BMC", colour: str = "0 g") -> None:
        """Write a line of text in marked content."""
        down = 560 - 18 * len(self.lines)
        show = f"BT {colour} /F1 11 Tf 30 {down} Td ({text}) Tj ET"
        self.lines.append(f"{opening} {show} EMC" if opening else show)

    def link(self, parent: Any, text: str) -> Any:
        """Add a link with its annotation."""
        made = self.tag("Link", parent, text)
        annotation = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([30, 100, 90, 115]),
                Contents=String("Where it leads"),
                StructParent=1,
                A=Dictionary(S=Name.URI, URI=String("https://example.org/")),
            )
        )
        made.K.append(Dictionary(Type=Name.OBJR, Obj=annotation, Pg=self.page))
        self.page.Annots = Array([annotation])
        self.page.Tabs = Name.S
        self.linked = made
        return annotation

    def close(self) -> bytes:
        """Write the file."""
        pdf, root = self.pdf, self.pdf.Root
        nums = [0, pdf.make_indirect(Array(self.owners))]
        if hasattr(self, "linked"):
            nums += [1, self.linked]
        self.root.ParentTree = Dictionary(Nums=Array(nums))
        self.page.Contents = pdf.make_stream("\n".join(self.lines).encode())
        root.StructTreeRoot, root.Lang = self.root, String("en-GB")
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        set_packet(pdf, {"pdfuaid:part": "1"})
        return saved(pdf, "1.7")


def tagged() -> Tagger:
    """Return an unfinished page with one element of each kind, tagged correctly."""
    page = Tagger()
    page.tag("H1", page.document, "Head")
    page.tag("H2", page.document, "Under it")
    page.tag("P", page.document, "Words")
    page.tag("Figure", page.document, "Drawn", Alt=String("A drawing"))
    page.tag("Note", page.document, "Small print", ID=String("n1"))
    items = page.tag("L", page.document)
    item = page.tag("LI", items)
    page.tag("Lbl", item, "1")
    page.tag("LBody", item, "First")
    table = page.tag("Table", page.document)
    for heads in (("TH", "TH"), ("TH", "TD")):
        row = page.tag("TR", table)
        for place, kind in enumerate(heads):
            scope = Dictionary(O=Name.Table, Scope=Name.Row if len(table.K) > 1 else Name.Column)
            page.tag(kind, row, f"cell {place}", **({"A": scope} if kind == "TH" else {}))
    page.link(page.tag("P", page.document), "Onwards")
    page.write("7", "/Artifact <</Type /Pagination>> BDC")
    return page
