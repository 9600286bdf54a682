"""The pages of a proof, made in a worker process: a draft, and then the file that `build` writes."""

import gc
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pikepdf
from PIL import ImageOps

from printissue import layout as stage
from printissue.core.findings import Finding
from printissue.core.folders import Contents
from printissue.editions import folder_writer_of
from printissue.model.editions import Edition, LayoutStyle
from printissue.model.printers import MM
from printissue.pdf.boxes import Rect
from printissue.pipeline.issue import Composer, make_editions
from printissue.pipeline.job import Job
from printissue.preflight import separate_page
from printissue.proof.rendering import QUALITY

_IGNORED = frozenset(
    {"/Font", "/Parent", "/Metadata", "/StructParent", "/StructParents", "/Length"}
)
"""Keys that do not change what a page looks like, or, as fonts, change whenever another page does."""


_drafts = stage.Drafts()
"""The drafts that were made in this worker: the next one is made from the last."""


@dataclass(frozen=True, slots=True)
class ProofPage:
    """A page of a PDF: a digest of what it paints, its trimmed size and its bleed (top, right, bottom, left) in mm."""

    digest: str
    size: tuple[float, float]
    bleed: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class DraftBasis:
    """The values of a draft from the last exact layout: options, heights of columns, titles and lines.

    `printed` is empty if the same lines may look different now.
    """

    options: stage.LayoutOptions = field(default_factory=stage.LayoutOptions)
    heights: Mapping[str, stage.ColumnHeight] = field(default_factory=dict)
    printed: tuple[stage.PrintedPage, ...] = ()
    titles: Mapping[str, stage.Correction] | None = None


@dataclass(frozen=True, slots=True)
class ProofResult:
    """The pages of an edition with what is printed on them, or the files of a folder, and the findings.

    `pages` are those in the `pdf`, in order, by their numbers (from 0): for a draft, only those that have changed.
    There are none if the layout has errors; then nothing is `printed`. `basis` is that of the next draft.
    """

    findings: tuple[Finding, ...] = ()
    pdf: bytes = b""
    pages: Mapping[int, ProofPage] = field(default_factory=dict)
    printed: tuple[stage.PrintedPage, ...] = ()
    notes: tuple[str, ...] = ()
    folder: Contents = field(default_factory=dict)
    basis: DraftBasis = field(default_factory=DraftBasis)


def prepare_drafts(fontconfig: Path) -> None:
    """Prepare a worker that makes drafts only. Garbage is collected after a draft: it takes a fifth of the time."""
    stage.load(fontconfig)
    gc.collect()
    gc.freeze()
    gc.disable()


def make_draft(job: Job, edition: Edition, fontconfig: Path, basis: DraftBasis) -> ProofResult:
    """Lay out an edition once, with what is known from an exact layout; without one, as a trial."""
    stage.load(fontconfig)
    titles = None if basis.titles is None else {edition.layout: basis.titles}
    layout = _draft_layout(Composer(job, titles), edition.layout, basis)
    if layout.document is None:
        return ProofResult(layout.findings)
    printed = stage.printed_pages(layout.laid_out)
    before = dict(enumerate(basis.printed))
    changed = [
        number
        for number, page in enumerate(printed)
        if number not in before or not page.looks_like(before[number])
    ]
    if not changed:
        return ProofResult(layout.findings, printed=printed)
    part = replace(layout, document=layout.document.part(changed))
    raw, _ = stage.write(part, job.place, tagged=False, ppi=edition.ppi)
    pages = dict(zip(changed, read_pages(raw), strict=True))
    return ProofResult(layout.findings, raw, pages, printed)


def prepare_draft(job: Job, edition: Edition, fontconfig: Path, basis: DraftBasis) -> None:
    """Lay out an edition so that the next draft can be made from it: what has changed since is laid out again."""
    stage.load(fontconfig)
    titles = None if basis.titles is None else {edition.layout: basis.titles}
    _draft_layout(Composer(job, titles), edition.layout, basis)
    gc.collect()


def _draft_layout(composer: Composer, style: LayoutStyle, basis: DraftBasis) -> stage.Layout:
    if basis.titles is None:  # there is no exact layout yet
        return composer.lay_out(style, replace(basis.options, trial=True))
    return composer.lay_out(style, basis.options, partial(_drafts.lay_out, heights=basis.heights))


