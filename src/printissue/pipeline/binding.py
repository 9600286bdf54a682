"""Binding: the issues of a year become one volume, with its own pages before and after them.

gather -> issues' archive files, set anew where they are not as they were -> front and back matter -> bindery -> output
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from printissue import (
    html,
    manuscript,
)
from printissue import (
    volume as binder,
)
from printissue.core.errors import UsageError
from printissue.core.files import write_files
from printissue.core.findings import has_errors
from printissue.core.keys import key_fault
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.cross_references import archive_name
from printissue.model.volumes import Volume
from printissue.pdf.passwords import Passwords
from printissue.pdf.save import opened
from printissue.pipeline.finished_files import FinishedFiles
from printissue.pipeline.gathering import OldPiece, Year, YearRef, gather
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.proving import proofs_of, proven_claims, unproved
from printissue.pipeline.reporting import Made
from printissue.pipeline.volume_pages import (
    VolumePagesJob,
    describe_volume,
    lay_out_pages,
    volume_record,
)
from printissue.preflight.claim_verification import VerifiedClaims
from printissue.volume import BindingResult, PartFile, PartRange
from printissue.volume import manifest as manifests
from printissue.volume.bag import make_bag
from printissue.volume.places import folios

Form = Literal["archive", "screen"]


@dataclass(frozen=True, slots=True)
class VolumeOptions:
    """Which volume is wanted, in which form; whether it may lack issues, and whether a bag is made of it."""

    ref: YearRef
    form: Form = "archive"
    allow_gaps: bool = False
    bag: bool = False
    strict: bool = False


@dataclass(slots=True)
class Binder:
    """One binding: what is ordered, what supplies it, and what opens encrypted old issues."""

    supply: FinishedFiles
    order: VolumeOptions
    passwords: Passwords

    def bind(self) -> list[Made]:
        """Bind the volume that is ordered; nothing is made where a finding forbids it."""
        self._stage("reading")
        ref, order = self.order.ref, self.order
        year, findings = gather(
            self.supply.workspace,
            ref,
            self.supply.resources,
            allow_gaps=order.allow_gaps,
            passwords=self.passwords,
        )
        self.supply.reporter.found(findings)
        if year is None or has_errors(findings, strict=order.strict):
            return []
        contents = self.supply.contents(year, order.form)
        if contents is None:
            return []
        self._stage("examining what old issues claim")
        limits, _ = manuscript.read_limits(self.supply.workspace)
        old = [one for one in year.pieces if isinstance(one, OldPiece)]
        proofs = proofs_of(old, limits.preflight)
        self._stage("setting the volume's own pages")
        volume = describe_volume(ref, year, contents)
        halves = self._halves(year, volume)
        if halves is None:
            return []
        return self._bound(year, volume, contents, halves=halves, proofs=proofs)

    def _stage(self, what: str) -> None:
        self.supply.reporter.stage(_as_ref(self.order.ref), what)

    def _halves(self, year: Year, volume: Volume) -> Mapping[str, LayoutResult] | None:
        """Set the front matter, and the back matter where there is any.

        Where folios go on, the back counts from the last issue's. It begins on a right-hand page.
        """
        record = volume_record([volume], year.publication, title=_title(volume, year))
        front = VolumePagesJob(
            "front",
            (volume,),
            year.publication,
            year.theme_files,
            self.supply.resources.for_theme(year.publication.theme),
            record,
            self.order.form,
            limits=self.supply.limits,
        )
        pressed = {"front": self._set(front)}
        if volume.indexed:
            volume = replace(volume, front_pages=pressed["front"].pages)
            back = replace(
                front,
                half="back",
                volumes=(volume,),
                first_folio=_first_of_back(volume),
                blank_first=_blank_before_back(volume),
            )
            pressed["back"] = self._set(back)
        self.supply.reporter.found([one for half in pressed.values() for one in half.findings])
        strict = self.order.strict
        failed = any(has_errors(one.findings, strict=strict) for one in pressed.values())
        return None if failed else pressed

    def _set(self, job: VolumePagesJob) -> LayoutResult:
        return lay_out_pages(self.supply.workers, job, self.supply.fontconfig)

    def _bound(
        self,
        year: Year,
        volume: Volume,
        contents: Mapping[str, bytes | Path],
        *,
        halves: Mapping[str, LayoutResult],
        proofs: Mapping[str, VerifiedClaims],
    ) -> list[Made]:
        """Bind all pieces, and put the volume out with its manifest."""
        self._stage("binding")
        ref, form, title = self.order.ref, self.order.form, _title(volume, year)
        record = volume_record([volume], year.publication, title=title)
        name = manifests.volume_name(ref.publication, ref.year, form)
        pieces = self._pieces(year, volume, contents, halves=halves, proofs=proofs)
        content, bound, findings = binder.bind(
            pieces, binder.BindingOptions(record, title, name, form)
        )
        self.supply.reporter.found(findings)
        if has_errors(findings, strict=self.order.strict):
            return []
        folder = self.supply.workspace.volume_folder(ref.publication, ref.year)
        old, _ = manifests.read(folder)
        new = _manifest(
            self.supply.workspace,
            ref,
            year,
            pieces=pieces,
            bound=bound,
            content=content,
            form=form,
            proofs=proofs,
        )
        manifest = manifests.merged(old, new)
        target = folder / name
        write_files(
            {target: content, folder / manifests.FILE: manifests.as_json(manifest)},
            inputs=self.supply.workspace.back_issue_pdfs(),
        )
        made = [Made(_as_ref(ref), f"{form} volume", target, bound.pages, len(content))]
        self.supply.reporter.made(made[0])
        if self.order.bag:
            self._stage("packing the bag")
            bag, findings = make_bag(folder, manifest, root=self.supply.workspace.root)
            self.supply.reporter.found(findings)
            if bag is not None:
                size = sum(one.stat().st_size for one in bag.rglob("*") if one.is_file())
                made.append(Made(_as_ref(ref), "bag", bag, 0, size))
                self.supply.reporter.made(made[-1])
        return made

    def _pieces(
        self,
        year: Year,
        volume: Volume,
        contents: Mapping[str, bytes | Path],
        *,
        halves: Mapping[str, LayoutResult],
        proofs: Mapping[str, VerifiedClaims],
    ) -> list[binder.PartFile]:
        """List what is bound, in order, with the labels of its pages."""
        form, language = self.order.form, year.publication.language
        resources = self.supply.resources.for_theme(year.publication.theme)
        label = html.catalogue(resources, language)
        volume = replace(volume, front_pages=halves["front"].pages)
        labels: dict[str, tuple[binder.PageLabel, ...]] = {
            "front": (binder.PageLabel(0, "r"),),
            "back": _back_labels(volume),
        }
        front, *back = (
            binder.PartFile(
                key=half,
                title=label(f"{half}_matter"),
                content=halves[half].files[form],
                language=language,
                kind=half,  # type: ignore[arg-type]
                labels=labels[half],
            )
            for half in halves
        )
        issues = [
            self._issue_piece(piece, contents[piece.ref.key], proofs.get(piece.ref.key))
            for piece in year.pieces
        ]
        return [front, *issues, *back]

    def _issue_piece(
        self, piece: Job | OldPiece, content: bytes | Path, proof: VerifiedClaims | None
    ) -> binder.PartFile:
        """Make a piece of an issue; findings call an old one by its PDF."""
        workspace, source = self.supply.workspace, ""
        headings: tuple[tuple[str, int], ...] = ()
        if isinstance(piece, OldPiece):
            headings = tuple((one.title, one.page) for one in piece.issue.headings)
            source = workspace.relative(workspace.back_issue_pdf(piece.ref))
        return binder.PartFile(
            key=f"{piece.ref.publication}-{piece.ref.key}",
            title=_bookmark(piece),
            content=content,
            language=piece.language,
            file=archive_name(piece.ref),
            source=source,
            proven=proven_claims(proof) if proof else None,
            headings=headings,
        )


def _manifest(
    workspace: Workspace,
    ref: YearRef,
    year: Year,
    *,
    pieces: Sequence[PartFile],
    bound: BindingResult,
    content: bytes,
    form: manifests.Form,
    proofs: Mapping[str, VerifiedClaims],
) -> manifests.Manifest:
    """Describe a volume that was bound in one form: its file, each part's pages, digests and repairs."""
    entry = manifests.Entry(
        form=form,
        file=manifests.volume_name(ref.publication, ref.year, form),
        sha256=manifests.sha256_of(content),
        pages=bound.pages,
        claims=tuple(sorted(bound.claims)),
        parts=_parts(workspace, year, content, pieces=pieces, bound=bound, proofs=proofs),
        lacks=year.lacks,
        tools=manifests.tools(),
    )
    return manifests.Manifest(
        publication=ref.publication,
        year=ref.year,
        title=f"{year.publication.title} {ref.year}",
        publisher=year.publication.publisher,
        date=max(piece.issue.day for piece in year.pieces).isoformat(),
        volumes=(entry,),
        issn=year.publication.issn or "",
    )


