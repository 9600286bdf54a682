"""The editions of an issue, as a table. A new edition is a row here, or registered, and a package in `editions/`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # a command that only shows its help does not need it
    from printissue.core.workspace import IssueRef

Claim = Literal["pdfx-4", "pdfa-3a", "pdfua-1"]

Standard = Claim | Literal["pdfa-3b", "pdfa-3u"]
"""A standard that a file may claim: those of the editions, and the lower levels of volumes of other files."""

PAPERS: dict[str, tuple[float, float]] = {
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "Letter": (215.9, 279.4),
}
"""Trim sizes by name: width and height in mm (ISO 216; ANSI A for Letter)."""


@dataclass(frozen=True, slots=True)
class LayoutStyle:
    """The way the HTML of an issue is composed and laid out. Editions with the same style share one layout.

    `name` is the class of `html` in templates, and `template` the one that composes the HTML. With `inks`, colours are
    CMYK and pictures are converted for print. With `bleed`, pages have the printer's bleed and a page count that the
    printer can bind. Without `live_links`, addresses are printed. With `tagged`, the raw PDF has a structure tree. One
    style is `counted`: its page count is that of the issue, by which folios continue and a requested page count is met.
    If it is `paged`, footnotes are at the foot of pages, otherwise after their text.
    """

    name: str
    template: str = "issue.html.j2"
    inks: bool = False
    bleed: bool = False
    live_links: bool = True
    tagged: bool = True
    counted: bool = False
    paged: bool = True


PRINT = LayoutStyle("print", inks=True, bleed=True, live_links=False, tagged=False, counted=True)
SCREEN = LayoutStyle("screen")
WEB = LayoutStyle("web", tagged=False, paged=False, template="web.html.j2")
EPUB = LayoutStyle("epub", tagged=False, paged=False, template="epub.html.j2")
MAIL = LayoutStyle("mail", tagged=False, paged=False, template="mail.html.j2")

COUNTED = PRINT
"""The style whose page count is that of an issue."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of an issue.

    `package` is the module that makes it: it has a `WRITER` (see `printissue.editions`). `suffix` is that of its file.
    An edition that is not `paged` is made from the composed HTML. With a `page_list`, it names the pages of that
    layout: its writer gets the places in the text at which they begin. `cover` is the width in px of the picture of the
    first page that its writer gets (0: none). `rules` is the family of preflight rules that check its file (None:
    none). `claims` are the standards that its metadata names. `ppi` is the resolution above which pictures are reduced
    (None: never). With `attachments`, it holds its manuscript and pictures. With `cross_references`, links to other
    issues lead to their files. `object_streams` packs the objects of a PDF: the file is smaller, but slower to bind. An
    edition with an `index` is a folder of files, and `index` the page that opens it; `online` are the files
    and folders in it that a site has. With `download`, web pages offer the file to readers. An edition that is not made
    by `default` is made if it is asked for.
    """

    name: str
    title: str
    layout: LayoutStyle
    package: str
    suffix: str = ".pdf"
    paged: bool = True
    page_list: LayoutStyle | None = None
    cover: int = 0
    rules: Literal["print", "access"] | None = None
    claims: frozenset[Claim] = frozenset()
    ppi: int | None = None
    attachments: bool = False
    cross_references: bool = False
    object_streams: bool = False
    pdf_version: str = "1.7"
    index: str = ""
    download: bool = False
    online: frozenset[str] = frozenset()
    default: bool = True

    @property
    def pages(self) -> LayoutStyle:
        """The layout whose pages it has or names; editions with the same one are made together."""
        return self.page_list or self.layout

    @property
    def laid_out(self) -> bool:
        """True if it depends on a layout of pages."""
        return self.paged or self.page_list is not None

    def file_name(self, ref: "IssueRef") -> str:
        """Return the name of an issue's file, `<publication>-<key>-<edition><suffix>`, or `<edition>/<index>`.

        The name of the edition is left out if the suffix says it.
        """
        if self.index:
            return f"{self.name}/{self.index}"
        if self.suffix == f".{self.name}":
            return f"{ref.publication}-{ref.key}{self.suffix}"
        return f"{ref.publication}-{ref.key}-{self.name}{self.suffix}"


EDITIONS: dict[str, Edition] = {
    edition.name: edition
    for edition in (
        Edition(
            name="print",
            title="PDF/X-4 for the print shop",
            layout=PRINT,
            package="printissue.editions.print",
            rules="print",
            claims=frozenset({"pdfx-4"}),
            pdf_version="1.6",
        ),
        Edition(
            name="archive",
            title="PDF/A-3a and PDF/UA-1 for the archive",
            layout=SCREEN,
            package="printissue.editions.tagged",
            claims=frozenset({"pdfa-3a", "pdfua-1"}),
            attachments=True,
            cross_references=True,
            download=True,
        ),
        Edition(
            name="screen",
            title="tagged and small, for download",
            layout=SCREEN,
            package="printissue.editions.tagged",
            claims=frozenset({"pdfua-1"}),
            ppi=150,
            object_streams=True,
            download=True,
        ),
        Edition(
            name="web",
            title="responsive HTML for readers online",
            layout=WEB,
            package="printissue.editions.web",
            suffix="",
            paged=False,
            cross_references=True,
            index="index.html",
            online=frozenset({"index.html", "fonts", "pictures", "styles"}),
            default=False,
        ),
        Edition(
            name="epub",
            title="EPUB 3.3 for e-readers",
            layout=EPUB,
            package="printissue.editions.epub",
            suffix=".epub",
            paged=False,
            page_list=COUNTED,
            cover=1400,
            download=True,
            default=False,
        ),
        Edition(
            name="mail",
            title="e-mail for subscribers",
            layout=MAIL,
            package="printissue.editions.mail",
            suffix="",
            paged=False,
            index="index.html",
            online=frozenset({"pictures"}),  # those that messages link to
            default=False,
        ),
    )
}


def default_editions() -> tuple[Edition, ...]:
    """Return the editions that are made if none is asked for."""
    return tuple(edition for edition in EDITIONS.values() if edition.default)
