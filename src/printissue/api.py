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
    from printissue.model.issue import Issue, Publication
    from printissue.pipeline import Made

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
    `sha256` are those of the page of the issue, and `size` is that of all its files.
    """

    path: Path
    source: str
    edition: str
    pages: int | None
    size: int
    sha256: str


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
        """Whether nothing failed: no finding is an error, and nothing was stopped."""
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
        The checked values with everything that was found.

    Raises:
        errors.UsageError: There is no such issue, or a value of a dict has a type that YAML does not have.
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
    """Read issues with the pictures, theme and printer that they name, and say what is wrong; make nothing.

    Args:
        issues: One issue or several: names in the workspace, paths of YAML files, or dicts. None: all of the workspace.
        publication: The publication of dicts, or of files that are in no workspace: a dict or the path of a YAML file.
        base: The folder that the paths of pictures start at. Without it that of the first file; dicts have none.
        workspace: The folder of the workspace; without it the one around the file or the current folder. Dicts use
            its styles, templates, printers and limits, and only the built-in ones without it.
        strict: Count warnings as errors.
        progress: Called with each step.

    Returns:
        Everything that was found. It has no files.

    Raises:
        errors.UsageError: A name is not there, or a value of a dict has a type that YAML does not have.
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
    strict: bool = False,
    progress: ProgressCallback | None = None,
) -> Result:
    """Make the editions of issues. An issue with errors leaves no file behind and harms no other one.

    The files of a workspace's issues go into its `output/`. For dicts, and files that are in no workspace, nothing is
    written but the PDFs, into the folder `output`: all or none.

    Args:
        issues: One issue or several: names in the workspace, paths of YAML files, or dicts. None: all of the workspace.
        publication: The publication of dicts, or of files that are in no workspace: a dict or the path of a YAML file.
        base: The folder that the paths of pictures start at. Without it that of the first file; dicts have none.
        output: The folder for the PDFs of dicts and of files that are in no workspace.
        name: `PUBLICATION/KEY` or `PUBLICATION`: what such PDFs are called. Without it the names are made from the
            publication's title and the issues' dates.
        workspace: The folder of the workspace; without it the one around the file or the current folder. Dicts use
            its styles, templates, printers and limits, and only the built-in ones without it.
        editions: Such as `["print", "web"]`; None: print, archive and screen.
        printer: The name of a printer instead of the publication's.
        theme: The name of a theme instead of the publication's, on the theme's own paper.
        paper: The trimmed page: A4, A5 or Letter.
        strict: Count warnings as errors.
        progress: Called with each step.

    Returns:
        The files that were made, and everything that was found. An issue whose layout is stopped is a failure there.

    Raises:
        errors.UsageError: A name is not there, or a value of a dict has a type that YAML does not have.
        errors.MissingError: A font or colour profile is not on this machine. The other issues are made before.
        errors.WriteError: A file cannot be written.
        errors.BusyError: Another run holds the workspace.

    """
    from printissue import pipeline
    from printissue.model.editions import EDITIONS, PAPERS, default_editions

    chosen = tuple(
        dict.fromkeys((one.name for one in default_editions()) if editions is None else editions)
    )
    for one in chosen:
        _refuse_unknown("edition", one, EDITIONS)
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
            options = pipeline.BuildOptions(
                tuple(run.refs),
                tuple(EDITIONS[one] for one in chosen),
                pipeline.Choice(printer, theme, paper),
                strict,
            )
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
        allow_gaps: Bind a year that lacks issues; its title page says which.
        bag: Pack the volume, its issues and old originals into a BagIt bag.
        password: A password to try on every encrypted back issue.
        strict: Count warnings as errors.
        progress: Called with each step.

    Returns:
        The volumes and bags, the issues that were made again, and everything that was found.

    Raises:
        errors.UsageError: Something that is named is not there.
        errors.MissingError: A font or colour profile is not on this machine.
        errors.WriteError: A file cannot be written.
        errors.BusyError: Another run holds the workspace.

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
    """Examine a PDF, also one that another program made, and say what a print shop or a reader would refuse.

    Args:
        file: The path of the PDF.
        printer: The name of a printer, to whose demands the file is held.
        family: Ask a print shop's rules, a reader's, or both. None: the file's own claims decide.
        report: Write a web page with a picture of each place, under this path, which ends in `.html`.
        workspace: The folder whose printers, passwords and limits count; without it the workspace around the file.
        password: A password to try on the file.
        strict: Count warnings as errors.
        progress: Called with each step.

    Returns:
        What the file is, and everything that was found. A file that cannot be read has a finding that says why.

    Raises:
        errors.UsageError: The file, the printer or the family is not there, or the report would replace another file.
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


# what a run works on, and what it reports


class _Recorder:
    """Keeps what a run reports."""

    def __init__(self, progress: ProgressCallback | None) -> None:
        self._progress = progress
        self._found: dict[Finding, None] = {}
        self._notes: list[Note] = []
        self._errors: list[PrintissueError] = []
        self.files: dict[Path, File] = {}
        self.translated: Callable[[Finding], Finding] = lambda finding: finding

    def stage(self, ref: object, what: str) -> None:
        """Call back with a step."""
        if self._progress is not None:
            self._progress(Progress(str(ref), what))

    def found(self, findings: Sequence[Finding]) -> None:
        """Keep each finding once."""
        self._found |= dict.fromkeys(map(self.translated, findings))

    def made(self, made: "Made") -> None:
        """Keep a finished file."""
        self.files[made.path] = File(
            made.path, str(made.ref), made.edition, made.pages or None, made.size, made.sha256()
        )

    def noted(self, ref: object, note: str) -> None:
        """Keep what was chosen for an issue."""
        self._notes.append(Note(str(ref), note))

    def failed(self, error: PrintissueError) -> None:
        """Keep what stopped an issue."""
        self._errors.append(error)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Hold back what stops single issues in a block; raise what is missing on this machine at its end."""
        try:
            yield
        except (LayoutError, MissingError) as error:
            self._errors.append(error)
        for one in self._errors:
            if not isinstance(one, LayoutError):
                raise one

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, in the order of finding."""
        return tuple(self._found)

    def result(self, *, strict: bool) -> Result:
        """Return what a run came to."""
        failures = tuple(Failure(int(one.code), one.message, one.hint) for one in self._errors)
        return Result(
            self.findings(), failures, strict, tuple(self.files.values()), tuple(self._notes)
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """A workspace with the issues that are asked for, and what keeps the reports."""

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
    """Find issues in a workspace, or make a temporary one of them; hold back what stops single issues in the block."""
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
            "publication= is given without an issue", "issues of a workspace have theirs"
        )
    if makes_files and output is None:
        raise UsageError("output= is needed: the folder for the files")
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
            hint = "give its publication, a dict or the path of a publication.yaml: publication=..."
            raise UsageError("an issue that is a dict is in no workspace", hint)
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
        hint = "move it to issues/PUBLICATION/, or give its publication: publication=..."
        raise UsageError(f"{path} is not an issue of a workspace", hint)
    return folder.parent.parent, f"{folder.name}/{path.name}"


def _workspace_of(folder: _PathLike | None, *, around: Path | None = None) -> "Workspace":
    """Return the workspace that is named, or the one around a folder, which is the current one where none is given."""
    from printissue.core.workspace import Workspace

    if folder is None:
        return Workspace.containing(around or Path.cwd())
    if not Path(folder).is_dir():
        raise UsageError(f"there is no folder {os.fspath(folder)}")
    return Workspace(Path(folder).resolve())


def _refuse_given(**values: object) -> None:
    for name, value in values.items():
        if value is not None:
            hint = "it is for dicts and files that are in no workspace, with their publication="
            raise UsageError(f"{name}= is given for issues of a workspace", hint)


def _refuse_unknown(what: str, name: str | None, known: Iterable[str]) -> None:
    if name is not None and name not in known:
        raise UsageError(f"there is no {what} {name!r}", f"{what}s: {', '.join(known)}")
