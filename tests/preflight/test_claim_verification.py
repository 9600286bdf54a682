"""Claims of PDF/A and PDF/UA are believed if they are true, and not if there is a single objection.

Pairs: an honest file, and the same with one fault planted.
"""

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

from backissuefiles import put, written
from pdfmaker import PROFILE as FOGRA
from pdfmaker import font, saved, set_packet, tagged
from printissue.core.workspace import IssueRef
from printissue.pipeline.claims import proofs_of, proven_claims, unproved
from printissue.pipeline.gathering import BackIssueJob
from printissue.preflight import claim_verification, verapdf
from printissue.preflight.claim_verification import (
    VerifiedClaims,
    confirm_with_verapdf,
    verify_claims,
)
from printissue.volume.back_issues import repair_back_issue

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
CLAIMS = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
RAW = pikepdf.StreamDecodeLevel.none
GOLD = Dictionary(
    FunctionType=2, N=1, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([0, 0, 1, 0])
)
Change = Callable[[pikepdf.Pdf], object]


@pytest.fixture(autouse=True)
def _without_verapdf(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PRINTISSUE_VERAPDF", str(tmp_path_factory.mktemp("none")))


def honest(change: Change | None = None, claims: dict[str, str] = CLAIMS) -> bytes:
    """Return a tagged file whose claims are true by our own rules."""
    with pikepdf.open(io.BytesIO(tagged().close())) as pdf:
        profile = pdf.make_stream(SRGB, N=3)
        pdf.Root.OutputIntents = Array(
            [
                Dictionary(
                    Type=Name.OutputIntent, S=Name.GTS_PDFA1, DestOutputProfile=profile,
                    OutputConditionIdentifier=String("sRGB"),
                )
            ]
        )  # fmt: skip
        pdf.pages[0].obj.Annots[0].F = 4
        set_packet(pdf, claims)
        if change:
            change(pdf)
        return saved(pdf, "1.7", compress_streams=False, stream_decode_level=RAW)


def verified(folder: Path, content: bytes) -> VerifiedClaims:
    return verify_claims(put(folder, content), "old.pdf")


def bound(folder: Path, content: bytes, **choices: object) -> VerifiedClaims:
    """Add a file as a back issue, and examine the copy."""
    intake, findings = repair_back_issue(put(folder, content), name="old.pdf", **choices)
    assert intake is not None, findings
    issue = SimpleNamespace()
    piece = BackIssueJob(IssueRef("news", "2019-03"), issue, "en", intake)  # type: ignore[arg-type]
    return proofs_of([piece])["2019-03"]


def test_true_claims_are_believed(tmp_path: Path) -> None:
    for proof in (verified(tmp_path, honest()), bound(tmp_path, honest())):
        assert proof == VerifiedClaims(("PDF/A-3a", "PDF/UA-1"), by=("printissue",))
        assert (proven_claims(proof).level, proven_claims(proof).accessible) == ("A", True)
        assert unproved(proof) == {}


@pytest.mark.parametrize(
    ("claims", "level", "accessible"),
    [
        ({}, "", False),
        ({"pdfuaid:part": "1"}, "", True),
        ({"pdfuaid:part": "2"}, "", False),
        ({"pdfaid:part": "2", "pdfaid:conformance": "B"}, "B", False),
        ({"pdfaid:part": "2", "pdfaid:conformance": "U"}, "U", False),
        ({"pdfaid:part": "3", "pdfaid:conformance": "a"}, "A", False),
        ({"pdfaid:part": "4"}, "", False),
        ({"pdfaid:part": "3"}, "", False),
        ({"pdfaid:part": "3", "pdfaid:conformance": "X"}, "", False),
    ],
)
def test_only_claims_are_believed(
    tmp_path: Path, claims: dict[str, str], level: str, accessible: bool
) -> None:
    found = proven_claims(verified(tmp_path, honest(claims=claims)))
    assert (found.level, found.accessible) == (level, accessible)


def page(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.pages[0].obj


def add(pdf: pikepdf.Pdf, content: str) -> None:
    """Draw further content as an artifact."""
    more = pdf.make_stream(f"/Artifact BMC {content} EMC".encode())
    page(pdf).Contents = Array([page(pdf).Contents, more])


def bare(pdf: pikepdf.Pdf) -> None:
    page(pdf).Contents = pdf.make_stream(b"BT /F1 11 Tf 30 500 Td (Bare) Tj ET")


def unembedded(pdf: pikepdf.Pdf) -> None:
    del page(pdf).Resources.Font.F1.FontDescriptor.FontFile2


def helvetica(pdf: pikepdf.Pdf) -> None:
    entry = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page(pdf).Resources.Font.F1 = pdf.make_indirect(entry)


def without_characters(pdf: pikepdf.Pdf) -> None:
    names = Array([65, *(Name(f"/g{number}") for number in range(40))])
    page(pdf).Resources.Font.F1.Encoding = Dictionary(Differences=names)


def xobject(pdf: pikepdf.Pdf, **entries: object) -> None:
    page(pdf).Resources.XObject = Dictionary(X=pdf.make_stream(b"\0" * 3, **entries))
    add(pdf, "/X Do")


def picture(pdf: pikepdf.Pdf, **entries: object) -> None:
    shape = {"Width": 1, "Height": 1, "BitsPerComponent": 8, "ColorSpace": Name.DeviceRGB}
    xobject(pdf, **{"Subtype": Name.Image, **shape, **entries})


def set_profile(pdf: pikepdf.Pdf, content: bytes) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(content, N=3)


def second_intent(pdf: pikepdf.Pdf, content: bytes) -> None:
    profile = pdf.make_stream(content, N=4)
    pdf.Root.OutputIntents.append(Dictionary(S=Name.GTS_PDFA1, DestOutputProfile=profile))


def translucent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]
    grey = Array([Name.CalGray, Dictionary(WhitePoint=Array([1, 1, 1]))])
    spaces = Array([Name.ICCBased, pdf.make_stream(SRGB, N=3)])
    page(pdf).Resources.ColorSpace = Dictionary(DefaultGray=grey, C=spaces)
    page(pdf).Resources.ExtGState = Dictionary(G=Dictionary(ca=0.5))
    add(pdf, "/G gs /C cs 1 0 0 sc 0 0 9 9 re f")


def lzw(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"")
    stream.write(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", filter=Name.LZWDecode)
    pdf.Root.Extra = stream


def annotation(**entries: object) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        shape = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **entries)
        page(pdf).Annots.append(pdf.make_indirect(shape))

    return change


def layers(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(AS=Array()))


def state(**entries: object) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        page(pdf).Resources.ExtGState = Dictionary(G=Dictionary(**entries))
        add(pdf, "/G gs 0 g 0 0 9 9 re f")

    return change


BOTH: dict[str, tuple[Change, str]] = {
    "unembedded font": (unembedded, "is not embedded"),
    "Helvetica": (helvetica, "Helvetica is not embedded"),
    "no tag tree": (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), "has no tags"),
    "not marked": (lambda pdf: pdf.Root.MarkInfo.__setitem__("/Marked", False), "does not say"),
    "no MarkInfo": (lambda pdf: pdf.Root.__delitem__("/MarkInfo"), "does not say"),
    "suspects": (lambda pdf: pdf.Root.MarkInfo.__setitem__("/Suspects", True), "may be wrong"),
    "bare content": (bare, "neither tagged nor marked as an artifact"),
    "unknown role": (
        lambda pdf: pdf.Root.StructTreeRoot.K[0].K[0].__setitem__("/S", Name.Mystery),
        "not mapped to a standard type",
    ),
    "no parent tree": (
        lambda pdf: pdf.Root.StructTreeRoot.__delitem__("/ParentTree"), "parent tree"
    ),
    "no characters": (without_characters, "cannot be read as characters"),
}  # fmt: skip
"""Faults of both standards."""
ARCHIVE: dict[str, tuple[Change, str]] = {
    "CMYK": (lambda pdf: add(pdf, "0 0 0 1 k 0 0 9 9 re f"), "DeviceCMYK is used"),
    "CMYK stroke": (lambda pdf: add(pdf, "0 0 0 1 K 0 0 9 9 re S"), "DeviceCMYK is used"),
    "CMYK picture": (
        lambda pdf: picture(pdf, ColorSpace=Name.DeviceCMYK), "DeviceCMYK is used"
    ),
    "CMYK behind a spot": (
        lambda pdf: picture(
            pdf, ColorSpace=Array([Name.Separation, Name.Gold, Name.DeviceCMYK, GOLD])
        ),
        "DeviceCMYK is used",
    ),
    "no output intent": (
        lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "there is no output intent"
    ),
    "an intent for print": (
        lambda pdf: pdf.Root.OutputIntents[0].__setitem__("/S", Name.GTS_PDFX), "no output intent"
    ),
    "an intent without a profile": (
        lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/DestOutputProfile"),
        "no output intent",
    ),
    "two output intents": (lambda pdf: second_intent(pdf, FOGRA), "different profiles"),
    "an intent of a scanner": (
        lambda pdf: set_profile(pdf, SRGB[:12] + b"scnr" + SRGB[16:]), "does not allow the profile"
    ),
    "an intent of Lab": (
        lambda pdf: set_profile(pdf, SRGB[:16] + b"Lab " + SRGB[20:]), "does not allow the profile"
    ),
    "an intent that is no profile": (lambda pdf: set_profile(pdf, b"x" * 200), "cannot be read"),
    "blending without a space": (translucent, "is not stated"),
    "a picture to be smoothed": (lambda pdf: picture(pdf, Interpolate=True), "interpolated"),
    "alternates": (lambda pdf: picture(pdf, Alternates=Array()), "alternates"),
    "LZW": (lzw, "LZW"),
    "PostScript": (lambda pdf: xobject(pdf, Subtype=Name.PS), "PostScript"),
    "OPI": (lambda pdf: picture(pdf, OPI=Dictionary()), "OPI"),
    "a transfer curve": (state(TR=Name.Identity), "transfer curve"),
    "hidden note": (annotation(Subtype=Name.Text, F=2, AP=Dictionary()), "is not printed"),
    "note without a look": (annotation(Subtype=Name.Text, F=4), "has no appearance"),
    "appearances to be generated": (
        lambda pdf: pdf.Root.__setitem__("/AcroForm", Dictionary(Fields=Array(), NeedAppearances=True)),
        "have no appearance",
    ),
    "self-switching layers": (layers, "turn on and off automatically"),
    "an action on layers": (
        lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.SetOCGState, State=Array())),
        "SetOCGState",
    ),
    "a cut content stream": (lambda pdf: add(pdf, "/Nope Do"), "cannot be read"),
}  # fmt: skip
"""Faults of PDF/A."""


