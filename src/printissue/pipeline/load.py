"""Load an issue: its manuscript, pictures and theme become a job, and all findings are collected."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from printissue import html, manuscript
from printissue.assets import images
from printissue.assets.resources import Resources
from printissue.assets.svg import svg_text
from printissue.assets.theme_files import ThemeFiles, read_theme_files
from printissue.core.errors import UsageError
from printissue.core.findings import Finding, Place, has_errors
from printissue.core.inputs import Snapshots, State, recorded
from printissue.core.limits import Limits
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.cross_references import RelatedStory, address
from printissue.model.issue import Issue
from printissue.model.pictures import PictureShape
from printissue.model.printers import Printer
from printissue.pipeline.job import IssuePicture, Job
from printissue.pipeline.options import Choice
from printissue.site.addresses import issue_address


def read(
    workspace: Workspace,
    ref: IssueRef,
    resources: Resources,
    *,
    choice: Choice,
    snapshots: Snapshots | None = None,
) -> tuple[Job | None, tuple[Finding, ...]]:
    """Return the job of an issue, and the findings of everything it names; None if one is an error."""
    job, findings = read_valid(workspace, ref, resources, choice=choice, snapshots=snapshots)
    return None if has_errors(findings) else job, findings


def read_valid(
    workspace: Workspace,
    ref: IssueRef,
    resources: Resources,
    *,
    choice: Choice,
    snapshots: Snapshots | None = None,
    prepared: images.PreparedImages | None = None,
) -> tuple[Job | None, tuple[Finding, ...]]:
    """Return the job of the valid parts of an issue, and the findings of everything it names.

    If a finding is an error, the job is only good for `check_issue`, so that faults of templates and style sheets are
    found in the same run. It is None if the theme or the printer is at fault. The job holds its inputs; `snapshots` are
    the states of files that the run has looked at before, and `prepared` its pictures.
    """
    with recorded(snapshots or Snapshots()) as inputs:
        job, findings = _read_valid(workspace, ref, resources, choice, prepared)
    if snapshots is None:  # only who keeps them knows since when the stamps hold
        inputs = {path: State(one.digest) for path, one in inputs.items()}
    return replace(job, inputs=inputs) if job else None, findings


def _read_valid(
    workspace: Workspace,
    ref: IssueRef,
    resources: Resources,
    choice: Choice,
    prepared: images.PreparedImages | None,
) -> tuple[Job | None, tuple[Finding, ...]]:
    found, findings = manuscript.read_valid(workspace, ref)
    printers, more = manuscript.read_printers(workspace)
    findings += more + manuscript.check_printer(found, printers)
    _refuse("printer", choice.printer, sorted(printers))
    if choice.theme is None or not resources.theme_fault(choice.theme):
        _refuse("theme", choice.theme, resources.themes())
    resources = resources.for_theme(choice.theme or found.publication.theme)
    limits, more = manuscript.read_limits(workspace)
    findings += more
    found, more = _with_site_address(workspace, found)
    findings += more
    pictures, more = _read_pictures(workspace, found, resources, prepared)
    findings += more + _markdown_findings(found) + _language_findings(found, resources)
    findings += _time_zone_findings(found)
    findings += manuscript.check_glyphs(found, resources.missing_glyphs)
    related, more = _relate(workspace, found)
    findings += more
    chosen = printers.get(choice.printer or found.publication.printer)
    limit = chosen.ink_limit if chosen else None
    theme_files, more = theme_files_of(resources, found, choice, ink_limit=limit)
    findings += more
    findings = _by_place(findings)
    if theme_files is None or chosen is None:
        return None, findings
    if has_errors(findings):  # a check needs no profile
        found, profile = manuscript.without_faults(found, pictures=pictures), b""
    else:
        profile = resources.profile(chosen.profile).read_bytes()
    return _job(
        workspace,
        resources,
        found,
        printer=chosen,
        profile=profile,
        theme_files=theme_files,
        pictures=pictures,
        related=related,
        limits=limits,
    ), findings


def _by_place(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Sort findings by file, line and column."""
    files = list(dict.fromkeys(one.place.file for one in findings))

    def place(one: Finding) -> tuple[int, int, int]:
        return files.index(one.place.file), one.place.line or 0, one.place.column or 0

    return tuple(sorted(findings, key=place))


