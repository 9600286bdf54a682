"""The desk: an issue is read with its pictures and its theme, and becomes a job for the press."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printissue import darkroom, galley, manuscript
from printissue.dress import Dress, dress
from printissue.errors import UsageError
from printissue.findings import Finding, Place, has_errors
from printissue.job import Job, Photograph
from printissue.limits import Limits
from printissue.printers import Printer
from printissue.siblings import Related, address
from printissue.typecase import Typecase
from printissue.workspace import IssueRef, Workspace

COARSE_PX = 490
"""Pixels across a column of 83 mm at 150 ppi (GWG 2022, R0031: 149 ppi is its limit of errors)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a run chooses in place of what the publication says: None leaves it."""

    printer: str | None = None
    theme: str | None = None
    paper: str | None = None


NO_CHOICE = Choice()


def read(
    workspace: Workspace, ref: IssueRef, typecase: Typecase, *, choice: Choice
) -> tuple[Job | None, tuple[Finding, ...]]:
    """Read an issue and all that it names; there is no job where anything of it has errors."""
    found, findings = manuscript.read(workspace, ref)
    if found is None:
        return None, findings
    printers, more = manuscript.read_printers(workspace)
    findings += more + manuscript.check_printer(found, printers)
    _refuse("printer", choice.printer, sorted(printers))
    _refuse("theme", choice.theme, typecase.themes())
    limits, more = manuscript.read_limits(workspace)
    findings += more
    photographs, more = _develop(workspace, found, typecase)
    findings += more + _markdown_findings(found)
    findings += manuscript.check_glyphs(found, typecase.missing_glyphs)
    related, more = _relate(workspace, found)
    findings += more
    chosen = printers.get(choice.printer or found.publication.printer)
    limit = chosen.ink_limit if chosen else None
    dressed, more = dress_of(typecase, found, choice, ink_limit=limit)
    findings += more
    if dressed is None or chosen is None or has_errors(findings):
        return None, findings
    return _job(
        workspace,
        typecase,
        found,
        printer=chosen,
        dressed=dressed,
        photographs=photographs,
        related=related,
        limits=limits,
    ), findings


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


def _relate(
    workspace: Workspace, found: manuscript.Manuscript
) -> tuple[dict[str, Related], tuple[Finding, ...]]:
    """Look up the stories, of this issue or another of the publication, that its stories refer to."""
    related: dict[str, Related] = {}
    findings: list[Finding] = []
    for path, name in manuscript.references(found.issue):
        key, _, story_name = name.rpartition("/")
        key = key or found.ref.key
        other = found if key == found.ref.key else _other(workspace, found, key)
        language = found.publication.language
        stories = galley.story_names(other.issue, key, language) if other else {}
        if other is None or story_name not in stories:
            known = f"its stories: {', '.join(stories)}" if stories else "is its file there?"
            message = f"{key} has no story {story_name!r}"
            findings.append(Finding("unknown-story", found.places.of(path), message, known))
            continue
        anchor = f"{key}--{story_name}"
        place = address(other.ref, anchor) if other is not found else f"#{anchor}"
        date = galley.issue_date(other.issue.date, found.issue.language or language)
        related[name] = Related(stories[story_name].heading, date, place)
    return related, tuple(findings)


def _other(
    workspace: Workspace, found: manuscript.Manuscript, key: str
) -> manuscript.Manuscript | None:
    if key not in workspace.issue_keys(found.ref.publication):
        return None
    return manuscript.read(workspace, IssueRef(found.ref.publication, key))[0]


def _markdown_findings(found: manuscript.Manuscript) -> tuple[Finding, ...]:
    parts = ((found.issue, found.places), (found.publication, found.publication_places))
    return tuple(
        Finding(rule, places.of(path), message, hint)
        for part, places in parts
        for path, rule, message, hint in galley.check_markdown(part)
    )


def dress_of(
    typecase: Typecase,
    found: manuscript.Manuscript | manuscript.FoundOld,
    choice: Choice,
    *,
    ink_limit: float | None = None,
) -> tuple[Dress | None, tuple[Finding, ...]]:
    """Read the theme that a publication names, or the one that is chosen, for a printer's ink limit."""
    name = choice.theme or found.publication.theme
    place = found.publication_places.of(("theme",))
    theme, findings = manuscript.read_theme(typecase, name, place, ink_limit=ink_limit)
    if theme is None:
        return None, findings
    # another theme than the publication's comes with its own paper
    paper = choice.paper or (None if choice.theme else found.publication.paper)
    dressed, more = dress(typecase, name, theme, paper=paper)
    return dressed, findings + more


def _refuse(what: str, name: str | None, known: Sequence[str]) -> None:
    if name is not None and name not in known:
        raise UsageError(f"there is no {what} {name!r}", f"{what}s here: {', '.join(known)}")


def _job(
    workspace: Workspace,
    typecase: Typecase,
    found: manuscript.Manuscript,
    *,
    printer: Printer,
    dressed: Dress,
    photographs: dict[str, Photograph],
    related: dict[str, Related],
    limits: Limits,
) -> Job:
    return Job(
        ref=found.ref,
        issue=found.issue,
        publication=found.publication,
        source=found.source,
        photographs=photographs,
        related=related,
        dress=dressed,
        printer=printer,
        profile=typecase.profile(printer.profile).read_bytes(),
        typecase=typecase,
        place=workspace.relative(workspace.issue_file(found.ref)),
        fit_place=found.places.key(("fit",)),
        limits=limits,
    )