@pytest.mark.parametrize("fault", [*BOTH, *ARCHIVE])
def test_a_claim_of_pdf_a_is_not_believed(tmp_path: Path, fault: str) -> None:
    change, words = {**BOTH, **ARCHIVE}[fault]
    proof = verified(tmp_path, honest(change))
    assert any(words in reason for reason in proof.archive), proof
    assert proven_claims(proof).level == ""
    assert "PDF/A-3a" in unproved(proof)


@pytest.mark.parametrize("fault", BOTH)
def test_a_claim_of_pdf_ua_is_not_believed(tmp_path: Path, fault: str) -> None:
    change, words = BOTH[fault]
    proof = verified(tmp_path, honest(change))
    assert any(words in reason for reason in proof.access), proof
    assert not proven_claims(proof).accessible


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda pdf: page(pdf).Annots[0].__delitem__("/Contents"), "has no description"),
        (lambda pdf: pdf.Root.__delitem__("/Lang"), "language"),
        (lambda pdf: page(pdf).__delitem__("/Tabs"), "tab key"),
        (lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"), "name of the file"),
        (lambda pdf: pdf.Root.StructTreeRoot.K[0].K[3].__delitem__("/Alt"), "alternative"),
    ],
)
def test_faults_of_pdfua_only(tmp_path: Path, change: Change, words: str) -> None:
    proof = verified(tmp_path, honest(change))
    assert any(words in reason for reason in proof.access), proof
    assert (proven_claims(proof).accessible, proven_claims(proof).level) == (False, "A")


