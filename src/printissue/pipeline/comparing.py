"""Compare two states of an issue: each is read and laid out as a build does, and then compared.

A state is an issue of the workspace, a file, another workspace, or a revision of git. Files and revisions are copied
into temporary workspaces, which are deleted at the end.
"""

import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from printissue import html, manuscript
from printissue.assets.resources import Resources
from printissue.core.errors import MissingError, UsageError
from printissue.core.files import check_named, temporary_folder, write_named
from printissue.core.findings import Finding, has_errors
from printissue.core.workspace import IssueRef, Workspace
from printissue.manuscript import Manuscript
from printissue.model.editions import EDITIONS
from printissue.model.parts import Path as ModelPath
from printissue.model.parts import printed_texts
from printissue.pipeline.load import read
from printissue.pipeline.options import NO_CHOICE
from printissue.pipeline.proof_pages import ProofResult, make_exact
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.workers import WorkerPool
from printissue.proof.comparing import (
    PPI,
    Comparison,
    PagePair,
    ReportedPair,
    compare_stories,
    data_url,
    different_areas,
    pair_pages,
    report,
)
from printissue.proof.rendering import PageRenderer

SOURCES = ("issues", "styles", "templates", "printers.yaml", "workspace.yaml")
"""The folders and files of a workspace that are copied."""


@dataclass(frozen=True, slots=True)
class DiffOptions:
    """Two states, the issue if they do not name one, the edition whose pages are compared, and the report to write."""

    before: str
    after: str = ""
    issue: IssueRef | None = None
    edition: str = "print"
    report: Path | None = None


@dataclass(frozen=True, slots=True)
class _State:
    """A workspace, and the issue in it if the state names one."""

    name: str
    workspace: Workspace
    ref: IssueRef | None = None
    file: Path | None = None
    """A file that takes the place of the issue's."""


def compare(workspace: Workspace, options: DiffOptions, reporter: Reporter) -> Comparison | None:
    """Compare two states of an issue, and write the report; return None if one has errors, which are reported.

    Raise UsageError if a state or the issue does not exist, WriteError if the report cannot be written.
    """
    if options.report is not None:
        check_named(options.report, suffix=".html", inputs=())
    with ExitStack() as stack:
        states = [_state(workspace, text, stack) for text in (options.before, options.after or ".")]
        ref = _issue(workspace, options, states)
        folder = Path(stack.enter_context(temporary_folder()))
        states = [
            _with_file(workspace, one, ref, folder / str(number))
            for number, one in enumerate(states)
        ]
        results = _results(states, ref, options.edition, reporter)
        if results is None:
            return None
        (before, old), (after, new) = results
        renderer = PageRenderer()
        digests = []
        for one in (before, after):
            digests.append([page.digest for page in one.pages.values()])
            renderer.add(one.pdf, digests[-1])
        pairs = [_examined(renderer, pair, digests) for pair in pair_pages(*digests)]
        language = new.issue.language or new.publication.language
        stories = compare_stories(_stories(old, language), _stories(new, language))
        names = (states[0].name, states[1].name)
        comparison = Comparison(str(ref), names, tuple(pairs), tuple(stories))
        if options.report is not None:
            changed = _reported(renderer, pairs, digests)
            page, findings = report(Resources.of(workspace.root), comparison, changed)
            reporter.found(findings)
            if page is None:
                return None
            inputs = [one.file for one in states if one.file]
            write_named(options.report, page.encode(), suffix=".html", inputs=inputs)
            size = len(page.encode())
            reporter.made(Made(str(ref), "report", options.report, None, size))
        return comparison


def _state(workspace: Workspace, text: str, stack: ExitStack) -> _State:
    """Return the state that a word of the command line names."""
    path = Path(text)
    publication, _, key = text.strip("/").partition("/")
    if text == ".":
        return _State("the workspace", workspace)
    if path.is_dir() and (path / "issues").is_dir():
        return _State(text, Workspace(path.resolve()))
    if path.is_file():
        return _State(text, workspace, file=path.resolve())
    if key and key in workspace.issue_keys(publication):
        return _State(text, workspace, IssueRef(publication, key))
    folder = Path(stack.enter_context(temporary_folder()))
    _export(workspace, text, folder)
    return _State(text, Workspace(folder))


def _export(workspace: Workspace, revision: str, folder: Path) -> None:
    """Write the sources of a revision of git into a folder. Raise UsageError if there is no such revision."""
    git = shutil.which("git")
    if git is None:
        raise MissingError("git is missing", "install it, or name a file or a folder")

    def run(*words: str) -> subprocess.CompletedProcess[bytes]:
        command = [git, "-C", str(workspace.root), *words]
        return subprocess.run(command, capture_output=True, check=False)

    commit = run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit.returncode:
        message = f"{revision!r} is not a file, a workspace, an issue or a revision of git"
        raise UsageError(message, "for example HEAD~1, issues/update/2015-10.yaml or ../old")
    name = commit.stdout.decode().strip()
    known = run("ls-tree", "--name-only", "-z", name).stdout.decode(errors="replace").split("\0")
    archive = folder / "sources.zip"
    run(
        "archive",
        "--format=zip",
        "-o",
        str(archive),
        name,
        *[one for one in SOURCES if one in known],
    )
    try:
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
    except (zipfile.BadZipFile, OSError) as error:
        raise UsageError(f"the files of {revision!r} cannot be written: {error}") from None
    archive.unlink()


