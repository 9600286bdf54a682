"""The press run: the order of the stages. Read it and you have read the program.

    manuscript -> darkroom -> dress -> [ galley -> press -> prepress | access ] -> output

What stands in brackets is `make`; it runs once per layout, in a process of its own that can be killed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from printissue import access, darkroom, galley, manuscript, prepress, press
from printissue.dress import Dress, Sheet, dress
from printissue.editions import Edition
from printissue.errors import UsageError
from printissue.findings import Finding, Place, has_errors
from printissue.job import Job, Photograph, Pressed, attachment_names, media_type, record_of
from printissue.pressroom import Pressroom
from printissue.printers import Printer
from printissue.theme import paper_sheet
from printissue.typecase import Typecase
from printissue.workspace import IssueRef, Workspace, write_file

COARSE_PX = 490
"""Pixels across a column of 83 mm at 150 ppi (GWG 2022, R0031: 149 ppi is its limit of errors)."""


class Reporter(Protocol):
    """Who is told how a run goes on."""

    def stage(self, ref: IssueRef, what: str) -> None:
        """Be told what happens to an issue now."""

    def found(self, findings: Sequence[Finding]) -> None:
        """Be told what was found."""

    def made(self, made: "Made") -> None:
        """Be told of a finished file."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file: its place, page count and size in bytes."""

    ref: IssueRef
    edition: str
    path: Path
    pages: int
    size: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: issues, editions, for which printer; `strict` counts warnings as errors."""

    refs: tuple[IssueRef, ...]
    editions: tuple[Edition, ...]
    printer: str | None = None
    strict: bool = False


def check(workspace: Workspace, refs: Sequence[IssueRef], reporter: Reporter) -> None:
    """Read issues with all that they name, and report what is wrong; nothing is made."""
    typecase = Typecase.of(workspace.root)
    for ref in refs:
        reporter.stage(ref, "reading")
        reporter.found(read(workspace, ref, typecase)[1])


def schema(kind: str) -> dict[str, object]:
    """Give the JSON Schema of a kind of YAML file."""
    return manuscript.schema(kind)


def build(workspace: Workspace, order: Order, reporter: Reporter) -> list[Made]:
    """Make editions of issues. An issue with errors leaves no file behind and harms none."""
    typecase = Typecase.of(workspace.root)
    fontconfig = typecase.fontconfig()
    made: list[Made] = []
    with workspace.locked(), Pressroom() as room:
        waiting = []
        for ref in order.refs:
            reporter.stage(ref, "reading")
            job, findings = read(workspace, ref, typecase, printer=order.printer)
            reporter.found(findings)
            if job is not None and not has_errors(findings, strict=order.strict):
                sent = [room.send(make, job, part, fontconfig) for part in _layouts(order.editions)]
                waiting.append((ref, sent))
        for ref, futures in waiting:
            reporter.stage(ref, "setting pages")
            pressed = [room.receive(future, str(ref)) for future in futures]
            made += _put_out(workspace, ref, pressed, order=order, reporter=reporter)
    return made


def read(
    workspace: Workspace, ref: IssueRef, typecase: Typecase, *, printer: str | None = None
) -> tuple[Job | None, tuple[Finding, ...]]:
    """Read an issue and all that it names; there is no job where anything of it has errors."""
    found, findings = manuscript.read(workspace, ref)
    if found is None:
        return None, findings
    printers, more = manuscript.read_printers(workspace)
    findings += more + manuscript.check_printer(found, printers)
    if printer is not None and printer not in printers:
        known = ", ".join(sorted(printers))
        raise UsageError(f"there is no printer {printer!r}", f"printers here: {known}")
    photographs, more = _develop(workspace, found, typecase)
    findings += more + _markdown_findings(found)
    findings += manuscript.check_glyphs(found, typecase.missing_glyphs)
    dressed, more = _dress(typecase, found)
    findings += more
    if dressed is None or has_errors(findings):
        return None, findings
    chosen = printers[printer or found.publication.printer]
    return _job(
        workspace, typecase, found, printer=chosen, dressed=dressed, photographs=photographs
    ), findings


def make(job: Job, editions: Sequence[Edition], fontconfig: Path) -> Pressed:
    """Set an issue and write the editions of that layout."""
    press.load(fontconfig)
    layout = _set(job, editions[0], fillers=0)
    if missing := _missing_pages(job, editions[0], layout.pages):
        layout = _set(job, editions[0], fillers=missing)
    findings = layout.findings
    files: dict[str, bytes] = {}
    if not has_errors(findings):
        for edition in editions:
            raw, logged = press.write(layout, edition, job.place)
            files[edition.name], more = _finish(job, edition, raw)
            findings += logged + more
    return Pressed(findings, files, layout.pages)


def _layouts(editions: Sequence[Edition]) -> list[tuple[Edition, ...]]:
    """Group editions that share a layout."""
    names = dict.fromkeys(edition.layout for edition in editions)
    return [tuple(one for one in editions if one.layout == name) for name in names]


def _develop(
    workspace: Workspace, found: manuscript.Manuscript, typecase: Typecase
) -> tuple[dict[str, Photograph], tuple[Finding, ...]]:
    """Read and check every picture that the manuscript names."""
    folder = workspace.issues / found.ref.publication
    photographs: dict[str, Photograph] = {}
    findings: list[Finding] = []
    for path, image in manuscript.pictures(found):
        place = found.places.of((*path, "file"))
        file = folder / image.file
        if image.file in photographs:
            continue
        if not workspace.inside(file):
            hint = f"paths start at {workspace.relative(folder)}/"
            message = f"there is no picture {image.file!r} in the workspace"
            findings.append(Finding("image-missing", place, message, hint))
            continue
        picture = darkroom.develop(file)
        if isinstance(picture, darkroom.Fault):
            message = f"{image.file}: {picture.message}"
            findings.append(Finding(picture.rule, place, message, picture.hint))
            continue
        findings += _picture_findings(picture, place, typecase)
        photographs[image.file] = Photograph(file.read_bytes(), picture.ink, picture.screen)
    return photographs, tuple(findings)


def _picture_findings(
    picture: darkroom.Picture, place: Place, typecase: Typecase
) -> Iterator[Finding]:
    if picture.media_type_ink == "image/svg+xml":
        for ch in typecase.missing_glyphs(darkroom.svg_text(picture.ink)):
            message = f"no font has the character {ch!r} (U+{ord(ch):04X}) of the drawing"
            yield Finding("unknown-glyph", place, message, "draw it as a path")
    elif picture.width is not None and picture.width < COARSE_PX:
        message = f"the picture is {picture.width} pixels wide"
        hint = f"a column wants {COARSE_PX} or more, for 150 ppi in print"
        yield Finding("image-coarse", place, message, hint)


def _markdown_findings(found: manuscript.Manuscript) -> tuple[Finding, ...]:
    parts = ((found.issue, found.places), (found.publication, found.publication_places))
    return tuple(
        Finding("wrong-link", places.of(path), message, hint)
        for part, places in parts
        for path, message, hint in galley.check_markdown(part)
    )


def _dress(
    typecase: Typecase, found: manuscript.Manuscript
) -> tuple[Dress | None, tuple[Finding, ...]]:
    name = found.publication.theme
    place = found.publication_places.of(("theme",))
    theme, findings = manuscript.read_theme(typecase, name, place)
    if theme is None:
        return None, findings
    dressed, more = dress(typecase, name, theme)
    return dressed, findings + more


def _job(
    workspace: Workspace,
    typecase: Typecase,
    found: manuscript.Manuscript,
    *,
    printer: Printer,
    dressed: Dress,
    photographs: dict[str, Photograph],
) -> Job:
    return Job(
        ref=found.ref,
        issue=found.issue,
        publication=found.publication,
        source=found.source,
        photographs=photographs,
        dress=dressed,
        printer=printer,
        profile=typecase.profile(printer.profile).read_bytes(),
        typecase=typecase,
        place=workspace.relative(workspace.issue_file(found.ref)),
    )


def _set(job: Job, edition: Edition, *, fillers: int) -> press.Layout:
    """Compose the galley and lay it out; a faulty template leaves a layout without pages."""
    names = {file: f"pictures/{number}" for number, file in enumerate(job.photographs, 1)}
    setting = galley.Setting(edition.layout, job.ref.key, names, fillers)
    composed, findings = galley.compose(job.issue, job.publication, job.typecase, setting=setting)
    if composed is None:
        return press.Layout(None, findings)
    pictures = {
        names[file]: one.ink if edition.in_ink else one.screen
        for file, one in job.photographs.items()
    }
    resources = {**job.dress.files, **composed.resources, **pictures}
    theme, bleed = job.dress.theme, job.printer.bleed if edition.in_ink else None
    sheets = (
        Sheet("(paper)", paper_sheet(theme, bleed)),
        Sheet("(inks)", theme.ink_sheet(in_ink=edition.in_ink)),
        *job.dress.sheets,
    )
    return press.set_pages(press.Forme(composed.html, sheets, resources, job.place))


def _missing_pages(job: Job, edition: Edition, pages: int) -> int:
    """Count the pages that a printed issue lacks to its printer's multiple."""
    return -pages % job.printer.page_multiple if edition.in_ink else 0