@pytest.mark.parametrize("level", ["B", "U"])
def test_each_level_of_pdfa_has_its_own_rules(tmp_path: Path, level: str) -> None:
    claims = {"pdfaid:part": "2", "pdfaid:conformance": level}

    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.Root["/StructTreeRoot"]
        without_characters(pdf)

    proof = verified(tmp_path, honest(change, claims))
    assert proven_claims(proof).level == ("B" if level == "B" else "")


def test_removed_features_contradict_the_claim(tmp_path: Path) -> None:
    def scripted(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("x"))

    proof = bound(tmp_path, honest(scripted))
    assert proof.archive == ("it held JavaScript, on opening the file, which was removed",)
    assert (proven_claims(proof).level, proven_claims(proof).accessible) == ("", True)


def test_an_encrypted_file_is_not_pdfa(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(honest())) as pdf:
        content = written(pdf, static_id=False, encryption=pikepdf.Encryption("owner", ""))
    proof = bound(tmp_path, content)
    assert proof.archive == ("it held encryption, which was removed",)


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: page(pdf).__setitem__("/PieceInfo", Dictionary(Maker=Dictionary())),
        lambda pdf: pdf.Root.__setitem__("/OpenAction", Array([page(pdf), Name.Fit])),
        lambda pdf: page(pdf).Annots[0].A.__setitem__("/URI", String("tel:112")),
    ],
)
def test_removing_what_pdfa_allows_keeps_the_claim(tmp_path: Path, change: Change) -> None:
    assert unproved(bound(tmp_path, honest(change))) == {}


