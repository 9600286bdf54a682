"""The corpus: each fault is found by its rule, on its page, at its place, in every carrier; its clean twin is not."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from pdfmaker import MEDIA, TRIM, X4, press_file, set_packet
from planted import image, thing
from planted import shop as made_shop
from preflightcorpus import BESIDES, CARRIERS, asked, made, near, seen
from preflightfaults import FAULTS, Fault, Resources
from printissue.core.findings import Finding
from printissue.core.rules.preflight import PREFLIGHT
from printissue.core.rules.preflight_document import DOCUMENT
from printissue.model.printers import PRINTERS
from printissue.preflight.separations import check_ink, measure_ink
from printissue.preflight.subject import Subject

WIDE = frozenset({"tile", "tile_in_form"})
"""Carriers whose content is wherever they are painted."""
LOOSE = frozenset({"transfer-curve", "halftone", "postscript"})
"""Rules whose place is the clip around the fault."""
LARGEST = 1500.0
"""The most, in square mm, that a box around a planted fault may cover."""


def twins_faults(fault: Fault, carrier: str) -> set[str]:
    resources: Resources = fault.resources if fault.twins is None else fault.twins
    found = asked(made(CARRIERS[carrier](fault.twin, resources)))
    return {one.rule for one in found} - BESIDES.get(carrier, set()) - fault.both


def wrong(fault: Fault, carrier: str) -> list[str]:
    """Return what is wrong with the findings of a fault."""
    found = asked(made(CARRIERS[carrier](fault.drawn, fault.resources)))
    reported = [one for one in found if one.rule == fault.rule]
    if not reported:
        return [f"{carrier}: not found, but {sorted({one.rule for one in found})}"]
    wrongs = [
        f"{carrier}: the twin violates {more}" for more in sorted(twins_faults(fault, carrier))
    ]
    place = seen(fault.spot, carrier)
    if not any(one.place.page == 1 and near(one.place.box, place) for one in reported):
        wrongs.append(f"{carrier}: {[one.place.box for one in reported]} do not contain {place}")
    boxes = [one.place.box for one in reported if one.place.box and near(one.place.box, place)]
    exact = carrier not in WIDE and fault.rule not in LOOSE
    if exact and boxes and min(width * height for _, _, width, height in boxes) > LARGEST:
        wrongs.append(f"{carrier}: {boxes} are too large")
    return wrongs


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_in_every_carrier(fault: Fault) -> None:
    carriers = [one for one in CARRIERS if fault.carriers is None or one in fault.carriers]
    assert [wrongs for carrier in carriers for wrongs in wrong(fault, carrier)] == []


OVERPRINTED = "/K gs 1 1 0 0 k 120 190 60 60 re f /{} gs 0 0 0.7 0.7 k 120 190 60 60 re f"


@pytest.mark.parametrize("carrier", sorted(CARRIERS.keys() - {"annotation"}))
def test_the_ink_of_two_objects_adds_up_in_every_carrier(carrier: str) -> None:
    def overlapping(state: str) -> list[Finding]:
        content = made(CARRIERS[carrier](OVERPRINTED.format(state), {}))
        with pikepdf.open(io.BytesIO(content)) as pdf:
            subject = Subject(pdf, Path("corpus.pdf"), "corpus.pdf", None)
            return list(check_ink(subject, measure_ink(subject)))

    (found,) = overlapping("G")
    assert found.rule == "R0026"
    assert "340 %" in found.message
    assert near(found.place.box, seen((150, 220), carrier))
    assert overlapping("K") == [], "it knocks out"


def test_the_carriers_alone_have_no_findings() -> None:
    for name, carrier in CARRIERS.items():
        found = asked(made(carrier("0 0 0 0.5 k 120 190 30 20 re f", {})))
        assert {one.rule for one in found} == BESIDES.get(name, set()), name


# faults of the file and its pages

Change = Callable[[pikepdf.Pdf], None]
INSIDE = [10, 10, 50, 30]


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("1"))


def untouched(_: pikepdf.Pdf) -> None:
    """Change nothing: the file does not meet the printer's requirements."""


