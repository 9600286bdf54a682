"""Recording: what was bound into a volume, for its manifest."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from printissue.core.workspace import Workspace
from printissue.pdf.save import opened
from printissue.pipeline.gathering import OldPiece, Year, YearRef
from printissue.pipeline.proving import unproved
from printissue.preflight.claim_verification import VerifiedClaims
from printissue.volume import Bound, Piece, PieceRange
from printissue.volume import manifest as manifests
from printissue.volume.places import folios


def manifest_of(
    workspace: Workspace,
    ref: YearRef,
    year: Year,
    *,
    pieces: Sequence[Piece],
    bound: Bound,
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
    pieces: Sequence[Piece],
    bound: Bound,
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
    piece: Piece,
    pages: PieceRange,
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