def _parts(
    workspace: Workspace,
    year: Year,
    content: bytes,
    *,
    pieces: Sequence[PartFile],
    bound: BindingResult,
    proofs: Mapping[str, VerifiedClaims],
) -> tuple[manifests.Part, ...]:
    with opened(content) as pdf:
        printed = folios(pdf)
    old = {
        f"{piece.ref.publication}-{piece.ref.key}": piece
        for piece in year.pieces
        if isinstance(piece, OldPiece)
    }
    return tuple(
        _part(workspace, piece, pages, printed=printed, old=old.get(piece.key), proofs=proofs)
        for piece, pages in zip(pieces, bound.ranges, strict=True)
    )


def _part(
    workspace: Workspace,
    piece: PartFile,
    pages: PartRange,
    *,
    printed: Sequence[str],
    old: OldPiece | None,
    proofs: Mapping[str, VerifiedClaims],
) -> manifests.Part:
    lies = piece.content if isinstance(piece.content, Path) else None
    original, proof = None, VerifiedClaims()
    if old:
        proof = proofs.get(old.ref.key, proof)
        file = workspace.relative(workspace.back_issue_pdf(old.ref))
        original = manifests.Original(file, old.intake.sha256)
    return manifests.Part(
        key=piece.key,
        title=piece.title,
        kind=piece.kind,
        sha256=manifests.sha256_of(piece.content),
        first_page=pages.first,
        last_page=pages.last,
        file=workspace.relative(lies) if lies else "",
        first_folio=printed[pages.first - 1],
        last_folio=printed[pages.last - 1],
        original=original,
        repairs=old.intake.repairs if old else (),
        removals=old.intake.removals if old else (),
        claimed=proof.claims,
        unproved=unproved(proof),
        examined_by=proof.by,
    )


