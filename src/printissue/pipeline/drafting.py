"""Make drafts of issues from existing newsletters. Each draft passes `check`."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from printissue import intake, manuscript
from printissue.assets.images import ImageFault, prepare_image
from printissue.assets.resources import Resources
from printissue.core.counting import counted
from printissue.core.errors import UsageError
from printissue.core.files import temporary_folder, write_files
from printissue.core.findings import Finding, Place, has_errors
from printissue.core.keys import key_fault, key_like
from printissue.core.results import DraftValue, LeftOutValue
from printissue.core.workspace import IssueRef, Workspace
from printissue.intake import Draft, Newsletter
from printissue.pipeline.load import read_valid
from printissue.pipeline.options import NO_CHOICE
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.temporary import copy_settings

_SCHEMA_LINE = "# yaml-language-server: $schema=../../schema/issue.json"
_HEAD = "# A draft, made by intake. Lines that start with “# guessed” say what to check."
"""The first comment. It does not name the file, so that copies of one newsletter give one draft."""

_KEPT = ("for the mail only", "a title without contents")
"""The reasons for which omitted text stays in the draft as comments."""

_MAX_PICTURES = 200
_MAX_PICTURE_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """The files of newsletters, the publication (None: the only one there is), and the file to write.

    With `fetch`, pictures on the web are fetched.
    """

    files: tuple[Path, ...]
    publication: str | None = None
    output: Path | None = None
    fetch: bool = False


@dataclass(slots=True)
class _Run:
    """One run of intake. `targets` are the files of the drafts so far; two drafts never have the same."""

    workspace: Workspace
    options: IntakeOptions
    publication: str
    home: str
    resources: Resources
    reporter: Reporter
    targets: set[Path] = field(default_factory=set)
    drafts: list[DraftValue] = field(default_factory=list)

    def make_draft(self, newsletter: Newsletter, source: Path) -> None:
        """Write the draft of a newsletter; with errors, only report them."""
        date = _date(newsletter, self.options.output)
        if not date:
            hint = "name the file of the draft: --output issues/PUBLICATION/YYYY-MM.yaml"
            message = "no date was found in the newsletter"
            place = Place(self.workspace.relative(source.absolute()))
            self.reporter.found([Finding("intake-date", place, message, hint)])
            return
        target = self._target(date)
        self.targets.add(target)
        ref = IssueRef(self.publication, target.stem)
        self.reporter.stage(ref, f"reading {newsletter.name}")
        draft = intake.arrange(newsletter, target.stem, date=date, home=self.home)
        text, findings = self._checked(draft, ref)
        if any(one.rule.startswith("image") for one in findings if one.severity == "error"):
            bare = replace(newsletter, blocks=tuple(_without_data(newsletter)))
            draft = intake.arrange(bare, target.stem, date=date, home=self.home)
            text, findings = self._checked(draft, ref)
        self.reporter.found(findings)
        # a missing font is no fault of the draft
        if has_errors([one for one in findings if one.rule != "unknown-glyph"]):
            return
        self._write(draft, text, target, source)

    def _target(self, date: str) -> Path:
        """Return the file of a draft. Raise UsageError if it exists already."""
        if self.options.output:
            target = self.options.output.absolute()
            if target.suffix != ".yaml" or key_fault(target.stem):
                meant = key_like(target.stem) or "2015-10"
                hint = f"for example {meant}.yaml: a-z, 0-9 and hyphens"
                raise UsageError(f"{target.name} cannot be the file of an issue", hint)
        else:
            keys = [date[:7], date] if len(date) == 10 else [date]
            files = [self.workspace.issue_file(IssueRef(self.publication, key)) for key in keys]
            taken = [file for file in files if file in self.targets]
            target = next((file for file in files if file not in taken), files[-1])
        if target in self.targets or os.path.lexists(target):
            hint = "name another file with --output, or move the issue away"
            raise UsageError(f"{self.workspace.relative(target)} exists already", hint)
        return target

    def _checked(self, draft: Draft, ref: IssueRef) -> tuple[str, tuple[Finding, ...]]:
        """Return the YAML of a draft, and what `check` would find in it in a workspace with this publication."""
        text = _yaml(draft)
        with temporary_folder() as folder:
            trial = Workspace(folder)
            about = trial.publication_file(self.publication)
            about.parent.mkdir(parents=True)
            shutil.copyfile(self.workspace.publication_file(self.publication), about)
            copy_settings(self.workspace, trial)
            trial.issue_file(ref).write_text(text, encoding="utf-8")
            for name, data in draft.pictures.items():
                picture = trial.issues / ref.publication / ref.key / name
                picture.parent.mkdir(parents=True, exist_ok=True)
                picture.write_bytes(data)
            return text, read_valid(trial, ref, self.resources, choice=NO_CHOICE)[1]

    def _write(self, draft: Draft, text: str, target: Path, source: Path) -> None:
        content = text.encode()
        files = {target: content}
        for name, data in draft.pictures.items():
            picture = target.parent / target.stem / name
            if os.path.lexists(picture):
                hint = "move the folder of pictures away"
                raise UsageError(f"{self.workspace.relative(picture)} exists already", hint)
            files[picture] = data
        write_files(files, inputs=[source])
        ref = IssueRef(self.publication, target.stem)
        for path, data in files.items():
            kind = "draft" if path == target else "picture"
            self.reporter.made(Made(ref, kind, path, None, len(data)))
        self._report(draft, ref, target, source)

    def _report(self, draft: Draft, ref: IssueRef, target: Path, source: Path) -> None:
        self.reporter.noted(ref, f"{draft.arrived:,} of {draft.words:,} words are in the draft")
        for one in draft.left_out:
            self.reporter.noted(ref, f"left out, {one.why}: {_short(one.what)}")
        if draft.remote:
            number = counted(len(draft.remote), "picture")
            self.reporter.noted(ref, f"{number} not fetched: see the comments in the draft")
        self.drafts.append(
            DraftValue(
                source=str(source),
                file=self.workspace.relative(target),
                words=draft.words,
                arrived=draft.arrived,
                left_out=[LeftOutValue(one.what, one.why) for one in draft.left_out],
                pictures_not_fetched=draft.remote,
            )
        )


def make_drafts(
    workspace: Workspace,
    options: IntakeOptions,
    reporter: Reporter,
    *,
    fetcher: intake.Fetcher | None = None,
) -> list[dict[str, object]]:
    """Make drafts of newsletters, and return what was left out of each, as `DraftValue`.

    `fetcher` fetches pictures on the web, if the options ask for them. A file that cannot be read is a finding. Raise
    UsageError if the publication is not known or an issue exists.
    """
    publication = _publication(workspace, options.publication)
    known = manuscript.read_publication(workspace, publication)
    contact = known.contact.web if known.contact else None
    run = _Run(
        workspace,
        options,
        publication,
        known.base_url or contact or "",
        Resources.of(workspace.root),
        reporter,
    )
    fetcher = fetcher or intake.Fetcher()
    newsletters = [
        (_with_pictures(newsletter, fetcher) if options.fetch else newsletter, file)
        for file in dict.fromkeys(options.files)
        for newsletter in _read(workspace, file, reporter)
    ]
    if options.output and len(newsletters) > 1:
        number = counted(len(newsletters), "newsletter")
        raise UsageError(
            f"--output names one file, but there are {number}", "omit --output, or split the file"
        )
    for newsletter, file in newsletters:
        run.make_draft(newsletter, file)
    return [asdict(one) for one in run.drafts]


def _publication(workspace: Workspace, name: str | None) -> str:
    known = workspace.publications()
    if name is None:
        if len(known) == 1:
            return known[0]
        if not known:
            raise UsageError("there is no publication yet", "start one with: printissue init DIR")
        hint = f"the publications are: {', '.join(known)}"
        raise UsageError("--publication is missing: there are several publications", hint)
    if name not in known:
        hint = f"the publications are: {', '.join(known) or 'none yet'}"
        raise UsageError(f"there is no publication {name!r}", hint)
    return name


def _read(workspace: Workspace, file: Path, reporter: Reporter) -> list[Newsletter]:
    """Return the newsletters in a file; none if it cannot be read, which is a finding."""
    with file.open("rb") as stream:
        data = stream.read(intake.MAX_BYTES + 1)
    try:
        pictures = _pictures_beside(file, intake.local_pictures(file.name, data))
        return intake.read_newsletters(file.name, data, pictures)
    except intake.UnreadableError as error:
        place = Place(workspace.relative(file.absolute()), line=error.line)
        reporter.found([Finding("intake-file", place, error.message, error.hint)])
        return []


def _pictures_beside(file: Path, addresses: Sequence[str]) -> dict[str, bytes]:
    """Return the bytes of the pictures that a file names, if they are in its folder or below."""
    folder = file.absolute().parent.resolve()
    found: dict[str, bytes] = {}
    for address in addresses[:_MAX_PICTURES]:
        try:
            path = (folder / address.partition("?")[0].replace("%20", " ")).resolve()
            if not path.is_relative_to(folder) or not path.is_file():
                continue
            if path.stat().st_size <= _MAX_PICTURE_BYTES:
                found[address] = path.read_bytes()
        except (OSError, ValueError, RuntimeError):  # too long, a NUL, links in a circle
            continue
    return found


def _with_pictures(newsletter: Newsletter, fetcher: intake.Fetcher) -> Newsletter:
    """Return a newsletter with its pictures on the web; those that cannot be fetched are left out, with the reason."""
    blocks: list[intake.Block] = []
    left_out: list[intake.LeftOut] = []
    for block in newsletter.blocks:
        picture = block.picture
        remote = picture is not None and re.match("https?:", picture.source, re.IGNORECASE)
        if picture is None or picture.data is not None or not remote:
            blocks.append(block)
            continue
        try:
            data = fetcher.fetch(picture.source)
            width, height = _size(data)
        except intake.FetchError as error:
            left_out.append(intake.LeftOut(picture.source, f"not fetched: {error.reason}"))
            blocks.append(block)
            continue
        if max(width, height) <= intake.MAX_ICON or min(width, height) <= intake.MAX_SPACER:
            why = "icon" if min(width, height) > intake.MAX_SPACER else "tracking pixel or spacer"
            left_out.append(intake.LeftOut(picture.alt or picture.source, why))
        else:
            blocks.append(replace(block, picture=replace(picture, data=data)))
    return replace(newsletter, blocks=tuple(blocks), left_out=(*newsletter.left_out, *left_out))


def _size(data: bytes) -> tuple[int, int]:
    """Return the size of a picture in px. Raise FetchError if it is damaged or too large for an issue."""
    with temporary_folder() as folder:
        path = folder / "picture"
        path.write_bytes(data)
        picture = prepare_image(path)
    if isinstance(picture, ImageFault):
        raise intake.FetchError(picture.message)
    return picture.width or 0, picture.height or 0


def _date(newsletter: Newsletter, output: Path | None) -> str:
    found, _ = intake.date_of(newsletter)
    in_name = (
        re.match(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])(?![0-9])", output.stem) if output else None
    )
    if found and (not in_name or found.startswith(in_name[0])):
        return found
    return in_name[0] if in_name else found


def _without_data(newsletter: Newsletter) -> Iterator[intake.Block]:
    for block in newsletter.blocks:
        bare = replace(block.picture, data=None) if block.picture else None
        yield replace(block, picture=bare)


def _yaml(draft: Draft) -> str:
    """Return the text of the file of a draft."""
    end = [  # without the address of the subscriber
        intake.comment(f"left out, {one.why}: {re.sub(r'[^ ]+@[^ ]+', '…@…', one.what)}")
        for one in draft.left_out
        if one.why in _KEPT
    ]
    body = intake.as_yaml(draft.tree)
    return "\n".join([_SCHEMA_LINE, _HEAD, body.rstrip("\n"), *([""] if end else []), *end]) + "\n"


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
