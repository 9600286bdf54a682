"""Verify what back issues claim about PDF/A and PDF/UA, before their volume makes the same claims."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from printissue.core.files import temporary_folder
from printissue.core.limits import LIMITS as USUAL
from printissue.core.limits import Limit
from printissue.pipeline.gathering import BackIssueJob
from printissue.preflight.claim_verification import (
    VerifiedClaims,
    confirm_with_verapdf,
    verify_claims,
)
from printissue.volume import ProvenClaims
from printissue.volume.back_issues import REPAIR_LIMITS, RepairLimits, run_sandboxed

_REBUILT = "was too damaged to be verified"


def proofs_of(
    pieces: Sequence[BackIssueJob], limit: Limit = USUAL.preflight
) -> dict[str, VerifiedClaims]:
    """Return by key the claims of each back issue, and the reasons against them.

    The copies that are bound are examined, each in a process of its own; then veraPDF checks all of them in one run. A
    claim of PDF/A is also untrue if content that PDF/A forbids was removed from the copy.
    """
    limits = replace(REPAIR_LIMITS, seconds=limit.seconds, memory=limit.memory)
    with temporary_folder() as folder:
        files = {piece.ref.key: folder / f"{piece.ref.key}.pdf" for piece in pieces}
        proofs: dict[Path, VerifiedClaims] = {}
        for piece in pieces:
            file = files[piece.ref.key]
            file.write_bytes(piece.repaired.content)
            proofs[file] = _proof(piece, file, limits)
        confirmed = confirm_with_verapdf(proofs)
    return {key: confirmed[file] for key, file in files.items()}


def _proof(piece: BackIssueJob, file: Path, limits: RepairLimits) -> VerifiedClaims:
    answer = run_sandboxed(verify_claims, file, file.name, limits=limits)
    if not isinstance(answer, VerifiedClaims):
        reason = (f"its claims could not be examined ({answer.detail or answer.cause})",)
        return VerifiedClaims(archive=reason, access=reason)
    removed = tuple(f"it held {what}, which was removed" for what in piece.repaired.forbidden)
    if removed and any(claim.startswith("PDF/A") for claim in answer.claims):
        answer = replace(answer, archive=(*removed, *answer.archive))
    if piece.repaired.rebuilt:
        answer = replace(answer, archive=(_REBUILT,), access=(_REBUILT,))
    return answer


def proven_claims(proof: VerifiedClaims) -> ProvenClaims:
    """Return which claims are verified, in the terms of a volume."""
    archive = _claim(proof, "PDF/A-")
    access = _claim(proof, "PDF/UA-")
    level: Literal["", "B", "U", "A"] = ""
    if archive and not proof.archive:
        level = {"b": "B", "u": "U", "a": "A"}.get(archive[-1], "")  # type: ignore[assignment]
    return ProvenClaims(
        level,
        access == "PDF/UA-1" and not proof.access,
        _why(archive, proof.archive),
        _why(access, proof.access),
    )


def unproved(proof: VerifiedClaims) -> dict[str, tuple[str, ...]]:
    """Return the claims that are not verified, with the reasons."""
    pairs = ((_claim(proof, "PDF/A-"), proof.archive), (_claim(proof, "PDF/UA-"), proof.access))
    return {claim: reasons for claim, reasons in pairs if claim and reasons}


def _claim(proof: VerifiedClaims, kind: str) -> str:
    return next((one for one in proof.claims if one.startswith(kind)), "")


def _why(claim: str, reasons: Sequence[str]) -> str:
    if not reasons or reasons[0] == _REBUILT:
        return _REBUILT if reasons else ""
    more = f", and {len(reasons) - 1} more reasons in the manifest" if len(reasons) > 1 else ""
    return f"claims {claim or 'it'}, but {reasons[0]}{more}"
