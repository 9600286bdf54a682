"""Editions: one package per family, each with a writer that makes the file of an edition.

An edition is a row of `printissue.model.editions.EDITIONS`, which says how its HTML is composed and laid out, how its
file is named and which rules check it, and a `WRITER` in the package that the row names. `register` adds both at run
time. The pipeline reads the row, and gives the writer an `EditionSource`: values of earlier stages only, so a writer
needs none of these stages. A PDF edition uses `raw`, the laid-out pages. An edition for the web, an e-book or mail is
not `paged`: it uses `html`, in which each story is an element with an `id`, the `files` that the HTML names, the
theme's web style sheets, and the models `issue` and `publication`. If its row has a `page_list`, it also gets
`page_starts`: where in the text the pages of that layout begin, and with a `cover` a picture of the first page. No
pages are laid out unless an edition of the run needs them. An edition of several files is a folder: its row has an
`index`, and its writer is a `FolderWriter`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol, cast

from printissue.assets.resources import Resources
from printissue.assets.theme_files import ThemeFiles
from printissue.core.findings import Finding
from printissue.core.folders import Contents
from printissue.model.editions import EDITIONS, Edition
from printissue.model.issue import Issue, Publication
from printissue.model.page_starts import PageStart
from printissue.model.printers import Printer
from printissue.model.records import BibliographicRecord


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to embed. `relationship` is an AFRelationship of ISO 19005-3: Source, Data, Supplement ..."""

    name: str
    content: bytes
    media_type: str
    description: str
    relationship: str = "Source"


@dataclass(frozen=True, slots=True)
class EditionSource:
    """The values that an edition is made from: an issue, or a volume's own pages (then `issue` is None).

    `name` is the file's name in findings. `raw` is the raw PDF of the layout, uncompressed; empty for editions that are
    not paged. `html` names `files` by their path from `https://printissue.invalid/`. `profile` is the ICC profile of
    the printer's output condition. `theme_files` and `resources`, the fonts among them, are for editions that are not
    paged. `slug` is the text of the slug line. `first_folio` labels the first page. With
    `blank_first`, a blank page precedes it. With `cross_references`, links to other issues lead to their files.
    """

    edition: Edition
    name: str
    record: BibliographicRecord
    publication: Publication
    issue: Issue | None = None
    raw: bytes = b""
    html: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    printer: Printer | None = None
    profile: bytes = b""
    slug: str = ""
    attachments: tuple[Attachment, ...] = ()
    first_folio: int = 1
    right_to_left: bool = False
    cross_references: bool = False
    blank_first: bool = False
    page_starts: tuple[PageStart, ...] = ()
    cover: bytes = b""
    theme_files: ThemeFiles | None = None
    resources: Resources | None = None


class EditionWriter(Protocol):
    """Makes the file of an edition."""

    def finish(self, source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
        """Return the content of the file, and the findings; with an error among them, the file is not written."""


class FolderWriter(Protocol):
    """Makes the files of an edition that is a folder."""

    def finish(self, source: EditionSource) -> tuple[Contents, tuple[Finding, ...]]:
        """Return the files by their paths in the folder, and the findings; with an error, none of them is written."""

    def complete(self, files: Contents, sizes: Mapping[str, int]) -> Contents:
        """Return the files as they are written, once the sizes in bytes of the issue's other editions are known."""


Writer = EditionWriter | FolderWriter

WRITERS: dict[str, Writer] = {}
"""The writers that are registered, by the names of their editions; others are imported from the edition's package."""


def register(edition: Edition, writer: Writer) -> None:
    """Add an edition and its writer to those that can be built, or replace one of the same name.

    Worker processes inherit them where they are forked; elsewhere the edition's `package` must have the writer.
    """
    EDITIONS[edition.name] = edition
    WRITERS[edition.name] = writer


def writer_of(edition: Edition) -> EditionWriter:
    """Return the writer of an edition of one file."""
    return cast(EditionWriter, _writer_of(edition))


def folder_writer_of(edition: Edition) -> FolderWriter:
    """Return the writer of an edition that is a folder."""
    return cast(FolderWriter, _writer_of(edition))


def _writer_of(edition: Edition) -> Writer:
    if edition.name in WRITERS:
        return WRITERS[edition.name]
    writer: Writer = import_module(edition.package).WRITER
    return writer