def _read_pictures(
    workspace: Workspace,
    found: manuscript.Manuscript,
    resources: Resources,
    prepared: images.PreparedImages | None,
) -> tuple[dict[str, IssuePicture], tuple[Finding, ...]]:
    """Read and check every picture that the manuscript names."""
    folder = workspace.issues / found.ref.publication
    pictures: dict[str, IssuePicture] = {}
    findings: list[Finding] = []
    for name, place in _named_pictures(found):
        file = folder / name
        if known := pictures.get(name):
            pictures[name] = replace(known, places=(*known.places, place))
            continue
        if not workspace.contains_file(file):
            hint = f"paths start at {workspace.relative(folder)}/"
            message = f"there is no picture {name!r} in the workspace"
            findings.append(Finding("image-missing", place, message, hint))
            continue
        picture = images.prepare_image(file, prepared)
        if isinstance(picture, images.ImageFault):
            line = f", line {picture.line}" if picture.line else ""
            message = f"{name}{line}: {picture.message}"
            findings.append(Finding(picture.rule, place, message, picture.hint))
            continue
        findings += _picture_findings(picture, name, place, resources)
        pictures[name] = IssuePicture(
            file.read_bytes(),
            picture.for_print,
            picture.for_screen,
            (place,),
            drawing=picture.print_media_type == "image/svg+xml",
            bitonal=picture.bitonal,
            shape=PictureShape(
                picture.width or 0,
                picture.height or 0,
                picture.kind,
                scalable=picture.print_media_type == "image/svg+xml",
            ),
        )
    return pictures, tuple(findings)


def _named_pictures(found: manuscript.Manuscript) -> Iterator[tuple[str, Place]]:
    """Yield the files of pictures that keys and texts of an issue name, with the places where they do."""
    for path, image in manuscript.pictures(found):
        yield image.file, found.places.of((*path, "file"))
    for path, offset, picture in html.text_pictures(found.issue):
        yield picture.file, found.places.of(path, offset=offset)


def _picture_findings(
    picture: images.PreparedImage, file: str, place: Place, resources: Resources
) -> Iterator[Finding]:
    for rule, message, hint in picture.remarks:
        yield Finding(rule, place, f"{file}: {message}", hint)
    if picture.print_media_type == "image/svg+xml":
        for ch in resources.missing_glyphs(svg_text(picture.for_print)):
            message = f"no font has the character {ch!r} (U+{ord(ch):04X}) of the drawing"
            yield Finding("unknown-glyph", place, message, "draw it as a path")


def _time_zone_findings(found: manuscript.Manuscript) -> tuple[Finding, ...]:
    """Return a finding for the first event whose time has no time zone."""
    if found.publication.timezone:
        return ()
    for path, event in manuscript.events(found.issue):
        if event.start_time and not event.timezone:
            message = "the time of the event has no time zone"
            hint = "add the one of the publication to publication.yaml: 'timezone: Europe/Vienna'"
            place = found.places.of((*path, "start_time"))
            return (Finding("event-zone", place, message, hint),)
    return ()


def _language_findings(found: manuscript.Manuscript, resources: Resources) -> tuple[Finding, ...]:
    """Return a finding for each language without labels or a name, at the first line that names it.

    The languages of downloads need no labels.
    """
    labelled = html.labelled_languages(resources)
    seen: set[tuple[str, bool]] = set()
    findings: list[Finding] = []
    for part, places in (
        (found.publication, found.publication_places),
        (found.issue, found.places),
    ):
        for path, tag in manuscript.languages(part):
            named_only = "downloads" in path
            if (tag, named_only) not in seen:
                seen.add((tag, named_only))
                findings += _language_faults(tag, places.of(path), labelled, named_only=named_only)
    return tuple(findings)


