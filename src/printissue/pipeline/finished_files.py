"""The finished files of a year's issues: from output/, or built again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from printissue.assets.resources import Resources
from printissue.core.limits import Limits
from printissue.core.workspace import Workspace
from printissue.model.editions import EDITIONS
from printissue.model.volumes import Form
from printissue.pipeline.cache import BuildCache
from printissue.pipeline.edition_store import load_edition
from printissue.pipeline.fingerprint import edition_key
from printissue.pipeline.folios import Folios, Read
from printissue.pipeline.gathering import BackIssueJob, Year
from printissue.pipeline.issue import make_editions
from printissue.pipeline.job import LayoutResult
from printissue.pipeline.making import Issue, damage_noted, write_editions
from printissue.pipeline.options import NO_CHOICE
from printissue.pipeline.reporting import Reporter
from printissue.pipeline.workers import Sent, WorkerPool


@dataclass(frozen=True, slots=True)
class FinishedFiles:
    """The finished files of issues in a workspace, and what volumes are made with; `read` reads an issue."""

    workspace: Workspace
    reporter: Reporter
    workers: WorkerPool
    resources: Resources
    fontconfig: Path
    read: Read
    limits: Limits
    strict: bool = False

    def contents(self, year: Year, form: Form) -> dict[str, bytes | Path] | None:
        """Return the issues' finished files of a form, by key; None if one cannot be built.

        A file in output/ is used if everything it was built from is unchanged; else it is built again.
        """
        with BuildCache.of(self.workspace).saved() as cache:
            return self._contents(year, form, cache)

    def _contents(
        self, year: Year, form: Form, cache: BuildCache
    ) -> dict[str, bytes | Path] | None:
        folios = Folios(self.workspace, cache, self.workers, self.fontconfig, self.read)
        contents: dict[str, bytes | Path] = {}
        waiting: list[tuple[Issue, Sequence[Sent[LayoutResult]]]] = []
        for issue in year.issues:
            if isinstance(issue, BackIssueJob):
                contents[issue.ref.key] = issue.repaired.content
                continue
            job, findings = folios.with_first_folio(issue)
            self.reporter.found(findings)
            if job is None:
                return None
            edition = EDITIONS[form]
            target = self.workspace.output_folder(job.ref) / edition.file_name(job.ref)
            if cache.holds(job.ref, edition, edition_key(job, edition, cache.toolchain)):
                contents[job.ref.key] = target
                continue
            stored = load_edition(job, edition, cache, damage_noted(self.reporter))
            if stored is not None:
                waiting.append((Issue(job, NO_CHOICE, restored=(stored,)), ()))
            else:
                limit = job.layout_limit
                sent = self.workers.send(
                    make_editions, job, (edition,), self.fontconfig, limit=limit
                )
                waiting.append((Issue(job, NO_CHOICE), (sent,)))
        for one, layouts in waiting:
            ref = one.job.ref
            self.reporter.stage(ref, "setting pages")
            results = [self.workers.receive(sent, str(ref)) for sent in layouts]
            made = self._written(one, results, cache)
            if made is None:
                return None
            contents[ref.key] = made
        return contents

    def _written(
        self, issue: Issue, results: Sequence[LayoutResult], cache: BuildCache
    ) -> Path | None:
        """Write the finished file of an issue, as `build` does, and return its path."""
        made = write_editions(
            self.workspace,
            issue,
            results,
            cache,
            strict=self.strict,
            reporter=self.reporter,
        )
        return made[0].path if made else None
