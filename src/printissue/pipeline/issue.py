"""One issue in one layout: its HTML is composed and laid out, and the editions of that layout are made.

This runs in a worker process. `building.py` has the whole order.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from printissue import html
from printissue import layout as stage
from printissue.assets.theme_files import Stylesheet
from printissue.core.files import temporary_folder
from printissue.core.findings import Finding, Place, has_errors
from printissue.core.folders import Contents
from printissue.core.inputs import Inputs, Snapshots, recorded
from printissue.editions import Attachment, EditionSource, folder_writer_of, writer_of
from printissue.model.editions import COUNTED, EDITIONS, SCREEN, Edition, LayoutStyle
from printissue.model.page_starts import PageStart
from printissue.model.theme import paper_sheet
from printissue.model.volumes import PageRange
from printissue.pdf.rendering import drawable, page_picture
from printissue.pipeline.job import Job, LayoutResult, attachment_names, media_type, record_of
from printissue.pipeline.pictures import drawing_findings, picture_findings, picture_names
from printissue.preflight import examine
from printissue.volume.places import places

_COVER_QUALITY = 82
"""The quality of the JPEG of a cover, with all its colours: text is still sharp."""


def make_editions(
    job: Job,
    editions: Sequence[Edition],
    fontconfig: Path,
    *,
    on_layout: Callable[[stage.Layout, "Composer"], object] | None = None,
) -> LayoutResult:
    """Make the editions of an issue that have or name the pages of one layout.

    `on_layout` is called with the finished layout and the object that composed it.
    """
    stage.load(fontconfig)
    style = editions[0].pages
    if faults := drawing_findings(job):
        return LayoutResult(faults)
    composer = Composer(job)
    findings: tuple[Finding, ...] = ()
    for one in dict.fromkeys((style, *(edition.layout for edition in editions))):
        findings += composer.compose(one)[1]
    if has_errors(findings):
        return LayoutResult(findings)
    layout = stage.Layout(None)
    if any(edition.laid_out for edition in editions):
        layout = fitter(job, style, composer).lay_out()
        findings += layout.findings
        if has_errors(findings):
            return LayoutResult(findings, pages=layout.pages, notes=layout.notes)
        if on_layout is not None:
            on_layout(layout, composer)
    if any(edition.paged for edition in editions):
        pages = layout.laid_out
        findings += stage.faults(pages, job.place)
        placed = stage.placed_pictures(pages)
        findings += picture_findings(job, placed, check_resolution=style.inks)
    files: dict[str, bytes] = {}
    folders: dict[str, Contents] = {}
    remarks: tuple[Finding, ...] = ()
    for edition in editions:
        source, logged = _source(job, edition, composer, layout)
        if edition.index:
            folders[edition.name], faults = folder_writer_of(edition).finish(source)
        else:
            files[edition.name], faults = writer_of(edition).finish(source)
            remarks += _preflight(job, edition, files[edition.name])
        findings += logged + faults
    return LayoutResult(
        findings,
        files,
        layout.pages,
        remarks,
        layout.notes,
        folders,
        inputs=composer.inputs,
        places=_places(job, editions, files),
    )


def _places(
    job: Job, editions: Sequence[Edition], files: Mapping[str, bytes]
) -> Mapping[str, PageRange]:
    """Return the pages of an issue's parts, if one of the editions has names for them."""
    for edition in editions:
        if edition.paged and edition.layout.tagged:
            order = html.story_anchors(job.issue, job.ref.key, job.language)
            return places(files[edition.name], order=order)
    return {}


def count_pages(job: Job, fontconfig: Path) -> int:
    """Return the page count of an issue, without writing an edition; 0 if it cannot be laid out."""
    stage.load(fontconfig)
    return fitter(job, COUNTED, Composer(job)).lay_out().pages


def check_issue(job: Job, fontconfig: Path) -> tuple[Finding, ...]:
    """Compose the HTML of an issue, and check its style sheets and pictures, without laying out its text."""
    stage.load(fontconfig)
    findings = drawing_findings(job)
    composer, drawable = Composer(job), not findings
    paged = {edition.layout for edition in EDITIONS.values() if edition.paged}
    for style in dict.fromkeys(edition.layout for edition in EDITIONS.values()):
        composed, faults = composer.compose(style)
        findings += faults
        if style not in paged:
            continue
        layout_input = _layout_input(job, style, composed or Composed())
        faults = stage.check_stylesheets(layout_input)
        findings += faults
        if composed and style.inks and drawable and job.pictures and not faults:
            titles = stage.fit_titles(layout_input) if "data-shrink" in composed.html else {}
            placed = stage.measure_pictures(replace(layout_input, corrections=titles))
            findings += picture_findings(job, placed, check_resolution=True)
    return tuple(dict.fromkeys(findings))


