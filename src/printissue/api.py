"""The Python API: the commands as functions that return values. docs/api.md describes it with examples.

Nothing here prints or configures logging. The pipeline is loaded when a function is called.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from printissue.core.errors import (
    ExitCode,
    LayoutError,
    MissingError,
    PrintissueError,
    UsageError,
)
from printissue.core.findings import Finding, Place, exit_code

if TYPE_CHECKING:
    from printissue.core.workspace import IssueRef, Workspace
    from printissue.model.editions import Edition
    from printissue.model.issue import Issue, Publication
    from printissue.pipeline import Finished, Made
    from printissue.pipeline.reporting import BuildProgress

__all__ = [
    "Failure",
    "File",
    "Finding",
    "Note",
    "Place",
    "Progress",
    "ProgressCallback",
    "ReadResult",
    "Report",
    "Result",
    "Source",
    "bind",
    "build",
    "check",
    "preflight",
    "read",
]

Source = str | os.PathLike[str] | Mapping[str, Any]
"""An issue: its name in a workspace (`imprint/2025-06`), the path of its YAML file, or a dict with the file's keys."""

_PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a run: `source` is an issue, a volume or a file; `stage` says in a few words what happens to it."""

    source: str
    stage: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that was made, or a bag, which is a folder.

    `source` is the name of the issue, volume or file that it was made from. `edition` is `print`, `archive`, `screen`,
    `web`, `archive volume`, `screen volume`, `bag` or `report`. `pages` is None for a web edition, a bag and a report.
    `size` is in bytes. `sha256` is in hexadecimal; of a bag, that of its tag manifest. Of a web edition, `path` and
    `sha256` are those of the page of the issue, and `size` is that of all its files. `status` is `made`,
    `restored` (an earlier build made it) or `up to date`.
    """

    path: Path
    source: str
    edition: str
    pages: int | None
    size: int
    sha256: str
    status: str = "made"


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason, other than a fault in a file, why an issue was not made, such as a layout that takes too long."""

    exit_code: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A choice of the program for an issue, such as the sizes that make it fill its pages."""

    source: str
    note: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The findings and failures of a run. With `strict`, warnings count as errors."""

    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    strict: bool = False

    @property
    def exit_code(self) -> int:
        """The exit code that the command ends with: that of the earliest stage that failed, else 0."""
        codes = [int(exit_code(self.findings, strict=self.strict))]
        codes += [one.exit_code for one in self.failures]
        return min((code for code in codes if code), default=int(ExitCode.OK))

    @property
    def ok(self) -> bool:
        """True if nothing failed: no finding is an error, and nothing was stopped."""
        return self.exit_code == 0


@dataclass(frozen=True, slots=True)
class Result(_Outcome):
    """The files, findings and notes of a run. An issue with errors has no files; the other issues have theirs."""

    files: tuple[File, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadResult(_Outcome):
    """The checked values of an issue and its publication; their attributes are the keys of docs/yaml.md.

    Both are None if a finding is an error; `publication` is also None if a dict was read without one.
    """

    issue: "Issue | None" = None
    publication: "Publication | None" = None


@dataclass(frozen=True, slots=True)
class Report(_Outcome):
    """The preflight of one file; the keys of `facts` and of each page are those of `--format json`.

    `printer` is empty if none was named. `families` are the kinds of rules that were checked, `checks` is the number of
    checks. Lengths are in mm, inks in percent. `files` holds the web page if a report was asked for.
    """

    path: Path = Path()
    sha256: str = ""
    printer: str = ""
    families: tuple[str, ...] = ()
    checks: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    pages: tuple[Mapping[str, Any], ...] = ()
    files: tuple[File, ...] = ()


ProgressCallback = Callable[[Progress], object]
"""A function that is called with each step of a run, in the thread that runs it. An exception in it ends the run."""


def read(
    issue: Source,
    *,
    publication: Mapping[str, Any] | _PathLike | None = None,
    workspace: _PathLike | None = None,
    strict: bool = False,
) -> ReadResult:
    """Read an issue's YAML and its publication's, without the pictures, the theme and the printer that they name.

    Args:
        issue: The name of an issue in the workspace, the path of a YAML file, or a dict with the keys of one.
        publication: The publication of a dict, or of a file that is in no workspace, in the same ways.
        workspace: The folder of the workspace; without it the one around the file or the current folder.
        strict: Count warnings as errors.

    Returns:
        The checked values and all findings.

    Raises:
        errors.UsageError: The issue does not exist, or a value of a dict has a type that YAML does not have.
        errors.WriteError: The temporary folder cannot be written.

    """
    from printissue import manuscript
    from printissue.core.findings import has_errors

    by_value = isinstance(issue, Mapping)
    about = {"title": "…", "publisher": "…"} if by_value and publication is None else publication
    with _opened(issue, publication=about, workspace=workspace) as run:
        if len(run.refs) != 1:
            raise UsageError(f"{issue!r} names {len(run.refs)} issues", "name one: imprint/2025-06")
        found, findings = manuscript.read(run.workspace, run.refs[0])
        run.recorder.found(findings)
    refused = found is None or has_errors(findings, strict=strict)
    return ReadResult(
        run.recorder.findings(),
        strict=strict,
        issue=None if refused or found is None else found.issue,
        publication=None
        if refused or found is None or about is not publication
        else found.publication,
    )


def check(
    issues: Source | Sequence[Source] | None = None,
    *,
    publication: Mapping[str, Any] | _PathLike | None = None,
    base: _PathLike | None = None,
    workspace: _PathLike | None = None,
    strict: bool = False,
    progress: ProgressCallback | None = None,
) -> Result:
    """Check issues with the pictures, theme and printer that they name; write no files.

    Args:
        issues: One issue or several: names in the workspace, paths of YAML files, or dicts. None: all of the workspace.
        publication: The publication of dicts, or of files that are in no workspace: a dict or the path of a YAML file.
        base: The folder that the paths of pictures start at. Without it that of the first file; dicts have none.
        workspace: The folder of the workspace; without it the one around the file or the current folder. Dicts use
            its styles, templates, printers and limits, and only the built-in ones without it.
        strict: Count warnings as errors.
        progress: Called with each step.

    Returns:
        All findings. The result has no files.

    Raises:
        errors.UsageError: A name is unknown, or a value of a dict has a type that YAML does not have.
        errors.MissingError: A font package is not installed.
        errors.WriteError: The temporary folder cannot be written.

    """
    from printissue import pipeline

    with _opened(
        issues, publication=publication, base=base, workspace=workspace, progress=progress
    ) as run:
        if run.refs:
            pipeline.check(run.workspace, run.refs, run.recorder)
    return run.recorder.result(strict=strict)


def build(
    issues: Source | Sequence[Source] | None = None,
    *,
    publication: Mapping[str, Any] | _PathLike | None = None,
    base: _PathLike | None = None,
    output: _PathLike | None = None,
    name: str | None = None,
    workspace: _PathLike | None = None,
    editions: Sequence[str] | None = None,
    printer: str | None = None,
    theme: str | None = None,
    paper: str | None = None,
    force: bool = False,
    strict: bool = False,
    jobs: int | None = None,
    progress: ProgressCallback | None = None,
) -> Result:
    """Make the editions of issues. An issue with errors has no files; other issues are made.

    The files of a workspace's issues are written to its `output/`. Those of dicts, and of files outside a workspace,
    are written to the folder `output`, all or none.

    Args:
        issues: One issue or several: names in the workspace, paths of YAML files, or dicts. None: all of the workspace.
        publication: The publication of dicts, or of files that are in no workspace: a dict or the path of a YAML file.
        base: The folder that the paths of pictures start at. Without it that of the first file; dicts have none.
        output: The folder for the files of dicts and of files that are in no workspace.
        name: `PUBLICATION/KEY` or `PUBLICATION`, for the names of such files. Without it they are made from the
            publication's title and the issues' dates.
        workspace: The folder of the workspace; without it the one around the file or the current folder. Dicts use
            its styles, templates, printers and limits, and only the built-in ones without it.
        editions: Such as `["print", "web"]`; None: print, archive and screen.
        printer: The name of a printer instead of the publication's.
        theme: The name of a theme instead of the publication's, with its paper size.
        paper: The size of the trimmed page: A4, A5 or Letter.
        force: Make all files, even if they are up to date.
        strict: Count warnings as errors.
        jobs: The number of processes that lay out pages; None: one for each processor, at most 8.
        progress: Called with each step.

    Returns:
        The files, also those that are up to date, and all findings. An issue whose layout was stopped is among the
        failures.

    Raises:
        errors.UsageError: A name is unknown, or a value of a dict has a type that YAML does not have.
        errors.MissingError: A font or ICC profile is not installed. Issues that do not need it are made first.
        errors.WriteError: A file cannot be written.
        errors.BusyError: Another run is writing into the workspace.

    """
    from printissue import pipeline
    from printissue.model.editions import PAPERS

    chosen = _editions_of(editions)
    _refuse_unknown("paper", paper, PAPERS)
    with _opened(
        issues,
        publication=publication,
        base=base,
        workspace=workspace,
        name=name,
        output=output,
        makes_files=True,
        progress=progress,
    ) as run:
        if run.refs:
            choice = pipeline.Choice(printer, theme, paper)
            options = pipeline.BuildOptions(tuple(run.refs), chosen, choice, strict, force, jobs)
            pipeline.build(run.workspace, options, run.recorder)
    return run.recorder.result(strict=strict)


def bind(
    volumes: str | Sequence[str],
    *,
    workspace: _PathLike | None = None,
    form: Literal["archive", "screen"] = "archive",
    allow_gaps: bool = False,
    bag: bool = False,
    password: str | None = None,
    strict: bool = False,
    progress: ProgressCallback | None = None,
) -> Result:
    """Bind the issues of a year into one PDF in the workspace's `output/`. Issues that have changed are made again.

    Args:
        volumes: One name or several, such as `imprint/2025`.
        workspace: The folder of the workspace; without it the one around the current folder.
        form: Bind the archive editions, or small ones for download.
        allow_gaps: Bind a year even if issues are missing; its title page lists them.
        bag: Also pack the volume, its issues and the originals of back issues into a BagIt bag.
        password: A password to try on every encrypted back issue.
        strict: Count warnings as errors.
        progress: Called with each step.

    Returns:
        The volumes and bags, the issues that were made again, and all findings.

    Raises:
        errors.UsageError: A name is unknown.
        errors.MissingError: A font or ICC profile is not installed.
        errors.WriteError: A file cannot be written.
        errors.BusyError: Another run is writing into the workspace.

    """
    from printissue import pipeline

    _refuse_unknown("form", form, ("archive", "screen"))
    names = [volumes] if isinstance(volumes, str) else list(volumes)
    years = [pipeline.parse_year(one) for one in dict.fromkeys(names)]
    orders = [pipeline.VolumeOptions(one, form, allow_gaps, bag, strict) for one in years]
    recorder = _Recorder(progress)
    with recorder.holding():
        if orders:
            pipeline.bind(_workspace_of(workspace), orders, recorder, password=password)
    return recorder.result(strict=strict)


def preflight(
    file: _PathLike,
    *,
    printer: str | None = None,
    family: Literal["print", "access", "all"] | None = None,
    report: _PathLike | None = None,
    workspace: _PathLike | None = None,
    password: str | None = None,
    strict: bool = False,
    progress: ProgressCallback | None = None,
) -> Report:
    """Check a PDF, also one that another program made, against the rules for print or for accessibility.

    Args:
        file: The path of the PDF.
        printer: The name of a printer whose requirements are checked.
        family: Check the rules for print, those for accessibility (`access`), or all. None: the file's claims decide.
        report: The path, ending in `.html`, of a web page to write, with a picture of the place of each finding.
        workspace: The workspace with printers, passwords and limits; without it the one around the file.
        password: A password to try on the file.
        strict: Count warnings as errors.
        progress: Called with each step.

    Returns:
        Facts about the file, and all findings. For a file that cannot be read, a finding says why.

    Raises:
        errors.UsageError: The file, printer or family does not exist, or the report would replace another file.
        errors.WriteError: The report cannot be written.

    """
    from printissue import pipeline

    path = Path(file)
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    _refuse_unknown("family", family, ("print", "access", "all"))
    options = pipeline.PreflightOptions(
        (path,), printer, family, None if report is None else Path(report), password
    )
    recorder = _Recorder(progress)
    values: Mapping[str, Any] = {}
    with recorder.holding():
        at = _workspace_of(workspace, around=path.resolve().parent)
        reports = pipeline.inspect(at, options, recorder)
        values = next(iter(pipeline.report_values(reports)["reports"]), {})
    result = recorder.result(strict=strict)
    return Report(
        result.findings,
        result.failures,
        strict,
        path=path,
        sha256=values.get("sha256", ""),
        printer=values.get("printer", ""),
        families=tuple(values.get("families", ())),
        checks=values.get("checks", 0),
        facts=values.get("facts", {}),
        pages=tuple(values.get("pages", ())),
        files=result.files,
    )


# the input and output of a run


class _Recorder:
    """A reporter that keeps the findings, files, notes and errors of a run."""

    def __init__(self, progress: ProgressCallback | None) -> None:
        self._progress = progress
        self._found: dict[Finding, None] = {}
        self._notes: list[Note] = []
        self._errors: list[PrintissueError] = []
        self.files: dict[Path, File] = {}
        self.translated: Callable[[Finding], Finding] = lambda finding: finding

    def stage(self, ref: object, what: str) -> None:
        """Call the callback with a step."""
        if self._progress is not None:
            self._progress(Progress(str(ref), what))

    def found(self, findings: Sequence[Finding]) -> None:
        """Keep each finding once."""
        self._found |= dict.fromkeys(map(self.translated, findings))

    def made(self, made: "Made") -> None:
        """Keep a finished file."""
        self.files[made.path] = File(
            made.path,
            str(made.ref),
            made.edition,
            made.pages or None,
            made.size,
            made.sha256(),
            made.status,
        )

    def finished(self, finished: "Finished") -> None:
        """Ignore the end of an issue: its files have the status."""

    def progress(self, progress: "BuildProgress") -> None:
        """Ignore the progress of a build: each step is reported as it begins."""

    def noted(self, ref: object, note: str) -> None:
        """Keep a note about an issue."""
        self._notes.append(Note(str(ref), note))

    def failed(self, error: PrintissueError) -> None:
        """Keep the error that stopped an issue."""
        self._errors.append(error)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keep the errors that stop single issues in the block; raise the others, such as MissingError, at its end."""
        try:
            yield
        except (LayoutError, MissingError) as error:
            self._errors.append(error)
        for one in self._errors:
            if not isinstance(one, LayoutError):
                raise one

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings, in the order in which they were reported."""
        return tuple(self._found)

    def result(self, *, strict: bool) -> Result:
        """Return the result of the run."""
        failures = tuple(Failure(int(one.code), one.message, one.hint) for one in self._errors)
        return Result(
            self.findings(), failures, strict, tuple(self.files.values()), tuple(self._notes)
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """The workspace and the issues of a run, and the recorder of its results."""

    workspace: "Workspace"
    refs: "Sequence[IssueRef]"
    recorder: _Recorder


@contextmanager
def _opened(
    issues: Source | Sequence[Source] | None,
    *,
    publication: Mapping[str, Any] | _PathLike | None,
    workspace: _PathLike | None,
    base: _PathLike | None = None,
    name: str | None = None,
    output: _PathLike | None = None,
    makes_files: bool = False,
    progress: ProgressCallback | None = None,
) -> Iterator[_Run]:
    """Find issues in a workspace, or make a temporary workspace of them; keep errors that stop single issues."""
    from printissue import pipeline

    several = issues is not None and not isinstance(issues, str | os.PathLike | Mapping)
    sources: list[Source] = list(issues) if several else [issues]  # type: ignore[arg-type,list-item]
    recorder = _Recorder(progress)
    if publication is None:
        _refuse_given(base=base, name=name, output=output)
        at, names = _in_workspace([] if issues is None else sources, workspace)
        refs = pipeline.select(at, names, recorder) if issues is None or sources else []
        with recorder.holding():
            yield _Run(at, refs, recorder)
        return
    if issues is None:
        raise UsageError(
            "publication= is given without an issue", "issues of a workspace have their own"
        )
    if makes_files and output is None:
        raise UsageError("output= is missing: the folder for the files")
    values = [one if isinstance(one, Mapping) else Path(one) for one in sources]
    files = [one for one in values if isinstance(one, Path)]
    folder = Path(base).absolute() if base is not None else None
    if folder is None and files:
        folder = files[0].absolute().parent
    with recorder.holding(), ExitStack() as stack:
        if not values:
            yield _Run(_workspace_of(workspace), (), recorder)
            return
        made = stack.enter_context(
            pipeline.temporary_workspace(
                values,
                publication if isinstance(publication, Mapping) else Path(publication),
                name=name,
                base=folder,
                like=None if workspace is None else _workspace_of(workspace),
            )
        )
        recorder.translated = made.translated
        try:
            yield _Run(made.workspace, made.refs, recorder)
        except (LayoutError, MissingError) as error:
            recorder.failed(error)
        if output is not None:
            _move(recorder, Path(output).absolute())


def _editions_of(names: Iterable[str] | None) -> "tuple[Edition, ...]":
    """Return the editions with the given names, each once; for None, those that are made by default."""
    from printissue.model.editions import EDITIONS, default_editions

    if names is None:
        return default_editions()
    chosen = dict.fromkeys(names)
    for name in chosen:
        _refuse_unknown("edition", name, EDITIONS)
    return tuple(EDITIONS[name] for name in chosen)


def _move(recorder: _Recorder, folder: Path) -> None:
    """Write the finished files into a folder, all or none."""
    from printissue.core.folders import Contents, write_folders, written_files
    from printissue.model.editions import EDITIONS

    files: dict[Path, bytes] = {}
    folders: dict[Path, Contents] = {}
    moved: dict[Path, File] = {}
    for path, file in recorder.files.items():
        target = folder / path.name
        if file.edition in EDITIONS and EDITIONS[file.edition].index:
            inside = folder / f"{file.source.replace('/', '-')}-{file.edition}"
            names = written_files(path.parent)
            folders[inside] = {name: (path.parent / name).read_bytes() for name in names}
            target = inside / path.name
        else:
            files[target] = path.read_bytes()
        moved[target] = replace(file, path=target)
    write_folders(folders, files)
    recorder.files = moved


def _in_workspace(
    sources: Iterable[Source], workspace: _PathLike | None
) -> tuple["Workspace", list[str]]:
    """Return the workspace of issues and their names in it."""
    at = None if workspace is None else _workspace_of(workspace)
    names = []
    for one in sources:
        if isinstance(one, Mapping):
            hint = "add publication=, a dict or the path of a publication.yaml"
            raise UsageError("an issue given as a dict is in no workspace", hint)
        if isinstance(one, str) and not one.endswith((".yaml", ".yml")):
            names.append(one)
            at = at or _workspace_of(None)
            continue
        root, issue = _file_in_workspace(Path(one))
        around = _workspace_of(root)
        if at is not None and at != around:
            raise UsageError(
                f"{one} is not in the workspace {at.root}", "call once for each workspace"
            )
        at = around
        names.append(issue)
    return at or _workspace_of(None), names


def _file_in_workspace(path: Path) -> tuple[Path, str]:
    """Return the workspace's folder and the name of an issue from the path of its file."""
    folder = path.parent.resolve()
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    if folder.parent.name != "issues" or not (folder / "publication.yaml").is_file():
        hint = "move it to issues/PUBLICATION/, or add publication="
        raise UsageError(f"{path} is not an issue of a workspace", hint)
    return folder.parent.parent, f"{folder.name}/{path.name}"


def _workspace_of(folder: _PathLike | None, *, around: Path | None = None) -> "Workspace":
    """Return the given workspace, or the one around a folder, by default the current folder."""
    from printissue.core.workspace import Workspace

    if folder is None:
        return Workspace.containing(around or Path.cwd())
    if not Path(folder).is_dir():
        raise UsageError(f"there is no folder {os.fspath(folder)}")
    return Workspace(Path(folder).resolve())


def _refuse_given(**values: object) -> None:
    for name, value in values.items():
        if value is not None:
            hint = "it is only for dicts and files outside a workspace, with publication="
            raise UsageError(f"{name}= is given for issues of a workspace", hint)


def _refuse_unknown(what: str, name: str | None, known: Iterable[str]) -> None:
    if name is not None and name not in known:
        raise UsageError(f"there is no {what} {name!r}", f"{what}s: {', '.join(known)}")
