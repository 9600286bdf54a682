"""FinishedFiles: the finished files of a year's issues, as they lie in output/ or set anew."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from printissue.assets.resources import Resources
from printissue.core.limits import Limits
from printissue.core.workspace import Workspace
from printissue.model.editions import EDITIONS
from printissue.pipeline.cache import Ledger
from printissue.pipeline.folios import Folios, Read
from printissue.pipeline.gathering import OldPiece, Year
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.output import put_out
from printissue.pipeline.reporting import Reporter
from printissue.pipeline.work import make
from printissue.pipeline.workers import WorkerPool

Form = Literal["archive", "screen"]


@dataclass(frozen=True, slots=True)
class FinishedFiles:
    """What volumes are made from and with: a workspace, its presses, and who is told; `read` reads an issue."""

    workspace: Workspace
    reporter: Reporter
    room: WorkerPool
    resources: Resources
    fontconfig: Path
    read: Read
    limits: Limits
    strict: bool = False

    def contents(self, year: Year, form: Form) -> dict[str, bytes | Path] | None:
        """Return the issues' finished files of a form by key; None where one cannot be made.

        A file in output/ is used as it is while everything that it was made from is the same, else it is made again.
        """
        ledger = Ledger.of(self.workspace)
        folios = Folios(self.workspace, ledger, self.room, self.fontconfig, self.read)
        contents: dict[str, bytes | Path] = {}
        waiting = []
        for piece in year.pieces:
            if isinstance(piece, OldPiece):
                contents[piece.ref.key] = piece.intake.content
                continue
            job, findings = folios.begin(piece)
            self.reporter.found(findings)
            if job is None:
                return None
            target = self.workspace.output_file(job.ref, form)
            if ledger.holds(job, form, target):
                contents[job.ref.key] = target
            else:
                edition, limit = EDITIONS[form], job.layout_limit
                sent = self.room.send(make, job, (edition,), self.fontconfig, limit=limit)
                waiting.append((job, sent))
        for job, sent in waiting:
            self.reporter.stage(job.ref, "setting pages")
            made = self._received(job, self.room.receive(sent, str(job.ref)), ledger)
            if made is None:
                return None
            contents[job.ref.key] = made
        ledger.save()
        return contents

    def _received(self, job: Job, pressed: LayoutResult, ledger: Ledger) -> Path | None:
        """Put out what was made of an issue, as `build` does, and return its file."""
        made = put_out(self.workspace, job, [pressed], strict=self.strict, reporter=self.reporter)
        ledger.record(job, files=pressed.files)
        return made[0].path if made else None