def page(**entries: object) -> Change:
    """Return a change of the second page's entries; None removes one."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            if value is None:
                del pdf.pages[1].obj[f"/{key}"]
            else:
                pdf.pages[1].obj[f"/{key}"] = value

    return change


def root(**entries: object) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return change


def note(subtype: str, **entries: object) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        rect = Array(INSIDE)
        one = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=rect, **entries)
        pdf.pages[1].obj.Annots = Array([pdf.make_indirect(one)])
        if subtype == "Widget":
            pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[1].obj.Annots)

    return change


def claim(**entries: str) -> Change:
    """Return a change of the metadata; its properties are written `prefix__name`."""
    made = {key.replace("__", ":"): value for key, value in entries.items()}
    return lambda pdf: set_packet(pdf, X4 | made)


def intent(**entries: object) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root.OutputIntents[0][f"/{key}"] = value

    return change


def rgb_intent(pdf: pikepdf.Pdf) -> None:
    profile = bytes(12) + b"prtrRGB XYZ " + bytes(12) + b"acsp" + bytes(88)
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(profile, N=3)


def layered(*, content: bool = True, **entries: Any) -> Change:
    """Return a change that puts the second page's content on a layer that is off, or on if `content` is False."""

    def change(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Notes")))
        given = {"OFF": Array([layer])} if content else {}
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(Order=Array([layer]), **given, **entries)
        )
        sheet = pdf.pages[1].obj
        sheet.Resources.Properties = Dictionary(L=layer)
        drawn = sheet.Contents.read_bytes()
        sheet.Contents = pdf.make_stream(drawn + b" /OC /L BDC 9 9 99 99 re f EMC")

    return change


def flattened(pdf: pikepdf.Pdf) -> None:
    claim(pdfxid__GTS_PDFXVersion="PDF/X-3:2003")(pdf)
    page(Group=Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK))(pdf)


def painted(pdf: pikepdf.Pdf, operators: bytes) -> None:
    pdf.pages[1].obj.Contents = pdf.make_stream(operators)


def one_picture(pixels: int) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        made = thing(pdf, image(pixels, pixels * 2, "/DeviceGray"))
        pdf.pages[1].obj.Resources.XObject = Dictionary(Im=made)
        painted(pdf, b"q 440 0 0 620 -9 -9 cm /Im Do Q")

    return change


