"""Proof an issue: read it after each save, make its pages, and show them in the browser.

    read the manuscript and all that it names        load.py, in a thread
    draft: one layout, with the last corrections     proof_pages.py, in a worker that stays warm
    exact: the file that `build` writes              proof_pages.py, in a worker that a newer save ends
    show both                                        proof

Only the editions that a browser shows are made. A save with errors leaves the last pages.
"""

import asyncio
import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from printissue import html, manuscript
from printissue import layout as stage
from printissue.assets.images import PreparedImages
from printissue.assets.resources import Resources
from printissue.core.errors import PrintissueError
from printissue.core.findings import Finding, Place, has_errors
from printissue.core.loopback import bound_socket
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS, Edition
from printissue.pipeline.cache import BuildCache
from printissue.pipeline.folios import Folios
from printissue.pipeline.job import Job
from printissue.pipeline.load import read_valid
from printissue.pipeline.making import issue_reader
from printissue.pipeline.options import NO_CHOICE, Choice
from printissue.pipeline.pictures import picture_names
from printissue.pipeline.proof_pages import (
    DraftBasis,
    ProofResult,
    make_draft,
    make_exact,
    make_plates,
    prepare_draft,
    prepare_drafts,
)
from printissue.pipeline.text_places import TextPlaces
from printissue.pipeline.workers import Sent, WorkerPool
from printissue.proof import (
    Board,
    EditionProof,
    Editor,
    PageRenderer,
    ProofServer,
    ShownPage,
    saved_files,
    wait_for_saves,
)
from printissue.proof.board import plated_editions, shown_editions
from printissue.proof.server import Site

T = TypeVar("T")
_FONTS = frozenset({".ttf", ".otf"})
_WATCHED = ("issues", "styles", "templates")
_MOST_PLATED = 8
"""The number of pages whose plates are kept; a spread has two."""
_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass(frozen=True, slots=True)
class ProofOptions:
    """The issue to proof, the choices of the run, the port (0: any), the editor, and how files are watched."""

    ref: IssueRef
    choice: Choice = NO_CHOICE
    port: int = 0
    editor: Editor = field(default_factory=Editor)
    poll: bool = False


def proof(
    workspace: Workspace, options: ProofOptions, on_ready: Callable[[ProofServer], object]
) -> None:
    """Serve the proof of an issue until a signal or `ProofServer.end` ends it. `on_ready` is called with the server.

    Raise UsageError if the port is in use.
    """
    resources = Resources.of(workspace.root)
    fontconfig = resources.fontconfig()
    listening = bound_socket(options.port)
    with listening:
        _load_libraries(fontconfig)
        with WorkerPool(1, retries=False) as drafts, WorkerPool(1, retries=False) as exacts:
            for pool, prepare in ((drafts, prepare_drafts), (exacts, stage.load)):
                # the workers start now, while there are no other threads
                pool.receive(pool.send(prepare, fontconfig), "proof")
            number = asyncio.run(
                _serve(workspace, options, (drafts, exacts), listening=listening, on_ready=on_ready)
            )
    if number not in (None, signal.SIGINT):
        signal.raise_signal(number)


def saves(workspace: Workspace, *, poll: bool = False) -> Iterator[list[str]]:
    """Yield the names of the files of a workspace that are saved together, until Ctrl-C; the first list is empty.

    Raise KeyboardInterrupt at the end.
    """
    for files in wait_for_saves(workspace.root, _watched_folders(workspace), poll=poll):
        yield sorted(map(workspace.relative, files))


def _watched_folders(workspace: Workspace) -> list[Path]:
    """Return the folders that are watched with all that is below them; output/ is not among them."""
    folders = (workspace.root / name for name in _WATCHED)
    return [folder for folder in folders if folder.is_dir()]


def _load_libraries(fontconfig: Path) -> None:
    """Load what workers need, because each new one is a copy of this process; garbage collection leaves it alone."""
    stage.load(fontconfig)
    for edition in EDITIONS.values():
        with suppress(ImportError):
            import_module(edition.package)
    gc.collect()
    gc.freeze()


async def _serve(
    workspace: Workspace,
    options: ProofOptions,
    pools: tuple[WorkerPool, WorkerPool],
    *,
    listening: socket.socket,
    on_ready: Callable[[ProofServer], object],
) -> int | None:
    """Serve until a signal; return its number."""
    session = ProofSession(workspace, options, *pools)
    server = ProofServer(Site(session.board, session.renderer, session), listening)
    received: list[int] = []

    def end(number: int) -> None:
        received.append(number)
        server.end()

    with _signals(end):
        tasks = [
            asyncio.ensure_future(one)
            for one in (session.watch(server.site.ended), session.work(), server.serve())
        ]
        on_ready(server)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            server.end()
            with suppress(asyncio.CancelledError):
                await tasks[-1]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    return received[0] if received else None