def _issue(workspace: Workspace, options: DiffOptions, states: Sequence[_State]) -> IssueRef:
    """Return the issue to compare. Raise UsageError if it is not clear which one is meant."""
    named = [
        options.issue,
        *(one.ref for one in states),
        *(_place(workspace, one) for one in states),
    ]
    for ref in named:
        if ref is not None:
            return ref
    refs = workspace.select(())
    if len(refs) > 1:
        raise UsageError("several issues could be meant", "name one: --issue PUBLICATION/KEY")
    return refs[0]


def _place(workspace: Workspace, state: _State) -> IssueRef | None:
    """Return the issue whose manuscript a file is."""
    if state.file is None or state.file.parent.parent != workspace.issues.resolve():
        return None
    return IssueRef(state.file.parent.name, state.file.stem)


def _with_file(workspace: Workspace, state: _State, ref: IssueRef, folder: Path) -> _State:
    """Return a state whose workspace has the state's file in the place of the issue's manuscript."""
    if state.file is None or state.file == workspace.issue_file(ref).resolve():
        return state
    for name in SOURCES:
        source = workspace.root / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    copied = Workspace(folder)
    shutil.copy(state.file, copied.issue_file(ref))
    return replace(state, workspace=copied)


def _results(
    states: Sequence[_State], ref: IssueRef, edition: str, reporter: Reporter
) -> list[tuple[ProofResult, Manuscript]] | None:
    """Return the pages and the manuscript of each state; None if one has errors."""
    results: list[tuple[ProofResult, Manuscript]] = []
    for state in states:
        reporter.stage(state.name, "setting pages")
        if ref.key not in state.workspace.issue_keys(ref.publication):
            raise UsageError(f"{state.name} has no issue {ref}")
        resources = Resources.of(state.workspace.root)
        job, findings = read(state.workspace, ref, resources, choice=NO_CHOICE)
        source, _ = manuscript.read(state.workspace, ref)
        if job is None or source is None:
            reporter.found(findings)
            return None
        with WorkerPool(1) as workers:
            fontconfig = resources.fontconfig()
            sent = workers.send(
                make_exact, job, EDITIONS[edition], fontconfig, limit=job.layout_limit
            )
            result = workers.receive(sent, str(ref))
        if not result.pages:
            reporter.found(_errors(result.findings))
            return None
        results.append((result, source))
    return results


def _errors(findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if has_errors([one])]


def _examined(renderer: PageRenderer, pair: PagePair, digests: Sequence[Sequence[str]]) -> PagePair:
    """Return a pair of pages with the areas in which they differ."""
    if pair.same or not (pair.before and pair.after):
        return pair
    images = [
        renderer.image(one[number - 1], PPI)
        for one, number in zip(digests, (pair.before, pair.after), strict=True)
    ]
    areas = different_areas(*images)
    return replace(pair, areas=areas, same=not areas)


def _reported(
    renderer: PageRenderer, pairs: Sequence[PagePair], digests: Sequence[Sequence[str]]
) -> Iterator[ReportedPair]:
    for pair in pairs:
        if pair.same:
            continue
        images = [
            renderer.image(one[number - 1], PPI) if number else None
            for one, number in zip(digests, (pair.before, pair.after), strict=True)
        ]
        shown = next(one for one in images if one is not None)
        size = (shown.width * 25.4 / PPI, shown.height * 25.4 / PPI)
        urls = [data_url(one) if one is not None else "" for one in images]
        yield ReportedPair(pair, urls[0], urls[1], size)


def _stories(source: Manuscript, language: str) -> dict[str, tuple[str, list[str]]]:
    """Return the title and the texts of each story, and of the rest of the issue, by ids that survive a move."""
    issue = source.issue
    stories: dict[ModelPath, tuple[str, str]] = {}
    for anchor, path in html.anchored_parts(issue, source.ref.key, language).items():
        stories[path] = anchor, html.plain(_title(issue, path), language)
    found: dict[str, tuple[str, list[str]]] = {}
    for path, text, _ in printed_texts(issue):
        inner = [path[:4], path[:2]]
        anchor, title = next((stories[one] for one in inner if one in stories), ("", "The issue"))
        found.setdefault(anchor, (title, []))[1].append(text)
    return found


def _title(issue: object, path: ModelPath) -> str:
    """Return the title of a section or the heading of a story."""
    part = issue
    for step in path:
        part = (
            part[step]
            if isinstance(part, list) and isinstance(step, int)
            else getattr(part, str(step))
        )
    return str(getattr(part, "heading", None) or getattr(part, "title", ""))