ADVERTISER = made_shop("magazine", pages_max=1)
ROOM = Array([-40, -40, 460, 635])
BARE = Array(TRIM)
FILES: list[tuple[str, Change, Change | None, str | None, bool]] = [
    ("R0001", claim(pdfxid__GTS_PDFXVersion="PDF/X-1a:2003"), None, None, False),
    ("pdfx-metadata", claim(xmpMM__VersionID=""), claim(xmpMM__VersionID="2"), None, False),
    ("R0002", page(UserUnit=2), None, None, True),
    ("R0003", page(CropBox=BARE), page(CropBox=Array(MEDIA)), None, True),
    ("R0004", page(Rotate=90), page(Rotate=0), None, True),
    ("R0004", page(TrimBox=Array([10, 0, 420, 595])), None, None, True),
    ("R0005", lambda pdf: painted(pdf, b"0 0 0 0 k 9 9 99 99 re f"), None, None, True),
    ("R0006", untouched, lambda pdf: pdf.pages.__delitem__(0), "ad", False),
    ("R0033", one_picture(900), one_picture(2800), "ad", True),
    ("R0034", root(OCProperties=Dictionary(Configs=Array())), None, None, False),
    ("R0035", rgb_intent, None, None, False),
    ("R0036", layered(), layered(content=False), None, False),
    ("layer-hidden", layered(), layered(content=False), None, True),
    ("layer-automatic", layered(AS=Array([Dictionary()])), layered(content=False), None, False),
    ("box-damaged", page(BleedBox=Array([1, 2, 3])), None, None, True),
    ("box-outside", page(BleedBox=ROOM), None, None, True),
    ("trim-missing", page(TrimBox=None), page(TrimBox=None, ArtBox=BARE), None, True),
    ("trim-and-art", page(ArtBox=BARE), None, None, True),
    ("page-size", page(MediaBox=Array([0, 0, 20000, 900])), None, None, True),
    ("bleed-box", page(BleedBox=BARE), None, "offset-eu", True),
    ("bleed-box", page(BleedBox=BARE, MediaBox=BARE), None, "offset-eu", True),
    ("marks-room", untouched, None, "offset-eu-marks", True),
    ("marks-unwanted", page(MediaBox=ROOM), None, "offset-eu", True),
    ("page-count", lambda pdf: pdf.pages.append(pdf.pages[0]), None, "offset-eu", False),
    ("intent-missing", lambda pdf: pdf.Root.__delitem__("/OutputIntents"), None, None, False),
    ("intent-condition", intent(OutputConditionIdentifier=String("X")), None, "offset-eu", False),
    (
        "intent-condition",
        intent(OutputConditionIdentifier=String("FORGA39")),
        intent(OutputConditionIdentifier=String("CGATS TR 006")),
        None,
        False,
    ),
    (
        "intent-condition",
        intent(OutputConditionIdentifier=String("Custom")),
        intent(OutputConditionIdentifier=String("Custom"), Info=String("Our press")),
        None,
        False,
    ),
    ("intent-registry", intent(RegistryName=String("http://a.example")), None, "offset-eu", False),
    ("intent-profile", intent(DestOutputProfile=String("x")), None, None, False),
    ("annotation", note("Link"), note("PrinterMark"), None, True),
    ("annotation", note("Text"), note("TrapNet"), None, True),
    ("form-field", note("Widget"), note("PrinterMark"), None, True),
    ("form-xfa", root(AcroForm=Dictionary(XFA=String("x"))), None, None, False),
    ("script", page(AA=Dictionary(O=script())), None, None, True),
    ("script", note("Link", A=script()), note("PrinterMark"), None, True),
    ("script", root(OpenAction=script()), root(OpenAction=Array([0, Name.Fit])), None, False),
    ("action", note("Link", A=Dictionary(S=Name.Launch)), note("TrapNet"), None, True),
    ("attachment", note("FileAttachment"), note("PrinterMark"), None, True),
    ("transparency", flattened, page(Group=Dictionary(S=Name.Transparency)), None, True),
]
"""A rule, what violates it, the clean twin (None: no change), the printer, whether it has a place on page 2."""


def findings_after(change: Change | None, shop: str | None, **saving: Any) -> list[Finding]:
    """Return the findings of all rules for a file of four pages after a change."""
    printer = ADVERTISER if shop == "ad" else PRINTERS[shop] if shop else None
    pdf = pikepdf.open(io.BytesIO(press_file(pages=2 if shop == "ad" else 4)))
    for stream in (one.obj for one in pdf.pages):
        stream.Contents = pdf.make_stream(b"q 0.1 0.2 0 0 k -9 -9 440 620 re f Q")
    if change is not None:
        change(pdf)
    target = io.BytesIO()
    pdf.save(target, force_version="1.6", **saving)
    return asked(target.getvalue(), printer)


@pytest.mark.parametrize(("rule", "fault", "twin", "shop", "placed"), FILES)
def test_a_fault_of_the_file(
    rule: str, fault: Change, twin: Change | None, shop: str | None, *, placed: bool
) -> None:
    found = [one for one in findings_after(fault, shop) if one.rule == rule]
    assert found
    if placed:
        assert {one.place.page for one in found} <= {2} or rule == "marks-room"
        assert all(one.place.box for one in found)
    if rule not in ("marks-room", "R0006"):
        assert {one.rule for one in findings_after(twin, shop)} <= {"R0006"}


def test_an_encrypted_file() -> None:
    lock = pikepdf.Encryption(owner="o", user="", R=4)
    assert {one.rule for one in findings_after(None, None, encryption=lock)} >= {
        "encrypted",
        "R0001",
    }


def test_the_corpus_plants_every_rule_of_the_pages() -> None:
    planted = {one.rule for one in FAULTS} | {rule for rule, *_ in FILES}
    tinted = {"R0028", "R0029"}  # which RGB-tolerant jobs are asked, in test_preflight_colour.py
    apart = {
        "font-type3",
        "glyph-missing",
        "encrypted",
        "pdfx-id",
        "pdfx-version",
        "pdfx-trapped",
        "intent-several",
    }
    assert (PREFLIGHT.keys() | DOCUMENT.keys()) - planted == tinted | apart