def _language_faults(
    tag: str, place: Place, labelled: frozenset[str], *, named_only: bool
) -> Iterator[Finding]:
    if tag in labelled or tag.split("-", maxsplit=1)[0] in labelled:
        return
    main = tag.split("-", maxsplit=1)[0]
    name = html.language_name(main, in_language="en")
    if name.lower() == main:
        hint = f"correct the code; if it is right, add templates/labels/{main}.yaml"
        yield Finding(
            "language-unknown", place, f"there is no known language with the code {tag!r}", hint
        )
    elif not named_only:
        message = (
            f"there are no labels in {name} ({tag!r}): words such as 'Contents' are in English"
        )
        hint = (
            f"copy templates/labels/en.yaml to templates/labels/{main}.yaml and translate it; "
            f"there are labels in {', '.join(sorted(labelled))}"
        )
        yield Finding("language-labels", place, message, hint)


def _relate(
    workspace: Workspace, found: manuscript.Manuscript
) -> tuple[dict[str, RelatedStory], tuple[Finding, ...]]:
    """Look up the stories of this or another issue of the publication that its stories refer to.

    A story is not reported as unknown if its issue has parts that cannot be read.
    """
    related: dict[str, RelatedStory] = {}
    findings: list[Finding] = []
    own = manuscript.without_faults(found)
    language = own.publication.language
    for place, name in _named_stories(found):
        key, _, story_name = name.rpartition("/")
        key = key or found.ref.key
        other = own if key == found.ref.key else _other(workspace, found, key)
        stories = html.story_names(other.issue, key, language) if other else {}
        if other is None or story_name not in stories:
            related[name] = RelatedStory("…", "…", "#")
            if other is None or other.knows_its_stories:
                words = _no_story(workspace, found.ref, key, story_name, list(stories))
                findings.append(Finding("unknown-story", place, *words))
            continue
        anchor = f"{key}--{story_name}"
        target = address(other.ref, anchor) if other is not own else f"#{anchor}"
        date = html.issue_date(other.issue.date, found.issue.language or language)
        related[name] = RelatedStory(stories[story_name].heading, date, target)
    for number, key in (
        (number, one.issue)
        for number, one in enumerate(found.issue.translations or ())
        if one and one.issue
    ):
        ref = IssueRef(found.ref.publication, key)
        related[f"{key}/"] = RelatedStory("…", "…", address(ref, f"{key}---cover"))
        if not workspace.has_issue(ref) or ref == found.ref:
            place = found.places.of(("translations", number, "issue"))
            findings.append(Finding("unknown-issue", place, *_no_issue(workspace, found.ref, key)))
    return related, tuple(findings)


def _no_issue(workspace: Workspace, ref: IssueRef, key: str) -> tuple[str, str]:
    """Return the message and hint about a translation that is not another issue of the publication."""
    if key == ref.key:
        return "the issue is named as its own translation", "write the key of the other issue"
    others = [one for one in workspace.issue_keys(ref.publication) if one != ref.key]
    hint = f"its other issues are: {', '.join(others)}" if others else "it has no other issue"
    return f"{ref.publication} has no issue {key!r}", hint


def _named_stories(found: manuscript.Manuscript) -> Iterator[tuple[Place, str]]:
    """Yield the names of stories that stories and texts of an issue refer to, with the places where they do."""
    for path, name in manuscript.references(found.issue):
        yield found.places.of(path), name
    for path, offset, name in html.story_links(found.issue):
        yield found.places.of(path, offset=offset), name