def make_exact(job: Job, edition: Edition, fontconfig: Path) -> ProofResult:
    """Make the file or the folder of an edition as `build` does."""
    made: list[DraftBasis] = []

    def keep(layout: stage.Layout, composer: Composer) -> None:
        options = composer.options_of(layout)
        composed, _ = composer.compose(edition.layout, options.fillers)
        heights = stage.column_heights(layout, composed.html if composed else "")
        printed = stage.printed_pages(layout.laid_out)
        titles = composer.titles_of(edition.layout)
        made.append(DraftBasis(options, heights, printed, titles))

    result = make_editions(job, (edition,), fontconfig, on_layout=keep if edition.paged else None)
    findings = result.findings + result.remarks
    if edition.index:
        folder = result.folders.get(edition.name, {})
        completed = folder_writer_of(edition).complete(folder, {}) if folder else {}
        return ProofResult(findings, notes=result.notes, folder=completed)
    pdf = result.files.get(edition.name, b"")
    if not pdf:
        return ProofResult(findings, notes=result.notes)
    pages = dict(enumerate(read_pages(pdf)))
    return ProofResult(findings, pdf, pages, made[0].printed, result.notes, basis=made[0])


def make_plates(pdf: bytes, number: int) -> dict[str, bytes]:
    """Return the plates of a page (from 1) of a print edition by their inks, as grey JPEGs: black is full ink."""
    plates: dict[str, bytes] = {}
    for ink, plate in separate_page(pdf, number).plates.items():
        stream = io.BytesIO()
        ImageOps.invert(plate).save(stream, "JPEG", quality=QUALITY)
        plates[ink] = stream.getvalue()
    return plates


def read_pages(pdf: bytes) -> tuple[ProofPage, ...]:
    """Return the pages of a PDF. Pages with equal digests look the same, if they use the same fonts."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        digests: dict[tuple[int, int], str] = {}
        return tuple(_page(page, digests) for page in opened.pages)


def _page(page: pikepdf.Page, digests: dict[tuple[int, int], str]) -> ProofPage:
    trim, bleed = _rect(page.trimbox), _rect(page.get("/BleedBox", page.trimbox))
    around = (
        bleed.top - trim.top,
        bleed.right - trim.right,
        trim.bottom - bleed.bottom,
        trim.left - bleed.left,
    )
    top, right, bottom, left = (round(max(0.0, one) / MM, 3) for one in around)
    page.contents_coalesce()
    resources = _digest(page.get("/Resources", pikepdf.Dictionary()), digests)
    painted = page.Contents.read_bytes() + resources.encode()
    return ProofPage(
        _hash(painted),
        (round(trim.width / MM, 3), round(trim.height / MM, 3)),
        (top, right, bottom, left),
    )


def _rect(box: pikepdf.Object) -> Rect:
    left, bottom, right, top = (float(one) for one in box.as_list())
    return Rect(min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _digest(value: pikepdf.Object, digests: dict[tuple[int, int], str]) -> str:
    """Return a digest of an object and all that it refers to; `digests` are those of indirect objects."""
    if not isinstance(value, pikepdf.Object):
        return str(value)
    known = value.objgen if value.is_indirect else None
    if known in digests:
        return digests[known]
    if known is not None:
        digests[known] = "circular"
    if isinstance(value, pikepdf.Stream):
        found = _hash(value.read_raw_bytes() + _entries(value, digests).encode())
    elif isinstance(value, pikepdf.Dictionary):
        found = _entries(value, digests)
    elif isinstance(value, pikepdf.Array):
        found = "[" + " ".join(_digest(one, digests) for one in value.as_list()) + "]"
    else:
        found = str(value)
    if known is not None:
        digests[known] = found
    return found


def _entries(value: pikepdf.Object, digests: dict[tuple[int, int], str]) -> str:
    def each() -> Iterator[str]:
        for key, one in sorted(value.items()):
            if key not in _IGNORED:
                yield f"{key} {_digest(one, digests)}"

    return _hash("\n".join(each()).encode())


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=12).hexdigest()