def _bookmark(piece: Job | OldPiece) -> str:
    """Name an issue in the bookmarks: its date and its title, once where the title says the date."""
    date = html.issue_date(piece.issue.date, piece.language)
    title = piece.issue.title
    return html.plain(title if date in title else f"{date} · {title}", piece.language)


def _first_of_back(volume: Volume) -> int:
    """Return the first folio of the back matter: the next odd one, as on every right-hand page.

    It follows the issues' folios where they go on, else those of the front matter.
    """
    after = volume.front_pages + 1
    if volume.continuous:
        after = int(volume.issues[-1].span.last_folio) + 1
    return after + (after + 1) % 2


def _blank_before_back(volume: Volume) -> bool:
    """Return whether the back matter would begin on a left-hand page of the file."""
    return (volume.front_pages + sum(one.span.last + 1 for one in volume.issues)) % 2 == 1


def _back_labels(volume: Volume) -> tuple[binder.PageLabel, ...]:
    """Return the labels of the back matter's pages; a blank page before it bears none."""
    style: Literal["D", "r"] = "D" if volume.continuous else "r"
    first = _first_of_back(volume)
    if not _blank_before_back(volume):
        return (binder.PageLabel(0, style, first),)
    return binder.PageLabel(0, ""), binder.PageLabel(1, style, first)


def _title(volume: Volume, year: Year) -> str:
    return f"{year.publication.title} {volume.year}"


def _as_ref(ref: YearRef) -> IssueRef:
    return IssueRef(ref.publication, ref.year)


def parse_year(name: str) -> YearRef:
    """Read `PUBLICATION/YEAR`. Raise UsageError where it is not one."""
    publication, slash, year = name.strip("/").partition("/")
    if not slash or not re.fullmatch("[0-9]{4}", year) or key_fault(publication):
        raise UsageError(f"{name!r} is not the name of a volume", "for example imprint/2025")
    return YearRef(publication, year)