def _no_story(
    workspace: Workspace, ref: IssueRef, key: str, story: str, stories: list[str]
) -> tuple[str, str]:
    """Return the message and hint about an unknown story."""
    if key in workspace.back_issue_keys(ref.publication):
        return f"{key} is a back issue, a PDF", "refer to stories of issues in YAML only"
    keys = workspace.issue_keys(ref.publication)
    if key not in keys:
        return f"{ref.publication} has no issue {key!r}", f"its issues are: {', '.join(keys)}"
    similar = get_close_matches(story, stories, n=1)
    hint = f"did you mean {similar[0]}? " if similar else ""
    hint += f"its stories: {', '.join(stories)}" if stories else "it has no stories"
    return f"{key} has no story {story!r}", hint


def _other(
    workspace: Workspace, found: manuscript.Manuscript, key: str
) -> manuscript.Manuscript | None:
    ref = IssueRef(found.ref.publication, key)
    if not workspace.has_issue(ref):
        return None
    other, _ = manuscript.read_valid(workspace, ref)
    return manuscript.without_faults(other)


def _markdown_findings(found: manuscript.Manuscript) -> tuple[Finding, ...]:
    parts = ((found.issue, found.places), (found.publication, found.publication_places))
    return tuple(
        Finding(one.rule, places.of(path, offset=one.offset), one.message, one.hint)
        for part, places in parts
        for path, one in html.check_markdown(part)
    )


def theme_files_of(
    resources: Resources,
    found: manuscript.Manuscript | manuscript.BackIssueDescription,
    choice: Choice,
    *,
    ink_limit: float | None = None,
) -> tuple[ThemeFiles | None, tuple[Finding, ...]]:
    """Read the theme of a publication, or the one chosen for the run, and check it for a printer's ink limit."""
    name = choice.theme or found.publication.theme
    if not name:  # the publication has a finding already
        return None, ()
    place = found.publication_places.of(("theme",))
    theme, findings = manuscript.read_theme(resources, name, place, ink_limit=ink_limit)
    if theme is None:
        return None, findings
    # a theme chosen for the run has its own paper
    paper = choice.paper or (None if choice.theme else found.publication.paper)
    theme_files, more = read_theme_files(resources, name, theme, paper=paper)
    return theme_files, findings + more


def _refuse(what: str, name: str | None, known: Sequence[str]) -> None:
    if name is not None and name not in known:
        raise UsageError(f"there is no {what} {name!r}", f"{what}s here: {', '.join(known)}")


def _with_site_address(
    workspace: Workspace, found: manuscript.Manuscript
) -> tuple[manuscript.Manuscript, tuple[Finding, ...]]:
    """Return a manuscript whose publication has the address of its issues on the site, unless it has another one."""
    if not manuscript.has_site(workspace):
        return found, ()
    site, findings = manuscript.read_site(workspace)
    name, key = found.ref.publication, found.ref.key
    if site is None or found.publication.online or not site.shows(name, key):
        return found, findings
    online = f"{site.base_url}{issue_address(name, '{key}')}"
    publication = found.publication.model_copy(update={"online": online})
    return replace(found, publication=publication), findings


def _with_address(found: manuscript.Manuscript) -> Issue:
    """Return the issue with its address online, which the publication states for all issues."""
    pattern = found.publication.online
    if found.issue.online or not pattern:
        return found.issue
    return found.issue.model_copy(update={"online": pattern.replace("{key}", found.ref.key)})


def _job(
    workspace: Workspace,
    resources: Resources,
    found: manuscript.Manuscript,
    *,
    printer: Printer,
    profile: bytes,
    theme_files: ThemeFiles,
    pictures: dict[str, IssuePicture],
    related: dict[str, RelatedStory],
    limits: Limits,
) -> Job:
    return Job(
        ref=found.ref,
        issue=_with_address(found),
        publication=found.publication,
        source=found.source,
        pictures=pictures,
        related=related,
        theme_files=theme_files,
        printer=printer,
        profile=profile,
        resources=resources,
        place=workspace.relative(workspace.issue_file(found.ref)),
        fit_place=found.places.key(("fit",)),
        limits=limits,
    )