def fitter(job: Job, style: LayoutStyle, composer: "Composer") -> stage.Fitter:
    """Return the object that lays out an issue in a style, with the page count that it should have."""
    multiple, least = (job.printer.page_multiple, 0) if style.bleed else (1, job.printed)
    request = None
    if job.issue.fit is not None:
        place = job.fit_place or Place(job.place)
        request = stage.PageRequest(job.issue.fit, place, job.printer.page_multiple)
    return stage.Fitter(
        partial(composer.lay_out, style),
        job.theme_files.theme.fit,
        stage.PageGoal(job.place, multiple, least=least),
        request,
        lead=None if style.counted else partial(composer.lay_out, COUNTED),
        # with continuous folios, other editions must have as many pages, which they have at the same sizes only
        nearby=style.bleed and job.publication.pagination == "issue",
    )


@dataclass(frozen=True, slots=True)
class Composed:
    """The HTML of an issue, and the files that it names: its pictures and those that the templates add."""

    html: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)


class Composer:
    """Composes the HTML of an issue and lays it out. If a template is faulty, the layout has no pages.

    `inputs` are the templates and labels that were looked up for each style.
    """

    def __init__(
        self, job: Job, titles: Mapping[LayoutStyle, Mapping[str, stage.Correction]] | None = None
    ) -> None:
        """Compose the HTML of a job. `titles` are known corrections of titles, which are not measured again."""
        self._job = job
        self._composed: dict[
            tuple[LayoutStyle, int], tuple[Composed | None, tuple[Finding, ...]]
        ] = {}
        self._titles = dict(titles or {})
        self._options: dict[int, stage.LayoutOptions] = {}
        self.inputs: dict[LayoutStyle, Inputs] = {}

    def titles_of(self, style: LayoutStyle) -> Mapping[str, stage.Correction] | None:
        """Return the corrections of the titles in a layout style; None if nothing was laid out in it."""
        return self._titles.get(style)

    def options_of(self, layout: stage.Layout) -> stage.LayoutOptions:
        """Return the options that a layout was made with."""
        return self._options[id(layout.document)]

    def compose(
        self, style: LayoutStyle, fillers: int = 0
    ) -> tuple[Composed | None, tuple[Finding, ...]]:
        """Return the HTML of the issue with a number of filler pages, and the findings of its templates."""
        key = style, fillers
        if key not in self._composed:
            with recorded(Snapshots()) as inputs:
                self._composed[key] = _compose(self._job, style, fillers)
            self.inputs[style] = inputs | self.inputs.get(style, {})
        return self._composed[key]

    def lay_out(
        self,
        style: LayoutStyle,
        options: stage.LayoutOptions,
        lay_out: Callable[[stage.LayoutInput], stage.Layout] | None = None,
    ) -> stage.Layout:
        """Return a layout of the issue; `lay_out` is the function that makes it, if it is not `layout.lay_out`."""
        composed, findings = self.compose(style, options.fillers)
        if composed is None:
            return stage.Layout(None, findings)
        layout_input = _layout_input(self._job, style, composed)
        if style not in self._titles:
            self._titles[style] = stage.fit_titles(layout_input)
        sheets = layout_input.stylesheets
        layout = (lay_out or stage.lay_out)(
            replace(
                layout_input,
                stylesheets=(*sheets, stage.UNBALANCED) if options.trial else sheets,
                corrections=stage.merge_corrections(self._titles[style], options.corrections),
                line=options.line,
            )
        )
        # not the layout itself, of which many are made and few kept; a later one with the same id replaces its options
        self._options[id(layout.document)] = options
        return layout

    def lay_out_cover(self, style: LayoutStyle, layout: stage.Layout) -> stage.Layout:
        """Return a layout of the first page; `layout` is that of the issue, by which it refers to other pages."""
        composed, findings = self.compose(style)
        if composed is None:
            return stage.Layout(None, findings)
        layout_input = _layout_input(self._job, style, composed)
        titles = stage.fit_titles(layout_input)
        return stage.first_page(replace(layout_input, corrections=titles), layout)


def _compose(
    job: Job, style: LayoutStyle, fillers: int
) -> tuple[Composed | None, tuple[Finding, ...]]:
    names = picture_names(job)
    options = html.HtmlOptions(
        style.name,
        job.ref.key,
        pictures=names,
        related=job.related,
        fillers=fillers,
        first_folio=job.first_folio,
        paper=job.theme_files.paper,
        capacity=job.theme_files.capacity,
        live_links=style.live_links,
        short_address=job.theme_files.theme.short_address or 0,
        section_code=job.theme_files.theme.section_code or 0,
        template=style.template,
        paged=style.paged,
        shapes={file: one.shape for file, one in job.pictures.items()},
        cover_ppi=job.printer.image_ppi_warn,
        opening_picture=job.theme_files.theme.opening_picture,
        downloads={
            edition.name: edition.file_name(job.ref)
            for edition in EDITIONS.values()
            if edition.download
        },
    )
    composed, findings = html.compose(
        job.issue, job.publication, job.resources, options=options, limit=job.template_limit
    )
    if composed is None:
        return None, findings
    pictures = {
        names[file]: one.for_print if style.inks else one.for_screen
        for file, one in job.pictures.items()
    }
    return Composed(composed.html, {**composed.files, **pictures}), ()


