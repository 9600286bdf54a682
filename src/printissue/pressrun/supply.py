"""Supply: the finished files of a year's issues, as they lie in output/ or set anew."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from printissue.editions import EDITIONS
from printissue.findings import has_errors
from printissue.job import Job, Pressed
from printissue.limits import Limits
from printissue.pressroom import Pressroom
from printissue.pressrun.folios import Folios, Read
from printissue.pressrun.gathering import OldPiece, Year
from printissue.pressrun.ledger import Ledger
from printissue.pressrun.output import put_out
from printissue.pressrun.reporting import Reporter
from printissue.pressrun.work import make
from printissue.typecase import Typecase
from printissue.workspace import Workspace

Form = Literal["archive", "screen"]


@dataclass(frozen=True, slots=True)
class Supply:
    """What volumes are made from and with: a workspace, its presses, and who is told; `read` reads an issue."""

    workspace: Workspace
    reporter: Reporter
    room: Pressroom
    typecase: Typecase
    fontconfig: Path
    read: Read
    limits: Limits
    strict: bool = False

    def contents(self, year: Year, form: Form) -> dict[str, bytes | Path] | None:
        """Give the issues' finished files by key; None where one cannot be made.

        Archive files lie in output/, and are set anew where they are not what they were made from. A screen volume
        is bound from files that keep their links to other issues, which those for download do not.
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
            target = self.workspace.target(job.ref, "archive")
            if form == "archive" and ledger.holds(job, "archive", target):
                contents[job.ref.key] = target
            else:
                job = replace(job, bound=form == "screen")
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

    def _received(self, job: Job, pressed: Pressed, ledger: Ledger) -> bytes | Path | None:
        """Take what the press made of an issue; an archive file is put out, as `build` does."""
        if job.bound:
            self.reporter.found(pressed.findings)
            failed = has_errors(pressed.findings, strict=self.strict)
            return None if failed else pressed.files["screen"]
        made = put_out(self.workspace, job, [pressed], strict=self.strict, reporter=self.reporter)
        ledger.record(job, files=pressed.files)
        return made[0].path if made else None
