"""Bind the issues of a year as one volume, with front and back matter.

gather the issues -> their finished files, built again if outdated -> verify the claims of back issues
-> lay out front and back matter -> bind -> write
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
from printissue.model.editions import EDITIONS
from printissue.model.volumes import MAIN_FORM, Form, Volume
from printissue.pdf.passwords import Passwords
from printissue.pdf.save import opened
from printissue.pipeline.claims import proofs_of, proven_claims, unproved
from printissue.pipeline.finished_files import FinishedFiles
from printissue.pipeline.gathering import BackIssueJob, Year, YearRef, gather
from printissue.pipeline.job import Job, LayoutResult
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


@dataclass(frozen=True, slots=True)
class VolumeOptions:
    """The volume to bind and its form; whether issues may be missing, and whether a bag is made."""

    ref: YearRef
    form: Form = MAIN_FORM
    allow_gaps: bool = False
    bag: bool = False
    strict: bool = False


@dataclass(slots=True)
class Binder:
    """Binds one volume."""

    files: FinishedFiles
    options: VolumeOptions
    passwords: Passwords

    def bind(self) -> list[Made]:
        """Bind the volume; return nothing if there are errors."""
        self._stage("reading")
        ref, options = self.options.ref, self.options
        year, findings = gather(
            self.files.workspace,
            ref,
            self.files.resources,
            allow_gaps=options.allow_gaps,
            passwords=self.passwords,
        )
        self.files.reporter.found(findings)
        if year is None or has_errors(findings, strict=options.strict):
            return []
        contents = self.files.contents(year, options.form)
        if contents is None:
            return []
        self._stage("verifying what back issues claim")
        limits, _ = manuscript.read_limits(self.files.workspace)
        old = [one for one in year.issues if isinstance(one, BackIssueJob)]
        proofs = proofs_of(old, limits.preflight)
        self._stage("setting the volume's own pages")
        volume = describe_volume(ref, year, contents)
        own_pages = self._own_pages(year, volume)
        if own_pages is None:
            return []
        return self._bound(year, volume, contents, own_pages=own_pages, proofs=proofs)

    def _stage(self, what: str) -> None:
        self.files.reporter.stage(_as_ref(self.options.ref), what)

    def _own_pages(self, year: Year, volume: Volume) -> Mapping[str, LayoutResult] | None:
        """Lay out the front matter, and the back matter if there is any; return None if there are errors.

        With continuous folios, the back matter continues from the last issue. It begins on a right-hand page.
        """
        record = volume_record([volume], year.publication, title=_title(volume, year))
        front = VolumePagesJob(
            "front",
            (volume,),
            year.publication,
            year.theme_files,
            self.files.resources.for_theme(year.publication.theme),
            record,
            self.options.form,
            limits=self.files.limits,
        )
        own_pages = {"front": self._lay_out(front)}
        if volume.indexed:
            volume = replace(volume, front_pages=own_pages["front"].pages)
            back = replace(
                front,
                part="back",
                volumes=(volume,),
                first_folio=_first_of_back(volume),
                blank_first=_blank_before_back(volume),
            )
            own_pages["back"] = self._lay_out(back)
        self.files.reporter.found([one for pages in own_pages.values() for one in pages.findings])
        strict = self.options.strict
        failed = any(has_errors(one.findings, strict=strict) for one in own_pages.values())
        return None if failed else own_pages

    def _lay_out(self, job: VolumePagesJob) -> LayoutResult:
        return lay_out_pages(self.files.workers, job, self.files.fontconfig)

    def _bound(
        self,
        year: Year,
        volume: Volume,
        contents: Mapping[str, bytes | Path],
        *,
        own_pages: Mapping[str, LayoutResult],
        proofs: Mapping[str, VerifiedClaims],
    ) -> list[Made]:
        """Bind all pieces, and write the volume with its manifest."""
        self._stage("binding")
        ref, form, title = self.options.ref, self.options.form, _title(volume, year)
        record = volume_record([volume], year.publication, title=title)
        name = manifests.volume_name(ref.publication, ref.year, form)
        pieces = self._pieces(year, volume, contents, own_pages=own_pages, proofs=proofs)
        content, bound, findings = binder.bind(
            pieces, binder.BindingOptions(record, title, name, EDITIONS[form].claims)
        )
        self.files.reporter.found(findings)
        if has_errors(findings, strict=self.options.strict):
            return []
        folder = self.files.workspace.volume_folder(ref.publication, ref.year)
        old, _ = manifests.read(folder)
        new = _manifest(
            self.files.workspace,
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
            inputs=self.files.workspace.back_issue_pdfs(),
        )
        made = [Made(_as_ref(ref), f"{form} volume", target, bound.pages, len(content))]
        self.files.reporter.made(made[0])
        if self.options.bag:
            self._stage("packing the bag")
            bag, findings = make_bag(folder, manifest, root=self.files.workspace.root)
            self.files.reporter.found(findings)
            if bag is not None:
                size = sum(one.stat().st_size for one in bag.rglob("*") if one.is_file())
                made.append(Made(_as_ref(ref), "bag", bag, 0, size))
                self.files.reporter.made(made[-1])
        return made

    def _pieces(
        self,
        year: Year,
        volume: Volume,
        contents: Mapping[str, bytes | Path],
        *,
        own_pages: Mapping[str, LayoutResult],
        proofs: Mapping[str, VerifiedClaims],
    ) -> list[binder.PartFile]:
        """Return the pieces of the volume in order, with their page labels."""
        form, language = self.options.form, year.publication.language
        resources = self.files.resources.for_theme(year.publication.theme)
        label = html.catalogue(resources, language)
        volume = replace(volume, front_pages=own_pages["front"].pages)
        labels: dict[str, tuple[binder.PageLabel, ...]] = {
            "front": (binder.PageLabel(0, "r"),),
            "back": _back_labels(volume),
        }
        front, *back = (
            binder.PartFile(
                key=kind,
                title=label(f"{kind}_matter"),
                content=own_pages[kind].files[form],
                language=language,
                kind=kind,  # type: ignore[arg-type]
                labels=labels[kind],
            )
            for kind in own_pages
        )
        issues = [
            self._issue_piece(piece, contents[piece.ref.key], proofs.get(piece.ref.key))
            for piece in year.issues
        ]
        return [front, *issues, *back]

    def _issue_piece(
        self, piece: Job | BackIssueJob, content: bytes | Path, proof: VerifiedClaims | None
    ) -> binder.PartFile:
        """Return an issue as a piece; findings name a back issue by its PDF."""
        workspace, source = self.files.workspace, ""
        headings: tuple[tuple[str, int], ...] = ()
        if isinstance(piece, BackIssueJob):
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
    form: Form,
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
        date=max(piece.issue.day for piece in year.issues).isoformat(),
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
        for piece in year.issues
        if isinstance(piece, BackIssueJob)
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
    old: BackIssueJob | None,
    proofs: Mapping[str, VerifiedClaims],
) -> manifests.Part:
    lies = piece.content if isinstance(piece.content, Path) else None
    original, proof = None, VerifiedClaims()
    if old:
        proof = proofs.get(old.ref.key, proof)
        file = workspace.relative(workspace.back_issue_pdf(old.ref))
        original = manifests.Original(file, old.repaired.sha256)
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
        repairs=old.repaired.repairs if old else (),
        removals=old.repaired.removals if old else (),
        claimed=proof.claims,
        unproved=unproved(proof),
        examined_by=proof.by,
    )


def _bookmark(piece: Job | BackIssueJob) -> str:
    """Return the title of an issue's bookmark: its date and title, or only a title that includes the date."""
    date = html.issue_date(piece.issue.date, piece.language)
    title = piece.issue.title
    return html.plain(title if date in title else f"{date} · {title}", piece.language)


def _first_of_back(volume: Volume) -> int:
    """Return the first folio of the back matter: the next odd one, as on every right-hand page.

    It follows the issues' folios if they are continuous, else those of the front matter.
    """
    after = volume.front_pages + 1
    if volume.continuous:
        after = int(volume.issues[-1].span.last_folio) + 1
    return after + (after + 1) % 2


def _blank_before_back(volume: Volume) -> bool:
    """Return whether the back matter would begin on a left-hand page of the file."""
    return (volume.front_pages + sum(one.span.last + 1 for one in volume.issues)) % 2 == 1


def _back_labels(volume: Volume) -> tuple[binder.PageLabel, ...]:
    """Return the page labels of the back matter; a blank page before it has none."""
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
    """Read `PUBLICATION/YEAR`. Raise UsageError if it is not valid."""
    publication, slash, year = name.strip("/").partition("/")
    if not slash or not re.fullmatch("[0-9]{4}", year) or key_fault(publication):
        raise UsageError(f"{name!r} is not the name of a volume", "for example imprint/2025")
    return YearRef(publication, year)
