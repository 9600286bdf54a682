"""What is not printed: annotations, forms, scripts, actions, attachments, encryption, layers."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from pdfmaker import BLEED, X4, found, planted, press_file, rules, set_packet, subject
from printissue.model.printers import PRINTERS
from printissue.preflight import interactive, layers

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
FIELD = Dictionary(T=String("a"), Kids=Array([Dictionary(T=String("b"), AA=Dictionary(K=SCRIPT))]))
"""A field with a script in a part that is not an annotation."""


def annotation(rect: list[float], subtype: str = "Link", **entries: object):
    def change(pdf: pikepdf.Pdf) -> None:
        one = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array(rect), **entries)
        page, made = pdf.pages[0].obj, pdf.make_indirect(one)
        page.Annots = Array([*page.get("/Annots", []), made])
        if subtype == "Widget":
            pdf.Root.AcroForm = Dictionary(Fields=Array([made]))

    return change


def catalogue(**entries: object):
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return change


def outline(action: Dictionary):
    def change(pdf: pikepdf.Pdf) -> None:
        first = pdf.make_indirect(Dictionary(Title=String("One"), A=action))
        pdf.Root.Outlines = Dictionary(First=first, Last=first, Count=1)

    return change


def attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notes.txt"] = b"words"


INSIDE, OUTSIDE = [10, 10, 50, 30], [-90, 10, -20, 30]
CLEAN = [
    None,
    annotation(OUTSIDE),
    annotation([-BLEED, -BLEED, -BLEED, -BLEED], "Text"),  # a point on the bleed's corner
    annotation(INSIDE, "TrapNet"),
    annotation(INSIDE, "PrinterMark"),
    catalogue(AcroForm=Dictionary(Fields=Array())),
    catalogue(OpenAction=Array([0, Name.Fit])),
]
FAULTS = [
    ("annotation", annotation(INSIDE), "(Link)"),
    ("annotation", annotation([-20, 10, 5, 30], "Text"), "(Text)"),
    ("form-field", annotation(INSIDE, "Widget"), "form field"),
    ("form-xfa", catalogue(AcroForm=Dictionary(XFA=String("x"))), "XFA"),
    ("script", catalogue(OpenAction=SCRIPT), "JavaScript"),
    ("script", catalogue(Names=Dictionary(JavaScript=Dictionary())), "JavaScript"),
    ("script", catalogue(AA=Dictionary(WC=SCRIPT)), "JavaScript"),
    ("script", annotation(OUTSIDE, A=SCRIPT), "JavaScript"),
    ("script", annotation(OUTSIDE, AA=Dictionary(E=SCRIPT)), "JavaScript"),
    ("script", outline(SCRIPT), "JavaScript"),
    ("script", catalogue(AcroForm=Dictionary(Fields=Array([FIELD]))), "JavaScript"),
    ("script", catalogue(OpenAction=Dictionary(S=Name.Rendition, JS=String("1"))), "JavaScript"),
    ("annotation", annotation([30, 30, 30, 30], "Text"), "(Text)"),
    ("attachment", catalogue(AF=Array([Dictionary(Type=Name.Filespec)])), "a file is attached"),
    ("attachment", annotation(OUTSIDE, "FileAttachment"), "a file is attached"),
    ("action", outline(Dictionary(S=Name.Launch, Next=SCRIPT)), "Launch"),
    ("action", outline(Dictionary(S=Name.GoTo)), "GoTo"),
    ("attachment", attached, "a file is attached"),
]


@pytest.mark.parametrize("change", CLEAN)
def test_a_clean_file_has_no_findings(change) -> None:
    assert found(planted(press_file(), change), interactive.CHECKS) == []


@pytest.mark.parametrize(("rule", "change", "words"), FAULTS)
def test_a_fault_is_found_by_its_rule(rule: str, change, words: str) -> None:
    findings = found(planted(press_file(), change), interactive.CHECKS)
    assert any(one.rule == rule and words in one.message for one in findings), findings
    assert {one.rule for one in findings} <= {rule, "script"}


def test_annotations_of_a_kind_are_one_finding_a_page() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for _ in range(5):
            annotation(INSIDE)(pdf)
        annotation(INSIDE, "Text")(pdf)

    findings = found(planted(press_file(), change), interactive.CHECKS)
    assert ["and 4 more" in one.message for one in findings] == [True, False]
    assert findings[0].place.box == pytest.approx((6.53, 202.32, 14.11, 7.06), abs=0.02)


def test_navigation_is_a_fault_of_pdfx_only() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        set_packet(pdf, {key: one for key, one in X4.items() if "pdfxid" not in key})
        outline(Dictionary(S=Name.GoTo))(pdf)

    assert rules(planted(press_file(), change), interactive.CHECKS) == set()


def test_actions_that_lead_to_each_other() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        one = pdf.make_indirect(Dictionary(S=Name.URI))
        one.Next = one
        pdf.Root.OpenAction = one

    assert rules(planted(press_file(), change), interactive.CHECKS) == {"action"}


def test_encryption_is_found() -> None:
    made = pikepdf.open(io.BytesIO(press_file()))
    target = io.BytesIO()
    made.save(target, encryption=pikepdf.Encryption(owner="o", user=""))
    assert rules(subject(target.getvalue()), interactive.CHECKS) == {"encrypted"}


# layers


def layered(
    *, off: bool = False, base: str = "", policy: str = "", content: str = "/OC /L BDC %s EMC"
):
    """Return a change that puts a rectangle on a layer."""

    def change(pdf: pikepdf.Pdf) -> None:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Guides")))
        default = Dictionary(Order=Array([group]))
        if off:
            default.OFF = Array([group])
        if base:
            default.BaseState = Name(f"/{base}")
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=default)
        held = group
        if policy:
            held = Dictionary(Type=Name.OCMD, OCGs=Array([group]), P=Name(f"/{policy}"))
        page = pdf.pages[0].obj
        page.Resources.Properties = Dictionary(L=held)
        shape = pdf.make_stream(b"0 0 5 5 re f", Subtype=Name.Form, BBox=Array([0, 0, 5, 5]))
        shape.OC = held
        page.Resources.XObject = Dictionary(X=shape)
        page.Contents = pdf.make_stream((content % "50 60 20 20 re f").encode())

    return change


VIA_FORM = "/X Do %% %s"
LAYERS = [
    (layered(), False),
    (layered(off=True), True),
    (layered(base="OFF"), True),
    (layered(base="ON"), False),
    (layered(off=True, content="%s"), False),
    (layered(off=True, content=VIA_FORM), True),
    (layered(off=True, policy="AnyOn"), True),
    (layered(off=True, policy="AllOff"), False),
    (layered(policy="AnyOff"), True),
]


@pytest.mark.parametrize(("change", "hidden"), LAYERS)
def test_content_on_a_layer_that_is_off(change, hidden: bool) -> None:
    findings = found(planted(press_file(), change, "offset-eu"), layers.CHECKS)
    wanted = [("layer-hidden", 1)] if hidden else []
    assert [(one.rule, one.place.page) for one in findings] == wanted


@pytest.mark.parametrize("name", ["sheetfed", "web", "digital", "magazine", "newspaper"])
def test_rules_about_layers_by_presswork(name: str) -> None:
    printer = PRINTERS["offset-eu"].model_copy(update={"presswork": name})

    def change(pdf: pikepdf.Pdf) -> None:
        layered(off=True, content="%s")(pdf)
        pdf.Root.OCProperties.Configs = Array()

    asked = {"R0034", "R0036"} if name in ("magazine", "newspaper") else set()
    assert rules(planted(press_file(), change, printer), layers.CHECKS) == asked
    assert rules(planted(press_file(), layered(), printer), layers.CHECKS) == set()


def test_layers_that_turn_on_automatically() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        layered()(pdf)
        pdf.Root.OCProperties.D.AS = Array([Dictionary(Event=Name.Print)])

    assert rules(planted(press_file(), change), layers.CHECKS) == {"layer-automatic"}


def test_without_a_printer_layers_are_a_warning() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        layered(off=True, content="%s")(pdf)
        pdf.Root.OCProperties.Configs = Array()

    findings = found(planted(press_file(), change), layers.CHECKS)
    assert [(one.rule, one.severity) for one in findings] == [
        ("R0034", "warning"),
        ("R0036", "warning"),
    ]


def test_an_action_has_the_place_of_its_annotation() -> None:
    change = annotation(OUTSIDE, A=SCRIPT)
    (finding,) = found(planted(press_file(), change), [interactive.check_actions])
    assert finding.place.page == 1
    assert finding.place.box == pytest.approx((0, 202.32, 24.69, 7.06), abs=0.02)
    triggered = planted(
        press_file(), lambda pdf: setattr(pdf.pages[0].obj, "AA", Dictionary(O=SCRIPT))
    )
    (finding,) = found(triggered, [interactive.check_actions])
    assert finding.place.box == pytest.approx((0, 0, 154.17, 215.9), abs=0.02)