@contextmanager
def _signals(end: Callable[[int], None]) -> Iterator[None]:
    """Call `end` with the number of a signal that ends the run, instead of raising an error in the middle of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    numbers = [number for name in _ENDING if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.getsignal(number) for number in numbers}
    handled = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    with suppress(NotImplementedError):  # on Windows, Ctrl-C ends the loop with an error
        for number in handled:
            loop.add_signal_handler(number, end, number)
    try:
        yield
    finally:
        for number in handled:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, before[number])


@dataclass(slots=True)
class _Pages:
    """The pages of an edition: the exact ones, and what is printed on those that are shown now.

    The exact ones are `outdated` if a file other than the manuscript was saved since.
    """

    exact: ProofResult = field(default_factory=ProofResult)
    printed: Sequence[stage.PrintedPage] = ()
    outdated: bool = False


class ProofSession:
    """One issue that is proofed: reads it at each save, has its pages made, and answers what the browser asks."""

    def __init__(
        self, workspace: Workspace, options: ProofOptions, drafts: WorkerPool, exacts: WorkerPool
    ) -> None:
        self._workspace, self._options = workspace, options
        self._drafts, self._exacts = drafts, exacts
        self._resources = Resources.of(workspace.root)
        self._fontconfig = self._resources.fontconfig()
        self.board = Board(str(options.ref))
        self.renderer = PageRenderer()
        self._job: Job | None = None
        self._findings: tuple[Finding, ...] = ()
        self._source: tuple[manuscript.Manuscript, dict[str, str]] | None = None
        self._indexed: TextPlaces | None = None
        self._prepared: PreparedImages = {}
        self._pages: dict[str, _Pages] = {}
        self._plates: dict[str, dict[str, bytes]] = {}
        self._plating = threading.Lock()
        self._made: dict[str, int] = {}
        self._first_folio: int | None = None
        self._unread: set[Path] = {workspace.issue_file(options.ref)}
        self._saved = asyncio.Event()

    # what happens

    async def watch(self, ended: asyncio.Event) -> None:
        """Note saved files."""
        root, folders = self._workspace.root, _watched_folders(self._workspace)
        async for changed in saved_files(root, folders, ended, poll=self._options.poll):
            self._unread |= changed
            self._saved.set()
            self.board.wake.set()

    async def work(self) -> None:
        """Read the issue after each save, and make the editions that are shown."""
        self.board.wake.set()
        while True:
            await self.board.wake.wait()
            self.board.wake.clear()
            if self._unread:
                await self._read()
            if self._job is None or self.board.faults:
                continue
            shown = {one.name for one in shown_editions()}
            for name in self.board.wanted:
                if self._unread:
                    self.board.wake.set()
                    break
                if name in shown and self._made.get(name) != self.board.revision:
                    await self._make(EDITIONS[name], self._job)

    async def _read(self) -> None:
        """Read the issue; if it has errors, show them with the last pages."""
        changed, self._unread = self._unread, set()
        self._saved.clear()
        own = self._workspace.issue_file(self._options.ref)
        if any(path != own for path in changed):
            self._first_folio = None
            for pages in self._pages.values():
                pages.outdated = True
        if any(path.suffix.lower() in _FONTS for path in changed):
            self.renderer.forget()
            self._plates.clear()
        board = self.board
        board.revision += 1
        board.failure = None
        try:
            job, findings = await asyncio.to_thread(self._read_job)
        except PrintissueError as error:
            board.failure = error.message, error.hint
            board.changed()
            return
        faulty = has_errors(findings)
        board.faults = findings if faulty else ()
        if job is not None and not faulty:
            self._job, self._findings = job, findings
            board.title = f"{job.publication.title}: {job.issue.title}"
            board.direction = html.direction(job.language)
        board.changed()

    def _read_job(self) -> tuple[Job | None, tuple[Finding, ...]]:
        ref = self._options.ref
        job, findings = read_valid(
            self._workspace,
            ref,
            self._resources,
            choice=self._options.choice,
            prepared=self._prepared,
        )
        source, _ = manuscript.read(self._workspace, ref)
        if job is not None and source is not None:
            pictures = {name: file for file, name in picture_names(job).items()}
            self._source, self._indexed = (source, pictures), None
            used = {one.original for one in job.pictures.values()}
            self._prepared = {raw: one for raw, one in self._prepared.items() if raw in used}
        return job, findings

    @property
    def _places(self) -> TextPlaces | None:
        """The letters of the last manuscript without errors; indexed when they are first asked for, after the draft."""
        if self._indexed is None and self._source is not None:
            self._indexed = TextPlaces(*self._source)
        return self._indexed

    async def _make(self, edition: Edition, job: Job) -> None:
        """Make the draft and the exact pages of an edition. A newer save ends the latter."""
        revision = self.board.revision
        self.board.mark(edition.name, "working")
        try:
            numbered, findings = await self._with_first_folio(job, edition)
            if numbered is None:
                self._show_findings(edition, (*self._findings, *findings))
                return
            job = numbered
            if edition.paged:
                await self._make_draft(edition, job)
            sent = self._exacts.send(
                make_exact, job, edition, self._fontconfig, limit=job.layout_limit
            )
            result = await self._unless_saved(self._exacts, sent)
        except PrintissueError as error:
            self.board.failure = error.message, error.hint
            self.board.changed()
            return
        if result is None:
            return
        self._made[edition.name] = revision
        self._show_exact(edition, job, replace(result, findings=(*findings, *result.findings)))
        if edition.paged and result.pages:
            # the next draft is made from one of the same manuscript with these columns
            self._drafts.send(
                prepare_draft, job, edition, self._fontconfig, result.basis, limit=job.layout_limit
            )

    async def _with_first_folio(
        self, job: Job, edition: Edition
    ) -> tuple[Job | None, tuple[Finding, ...]]:
        """Return the job with its first folio, and the page count that editions without bleed share."""
        if job.publication.pagination != "continuous":
            return job, ()
        if self._first_folio is not None and edition.layout.bleed:
            return replace(job, first_folio=self._first_folio), ()
        found, findings = await asyncio.to_thread(self._count_folios, job)
        self._first_folio = found.first_folio if found else None
        return found, findings

    def _count_folios(self, job: Job) -> tuple[Job | None, tuple[Finding, ...]]:
        cache = BuildCache.of(self._workspace)  # is not saved: a build may be writing it
        reader = issue_reader(self._workspace, self._resources)
        folios = Folios(self._workspace, cache, self._exacts, self._fontconfig, reader)
        return folios.with_first_folio(job)

    async def _make_draft(self, edition: Edition, job: Job) -> None:
        pages = self._pages.setdefault(edition.name, _Pages())
        basis = DraftBasis() if pages.outdated else pages.exact.basis
        sent = self._drafts.send(
            make_draft, job, edition, self._fontconfig, basis, limit=job.layout_limit
        )
        try:
            draft = await _result(self._drafts, sent, str(job.ref))
        except PrintissueError:  # if the exact layout fails as well, it says why
            return
        if draft.printed:
            self._show_draft(edition, job, draft)
        self._drafts.send(gc.collect)

    async def _unless_saved(self, pool: WorkerPool, sent: Sent[ProofResult]) -> ProofResult | None:
        """Return the result of a task, or end it and return None if a file is saved first."""
        task = asyncio.ensure_future(_result(pool, sent, str(self._options.ref)))
        saved = asyncio.ensure_future(self._saved.wait())
        try:
            await asyncio.wait((task, saved), return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for one in (task, saved):
                one.cancel()
            await asyncio.gather(task, saved, return_exceptions=True)

    # what is shown

    def _show_draft(self, edition: Edition, job: Job, draft: ProofResult) -> None:
        """Show the draft of the pages that have changed since the exact layout, and the exact pages otherwise."""
        pages = self._pages[edition.name]
        self.renderer.add(draft.pdf, [page.digest for page in draft.pages.values()])
        shown, printed = [], []
        for number in range(len(draft.printed)):
            is_draft = number in draft.pages
            source = draft if is_draft else pages.exact
            printed.append(source.printed[number])
            shown.append(_shown_page(source, number, job, draft=is_draft))
        pages.printed = printed
        before = self.board.editions.get(edition.name, EditionProof())
        proof = replace(before, status="draft", pages=tuple(shown), revision=self.board.revision)
        self._show(edition, job, proof)

    def _show_exact(self, edition: Edition, job: Job, exact: ProofResult) -> None:
        pages = self._pages.setdefault(edition.name, _Pages())
        findings = (*self._findings, *exact.findings)
        if not exact.pages and not exact.folder:
            self._show_findings(edition, findings)
            return
        pages.exact, pages.printed, pages.outdated = exact, exact.printed, False
        self.renderer.add(exact.pdf, [page.digest for page in exact.pages.values()])
        shown = tuple(_shown_page(exact, number, job) for number in range(len(exact.pages)))
        proof = EditionProof(
            "exact",
            self.board.revision,
            shown,
            findings,
            self._placed(findings, exact.printed),
            exact.notes,
            exact.folder,
        )
        self._show(edition, job, proof)

    def _show(self, edition: Edition, job: Job, proof: EditionProof) -> None:
        safe = job.printer.safe if edition.layout.bleed else 0.0
        self.board.show(edition.name, replace(proof, safe=safe))
        shown = [page.digest for one in self.board.editions.values() for page in one.pages]
        exact = [page.digest for one in self._pages.values() for page in one.exact.pages.values()]
        self.renderer.keep([*shown, *exact])

    def _show_findings(self, edition: Edition, findings: Sequence[Finding]) -> None:
        """Show errors that leave no pages, with the last ones."""
        before = self.board.editions.get(edition.name, EditionProof())
        self._made[edition.name] = self.board.revision
        self.board.show(
            edition.name, replace(before, status="faulty", findings=tuple(findings), placed={})
        )

    def _placed(
        self, findings: Sequence[Finding], printed: Sequence[stage.PrintedPage]
    ) -> dict[Finding, tuple[int, tuple[float, float, float, float]]]:
        """Return the page and area of each finding about a line of the manuscript that is printed."""
        asked = [one for one in findings if one.place.line and one.place.box is None]
        places = self._places if asked else None
        if places is None:
            return {}
        found: dict[tuple[str, int], tuple[int, tuple[float, float, float, float]]] = {}
        for number, page in enumerate(printed, 1):
            for line in page.lines:
                place = places.place_of(line)
                if place is not None and place.line is not None:
                    found.setdefault((place.file, place.line), (number, line.area))
        return {
            one: found[key]
            for one in asked
            if (key := (one.place.file, one.place.line or 0)) in found
        }

    # what the browser asks

    def lines(self, edition: str, page: int) -> Sequence[Mapping[str, Any]]:
        """Return the lines of a page, from 1, with their areas and their places in the manuscript."""
        pages, places = self._pages.get(edition), self._places
        if pages is None or places is None or not 0 < page <= len(pages.printed):
            return []
        return [
            {"area": line.area, "text": line.text, **_as_dict(places.place_of(line))}
            for line in pages.printed[page - 1].lines
        ]

    def plate(self, edition: str, digest: str, ink: str) -> bytes | None:
        """Return a plate of an exact page as a JPEG; None if the page is a draft or has no such plate."""
        exact = self._pages.get(edition, _Pages()).exact
        number = next((n for n, one in exact.pages.items() if one.digest == digest), None)
        if number is None or edition not in plated_editions():
            return None
        with self._plating:
            if digest not in self._plates:
                try:
                    sent = self._exacts.send(make_plates, exact.pdf, number + 1)
                    made = self._exacts.receive(sent, str(self._options.ref))
                except PrintissueError:  # a newer save may have ended the worker
                    return None
                self._plates[digest] = made
                for old in list(self._plates)[:-_MOST_PLATED]:
                    del self._plates[old]
            return self._plates[digest].get(ink)

    def open(self, file: str, line: int, column: int) -> str | None:
        """Open a file that the issue is made from in the editor; see `Workplace`."""
        path = self._workspace.root / file
        inside = any(path.is_relative_to(self._workspace.root / name) for name in _WATCHED)
        if not inside or ".." in path.parts or not self._workspace.contains_file(path):
            return None
        return self._options.editor.open(path, line, column)


def _as_dict(place: Place | None) -> dict[str, object]:
    if place is None:
        return {}
    return {"file": place.file, "line": place.line, "column": place.column, "source": place.text}


def _shown_page(source: ProofResult, number: int, job: Job, *, draft: bool = False) -> ShownPage:
    page, printed = source.pages[number], source.printed[number]
    headings = [one.text for one in printed.lines if one.is_heading]
    texts = headings or [one.text for one in printed.lines if one.text][:3]
    return ShownPage(
        page.digest,
        page.size,
        page.bleed,
        str(job.first_folio + number),
        " ".join(texts),
        draft,
        printed.type_area,
        printed.columns,
        printed.grid,
    )


async def _result(pool: WorkerPool, sent: Sent[T], what: str) -> T:
    """Return the result of a task, when it is finished. If it is cancelled, its worker ends."""
    waiting = asyncio.wrap_future(sent.future)
    try:
        await asyncio.wait((waiting,))
    except asyncio.CancelledError:
        sent.future.cancel()
        raise
    waiting.exception()
    return pool.receive(sent, what)