def _layout_input(job: Job, style: LayoutStyle, composed: Composed) -> stage.LayoutInput:
    """Return the input of a layout: the HTML, the theme's style sheets, and the files that these name."""
    bleed = job.printer.bleed if style.bleed else None
    sheets = (
        Stylesheet(
            "(paper)", paper_sheet(job.theme_files.paper, bleed, first_folio=job.first_folio)
        ),
        Stylesheet("(inks)", job.theme_files.theme.ink_sheet(cmyk=style.inks)),
        Stylesheet("(justified)", job.theme_files.theme.justification_sheet(job.theme_files.paper)),
        *job.theme_files.stylesheets,
        Stylesheet("(pictures)", stage.UNCROPPED),
    )
    files = {**job.theme_files.files, **composed.files}
    return stage.LayoutInput(composed.html, sheets, files, job.place)


def _source(
    job: Job, edition: Edition, composer: "Composer", layout: stage.Layout
) -> tuple[EditionSource, tuple[Finding, ...]]:
    """Return the values that an edition is made from, and what was logged while its raw PDF was written."""
    raw, logged = b"", tuple[Finding, ...]()
    composed = composer.compose(edition.layout)[0] or Composed()
    if edition.paged:
        tagged = edition.layout.tagged
        raw, logged = stage.write(layout, job.place, tagged=tagged, ppi=edition.ppi)
    words = html.describe(job.issue, job.publication)
    source = EditionSource(
        edition,
        edition.file_name(job.ref),
        record_of(job, title=words.title, description=words.description),
        job.publication,
        job.issue,
        raw=raw,
        html=composed.html,
        files=composed.files,
        printer=job.printer,
        profile=job.profile,
        slug=f"{job.publication.title} · {words.issue} · {words.date}",
        attachments=_attachments(job) if edition.attachments else (),
        first_folio=job.first_folio,
        right_to_left=html.direction(job.language) == "rtl",
        cross_references=edition.cross_references,
        page_starts=_page_starts(job, edition, composer, layout),
        cover=_cover(job, edition.cover, composer, layout) if edition.cover else b"",
        theme_files=job.theme_files,
        resources=job.resources,
    )
    return source, logged


def _page_starts(
    job: Job, edition: Edition, composer: "Composer", layout: stage.Layout
) -> tuple[PageStart, ...]:
    """Return where the pages that an edition names begin in the text."""
    if edition.page_list is None:
        return ()
    composed = composer.compose(edition.page_list)[0] or Composed()
    return stage.page_starts(layout, composed.html, first_folio=job.first_folio)


def _cover(job: Job, width: int, composer: "Composer", layout: stage.Layout) -> bytes:
    """Return the first page in the colours of the screen as a JPEG, `width` px wide; empty if it cannot be rendered."""
    page = composer.lay_out_cover(SCREEN, layout)
    if page.document is None:
        return b""
    raw, _ = stage.write(page, job.place, tagged=False)
    with temporary_folder() as folder:
        path = folder / "cover.pdf"
        path.write_bytes(raw)
        with drawable(path) as document:
            picture = page_picture(document, 1, width) if document else None
    if picture is None:
        return b""
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_COVER_QUALITY, subsampling=0, optimize=True)
    return target.getvalue()


def _attachments(job: Job) -> tuple[Attachment, ...]:
    """Return the manuscript and its pictures as files to embed."""
    yaml = f"{job.ref.publication}-{job.ref.key}.yaml"
    files = {yaml: job.source} | {name: one.original for name, one in job.pictures.items()}
    names = attachment_names(files)
    return tuple(
        Attachment(
            names[file],
            content,
            media_type(file),
            "The issue's manuscript" if file == yaml else "A picture of the issue",
        )
        for file, content in files.items()
    )


def _preflight(job: Job, edition: Edition, content: bytes) -> tuple[Finding, ...]:
    """Check the file of an edition by its rules, as the print shop does."""
    if edition.rules is None:
        return ()
    with temporary_folder() as folder:
        path = folder / f"{edition.name}{edition.suffix}"
        path.write_bytes(content)
        name = edition.file_name(job.ref)
        report = examine(path, name=name, printer=job.printer, family=edition.rules)
    return report.findings