def test_a_check_that_fails_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def check_odd(_: object) -> list[object]:
        raise KeyError("x")

    monkeypatch.setattr(claim_verification, "_PDFA_CHECKS", (check_odd,))
    proof = verified(tmp_path, honest())
    assert proof.archive == ("the check of odd failed",)


def test_an_examination_without_end_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from printissue.pipeline import claims

    monkeypatch.setattr(claims, "verify_claims", lambda *_: bytes(16 << 30))
    proof = bound(tmp_path, honest())
    assert proof.archive == proof.access == ("its claims could not be examined (memory)",)
    assert proven_claims(proof).level == ""


def test_a_repaired_file_is_not_believed() -> None:
    why = "was too damaged to be verified"
    found = proven_claims(VerifiedClaims(("PDF/A-3a",), archive=(why,), access=(why,)))
    assert (found.why_level, found.level) == (why, "")


def test_the_first_objection_is_given_with_the_number_of_others() -> None:
    found = proven_claims(VerifiedClaims(("PDF/A-3a",), archive=("one is wrong", "two", "three")))
    assert found.why_level == (
        "claims PDF/A-3a, but one is wrong, and 2 more reasons in the manifest"
    )


# veraPDF's part


@pytest.mark.parametrize(
    ("failures", "error", "archive", "access"),
    [
        ({"PDF/A-3A": (), "PDF/UA-1": ()}, "", "", ""),
        ({"PDF/A-3A": ("wrong",), "PDF/UA-1": ()}, "", "wrong", ""),
        ({"PDF/A-3A": (), "PDF/UA-1": ("wrong",)}, "", "", "wrong"),
        ({"PDF/A-3A": ()}, "", "", "veraPDF did not validate it as PDF/UA-1"),
        ({}, "veraPDF made no report", "veraPDF made no report", "veraPDF made no report"),
    ],
)
def test_verapdf_has_the_last_word(
    monkeypatch: pytest.MonkeyPatch,
    failures: dict[str, tuple[str, ...]],
    error: str,
    archive: str,
    access: str,
) -> None:
    found = {
        profile: tuple(SimpleNamespace(message=one) for one in messages)
        for profile, messages in failures.items()
    }
    result = verapdf.ValidationResult(found, error)  # type: ignore[arg-type]
    monkeypatch.setattr(verapdf, "is_installed", lambda: True)
    monkeypatch.setattr(verapdf, "validate", lambda paths: dict.fromkeys(paths, result))
    proof = VerifiedClaims(("PDF/A-3a", "PDF/UA-1"), by=("printissue",))
    confirmed = confirm_with_verapdf({Path("a.pdf"): proof})[Path("a.pdf")]
    assert confirmed.archive == ((archive,) if archive else ())
    assert confirmed.access == ((access,) if access else ())
    assert confirmed.by == ("printissue", "veraPDF")


def test_verapdf_is_not_asked_about_claims_with_objections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verapdf, "is_installed", lambda: True)
    monkeypatch.setattr(verapdf, "validate", lambda paths: pytest.fail(str(paths)))
    doubted = VerifiedClaims(("PDF/A-3a",), archive=("wrong",), by=("printissue",))
    other = VerifiedClaims(("PDF/A-1b",), by=("printissue",))
    known = {Path("a.pdf"): doubted, Path("b.pdf"): other, Path("c.pdf"): VerifiedClaims()}
    assert confirm_with_verapdf(known) == known


def test_the_base_of_the_pairs_embeds_its_font() -> None:
    with pikepdf.new() as pdf:
        assert "/FontFile2" in font(pdf).FontDescriptor