def _finish(job: Job, edition: Edition, raw: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    words = galley.describe(job.issue, job.publication)
    record = record_of(job, title=words.title, description=words.description)
    name = f"{job.ref.publication}-{job.ref.key}-{edition.name}.pdf"
    backwards = galley.direction(job.language) == "rtl"
    if edition.in_ink:
        slug = f"{job.publication.title} · {words.issue} · {words.date}"
        return prepress.finish(
            raw, prepress.PrintOrder(job.printer, job.profile, record, slug, 1, backwards, name)
        )
    attached = _attachments(job) if edition.attachments else ()
    return access.finish(raw, access.AccessOrder(edition, record, attached, 1, name, backwards))


def _attachments(job: Job) -> tuple[access.Attachment, ...]:
    """List the manuscript and its pictures as files to embed."""
    yaml = f"{job.ref.publication}-{job.ref.key}.yaml"
    files = {yaml: job.source} | {name: one.original for name, one in job.photographs.items()}
    names = attachment_names(files)
    return tuple(
        access.Attachment(
            names[file],
            content,
            media_type(file),
            "The issue's manuscript" if file == yaml else "A picture of the issue",
        )
        for file, content in files.items()
    )


def _put_out(
    workspace: Workspace,
    ref: IssueRef,
    pressed: Sequence[Pressed],
    *,
    order: Order,
    reporter: Reporter,
) -> list[Made]:
    """Write an issue's files once all of its layouts are without errors."""
    findings = tuple(dict.fromkeys(one for part in pressed for one in part.findings))
    reporter.found(findings)
    if has_errors(findings, strict=order.strict):
        return []
    made = []
    for part in pressed:
        for edition, content in part.files.items():
            target = workspace.target(ref, edition)
            write_file(target, content)
            made.append(Made(ref, edition, target, part.pages, len(content)))
            reporter.made(made[-1])
    return made
