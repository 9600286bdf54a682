"""A document for print: PDF/X as a whole, page count, output intent, and what PDF/X excludes."""

from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from conftest import EVERY_SAMPLE, OTHER_SAMPLE, Built
from pdfmaker import PROFILE, ROOT, X4, found, planted, press_file, rules, set_packet, subject
from printfiles import SOURCE, finished
from printissue.model.printers import PRINTERS
from printissue.pdf.imposed import mark_as_imposed
from printissue.pdf.metadata import read_xmp_packet
from printissue.pdf.save import save
from printissue.preflight import conformance, features, output_intent, pages
from printissue.preflight.claims import families, read_claims
from printissue.preflight.families import DOCUMENT_CHECKS
from printissue.preflight.output_intent import read_profile

ICC = ROOT / "styles" / "icc"
RGB_PROFILE = bytes(12) + b"mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(88)


def info(**entries: object):
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            if value is None:
                del pdf.trailer.Info[f"/{key}"]
            else:
                pdf.trailer.Info[f"/{key}"] = value

    return change


def xmp(**entries: str | None):
    """Return a change that sets properties of the XMP packet, written `prefix__name`."""

    def change(pdf: pikepdf.Pdf) -> None:
        properties = dict(X4)
        for key, value in entries.items():
            properties.pop(key.replace("__", ":"), None)
            if value is not None:
                properties[key.replace("__", ":")] = value
        set_packet(pdf, properties)

    return change


def intent_of(**entries: object):
    def change(pdf: pikepdf.Pdf) -> None:
        one = pdf.Root.OutputIntents[0]
        for key, value in entries.items():
            if value is None:
                del one[f"/{key}"]
            elif isinstance(value, bytes):
                one[f"/{key}"] = pdf.make_stream(value, N=4 if b"CMYK" in value[:20] else 3)
            else:
                one[f"/{key}"] = value

    return change


def no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def two_intents(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])


def an_archive_intent_too(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents.append(Dictionary(S=Name.GTS_PDFA1))


def a_wrong_count(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.N = 3


def drawn(operators: str, **resources: object):
    """Return a change that draws more on page 1 with these resources; a stream is bytes with entries."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        for kind, things in resources.items():
            page.Resources[f"/{kind}"] = Dictionary(
                {f"/{key}": made(pdf, thing) for key, thing in things.items()}
            )
        old = page.Contents.read_bytes()
        page.Contents = pdf.make_stream(old + b"\n" + operators.encode())

    return change


def made(pdf: pikepdf.Pdf, thing: object) -> object:
    return pdf.make_stream(thing[0], **thing[1]) if isinstance(thing, tuple) else thing


def form(content: bytes = b"0 0 10 10 re f", **entries: object):
    return content, {
        "Type": Name.XObject,
        "Subtype": Name.Form,
        "BBox": Array([0, 0, 9, 9]),
        **entries,
    }


def image(**entries: object):
    plain = {"Width": 1, "Height": 1, "BitsPerComponent": 8, "ColorSpace": Name.DeviceGray}
    return b"\0", {"Type": Name.XObject, "Subtype": Name.Image, **plain, **entries}


CURVE = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1)
BENT = Dictionary(HalftoneType=1, TransferFunction=CURVE)
CURVE = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1)
CLEAN = [
    None,
    drawn("/G gs", ExtGState={"G": Dictionary(HT=Dictionary(HalftoneType=5, Gold=BENT))}),
    an_archive_intent_too,
    info(Trapped=Name("/True")),
    info(Title=None),  # the packet says it
    lambda pdf: (info(Trapped=None)(pdf), xmp(pdf__Trapped="False")(pdf)),
    intent_of(RegistryName=String("https://www.color.org/")),
    intent_of(OutputConditionIdentifier=String("FOGRA39L")),
    drawn("/G gs", ExtGState={"G": Dictionary(TR2=Name.Default, ca=0.5, SMask=Name("/None"))}),
    drawn("/G gs", ExtGState={"G": Dictionary(HT=Dictionary(HalftoneType=1))}),
    drawn("/X Do", XObject={"X": form()}),
    drawn("", XObject={"X": form(OPI=Dictionary())}),  # which is not drawn
]
FAULTS = [
    ("pdfx-metadata", xmp(xmpMM__VersionID=None), "xmpMM:VersionID"),
    ("pdfx-metadata", info(Title=String("Another")), "'Another'"),
    ("pdfx-metadata", info(CreationDate=String("D:20151001090000Z")), "CreationDate"),
    ("pdfx-metadata", xmp(pdf__Trapped="True"), "Trapped"),
    ("pdfx-trapped", info(Trapped=None), "is missing"),
    ("pdfx-trapped", info(Trapped=Name("/Unknown")), "Unknown"),
    ("intent-missing", no_intent, "no output intent"),
    ("intent-several", two_intents, "2 output intents"),
    (
        "intent-condition",
        intent_of(OutputConditionIdentifier=None),
        "does not name a printing condition",
    ),
    ("intent-condition", intent_of(OutputConditionIdentifier=String("FOGRA51")), "for FOGRA51"),
    ("intent-registry", intent_of(RegistryName=None), "is missing"),
    ("intent-registry", intent_of(RegistryName=String("http://example.org")), "example.org"),
    ("intent-profile", intent_of(DestOutputProfile=b"no profile"), "not an ICC profile"),
    ("intent-profile", intent_of(DestOutputProfile=None), "has no profile"),
    ("intent-profile", intent_of(DestOutputProfile=RGB_PROFILE), "'mntr'"),
    ("intent-profile", a_wrong_count, "N of its stream is 3"),
    ("R0035", intent_of(DestOutputProfile=RGB_PROFILE), "for RGB"),
    ("postscript", drawn("/X Do", XObject={"X": form(Subtype2=Name.PS)}), "PostScript"),
    ("opi", drawn("/X Do", XObject={"X": form(OPI=Dictionary())}), "placeholder"),
    ("reference-xobject", drawn("/X Do", XObject={"X": form(Ref=Dictionary())}), "another file"),
    (
        "alternate-image",
        drawn(
            "/I Do", XObject={"I": image(Alternates=Array([Dictionary(DefaultForPrinting=True)]))}
        ),
        "a different image",
    ),
    ("transfer-curve", drawn("/G gs", ExtGState={"G": Dictionary(TR=CURVE)}), "tones"),
    ("transfer-curve", drawn("/G gs", ExtGState={"G": Dictionary(TR2=CURVE)}), "tones"),
    (
        "transfer-curve",
        drawn("/G gs", ExtGState={"G": Dictionary(TR=Array([*[Name.Identity] * 3, CURVE]))}),
        "tones",
    ),
    ("transfer-curve", drawn("/G gs", ExtGState={"G": Dictionary(HT=BENT)}), "tones"),
    (
        "transfer-curve",
        drawn("/G gs", ExtGState={"G": Dictionary(HT=Dictionary(HalftoneType=5, Black=BENT))}),
        "tones",
    ),
    ("halftone", drawn("/G gs", ExtGState={"G": Dictionary(HTP=Array([0, 0]))}), "halftone"),
    (
        "halftone",
        drawn("/G gs", ExtGState={"G": Dictionary(HT=Dictionary(HalftoneType=6))}),
        "half",
    ),
]


@pytest.mark.parametrize("change", CLEAN)
def test_a_clean_file_has_no_findings(change) -> None:
    assert found(planted(press_file(pages=4), change, "offset-eu"), DOCUMENT_CHECKS) == []


@pytest.mark.parametrize(("rule", "change", "words"), FAULTS)
def test_a_fault_is_found_by_its_rule(rule: str, change, words: str) -> None:
    findings = found(planted(press_file(pages=4), change, "offset-eu"), DOCUMENT_CHECKS)
    assert any(one.rule == rule and words in one.message for one in findings), findings
    others = {one.rule for one in findings} - {rule, "R0001"}
    assert others <= {"R0035", "intent-profile"} - {rule}
    summed = [one for one in findings if one.rule == "R0001"]
    if rule in conformance.PDFX4_RULES:
        assert [rule in one.message for one in summed] == [True]


@pytest.mark.parametrize("name", ["FOGRA39", "fogra39", "FOGRA 39L"])
def test_spellings_of_a_condition(name: str) -> None:
    change = intent_of(OutputConditionIdentifier=String(name))
    assert rules(planted(press_file(), change, "offset-eu"), output_intent.CHECKS) == set()


def test_the_place_is_that_of_the_resource() -> None:
    change = drawn("q 20 0 0 20 100 100 cm /I Do Q", XObject={"I": image(OPI=Dictionary())})
    (finding,) = found(planted(press_file(), change), [features.check_external_content])
    assert finding.place.page == 1
    assert finding.place.box == pytest.approx((38.28, 170.55, 7.06, 7.06), abs=0.05)


# PDF/X as a whole


def test_a_file_without_a_claim() -> None:
    other = planted(press_file(), xmp(pdfxid__GTS_PDFXVersion=None))
    (finding,) = found(other, conformance.CHECKS)
    assert finding.rule == "R0001"
    assert "claims no standard" in finding.message


@pytest.mark.parametrize(
    ("version", "severity"), [("1.4", None), ("1.6", None), ("1.7", "warning"), ("2.0", "error")]
)
def test_the_pdf_version_is_checked(version: str, severity: str | None) -> None:
    findings = found(planted(press_file(), None, version=version), [conformance.check_pdf_version])
    assert [one.severity for one in findings] == ([severity] if severity else [])


def test_the_trailer_has_its_identifier() -> None:
    whole = planted(press_file(), None)
    assert rules(whole, [conformance.check_file_id]) == set()
    del whole.pdf.trailer["/ID"]
    assert rules(whole, [conformance.check_file_id]) == {"pdfx-id"}


def test_r0001_names_rules_and_pages() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            del page.obj["/TrimBox"]

    (finding,) = found(planted(press_file(pages=2), change), [conformance.check_conformance])
    assert "trim-missing (pages 1–2)" in finding.message
    assert finding.place.page == 1


@pytest.mark.parametrize("operators", ["1 0 0 rg", "/DeviceRGB cs"])
def test_rgb_on_a_cmyk_output_intent(operators: str) -> None:
    other = planted(press_file(f"{operators} 9 9 9 9 re f"), None)
    (finding,) = found(other, [conformance.check_conformance])
    assert "DeviceRGB on a CMYK output intent (page 1)" in finding.message
    replaced = drawn("", ColorSpace={"DefaultRGB": Array([Name.CalRGB, Dictionary()])})
    managed = planted(press_file(f"{operators} 9 9 9 9 re f"), replaced)
    assert found(managed, [conformance.check_conformance]) == []


def test_lzw_is_a_warning() -> None:
    packed = drawn("/I Do", XObject={"I": image(Filter=Name.LZWDecode)})
    findings = found(planted(press_file(), packed, compress_streams=False), features.CHECKS)
    assert [(one.rule, one.severity) for one in findings] == [("compression", "warning")]


# transparency in a file that may have none


def old(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Metadata"]
    pdf.trailer.Info.GTS_PDFXVersion = String("PDF/X-1:2001")
    pdf.trailer.Info.GTS_PDFXConformance = String("PDF/X-1a:2001")


GROUP = Dictionary(S=Name.Transparency)
TRANSPARENT = [
    (drawn("/G gs", ExtGState={"G": Dictionary(ca=0.5)}), "opacity of 50%"),
    (drawn("/G gs", ExtGState={"G": Dictionary(BM=Name.Multiply)}), "Multiply"),
    (drawn("/G gs", ExtGState={"G": Dictionary(SMask=Dictionary(S=Name.Alpha))}), "soft mask"),
    (drawn("/X Do", XObject={"X": form(Group=GROUP)}), "a group"),
    (drawn("/I Do", XObject={"I": image(SMaskInData=1)}), "image with a soft mask"),
    (lambda pdf: pdf.pages[0].obj.__setattr__("Group", GROUP), "a group"),
]


@pytest.mark.parametrize(("change", "words"), TRANSPARENT)
def test_transparency(change, words: str) -> None:
    def both(pdf: pikepdf.Pdf) -> None:
        old(pdf)
        change(pdf)

    findings = found(planted(press_file(), both, version="1.4"), features.CHECKS)
    assert [(one.rule, one.place.page) for one in findings] == [("transparency", 1)]
    assert words in findings[0].message
    assert found(planted(press_file(), change), features.CHECKS) == []


def test_an_old_file_without_transparency() -> None:
    plain = planted(press_file(), old, version="1.4")
    assert rules(plain, features.CHECKS) == set()
    assert read_claims(plain.pdf).pdfx == "PDF/X-1a:2001"
    assert rules(plain, conformance.CHECKS) == {"R0001"}


def test_an_old_file_has_no_new_compression() -> None:
    def both(pdf: pikepdf.Pdf) -> None:
        old(pdf)
        drawn("/I Do", XObject={"I": image(Filter=Name.JPXDecode)})(pdf)

    assert "compression" in rules(planted(press_file(), both), features.CHECKS)


# the number of pages

COUNTS = [
    ("offset-eu", 8, None),
    ("offset-eu", 7, ("page-count", "error")),
    ("offset-eu", 1, ("page-count", "warning")),
    ("print-on-demand", 24, None),
    ("print-on-demand", 22, ("page-count", "error")),
    ("print-on-demand-magazine", 52, ("page-count", "error")),
    ("newsprint", 1, None),
    ("newsprint", 4, None),
    ("newsprint", 2, ("R0006", "error")),
    (None, 3, None),
]


@pytest.mark.parametrize(("printer", "count", "wanted"), COUNTS)
def test_the_page_count_is_checked(
    printer: str | None, count: int, wanted: tuple[str, str] | None
) -> None:
    findings = found(
        planted(press_file(pages=count), None, printer),
        pages.COUNT_CHECKS,
    )
    assert [(one.rule, one.severity) for one in findings] == ([wanted] if wanted else [])


# what a file claims, and which rules it is asked


def test_the_claims_of_an_archive_edition(built: Built) -> None:
    archive = built.open(OTHER_SAMPLE, "archive")
    assert read_claims(archive).listed == ("PDF/A-3a", "PDF/UA-1")


def test_a_tagged_file_for_a_printer_is_checked_by_both_families(built: Built) -> None:
    archive = subject(built.path(OTHER_SAMPLE, "archive").read_bytes())
    assert families(archive) == ("access",)
    assert families(subject(built.path(OTHER_SAMPLE, "archive").read_bytes(), "offset-eu")) == (
        "print",
        "access",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<x", "not XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
        (b"", "not XML"),
        ("<a/>".encode("utf-16"), ""),
    ],
)
def test_an_unreadable_packet(content: bytes, words: str) -> None:
    pdf = pikepdf.new()
    pdf.Root.Metadata = pdf.make_stream(content)
    assert words in read_xmp_packet(pdf).fault


def test_a_packet_of_elements_or_attributes() -> None:
    packet = read_xmp_packet(subject(press_file()).pdf)
    assert packet.get("dc:title") == "A title"
    assert packet.get("pdfxid:GTS_PDFXVersion") == "PDF/X-4"
    assert packet.get("dc:creator") == ""


def test_the_header_of_a_profile() -> None:
    profile = read_profile(PROFILE)
    assert profile is not None
    assert (profile.space, profile.device) == ("CMYK", "prtr")
    assert read_profile(b"short") is None


# our own files


@EVERY_SAMPLE
def test_our_print_edition_has_no_findings(built: Built, ref) -> None:
    assert found(subject(built.path(ref, "print").read_bytes()), DOCUMENT_CHECKS) == []


HERE = [name for name, one in PRINTERS.items() if (ICC / one.profile).is_file()]


@pytest.mark.parametrize("name", HERE)
def test_our_file_has_no_findings_for_its_printer(name: str) -> None:
    printer = PRINTERS[name]
    source = replace(SOURCE, printer=printer, profile=(ICC / printer.profile).read_bytes())
    made_file, _ = finished("<p>Words</p>" * 4, source=source)
    content = save(made_file, version="1.6", object_streams=False)
    counted = {"page-count", "R0006"}
    assert rules(subject(content, printer), DOCUMENT_CHECKS) - counted == set()


@pytest.mark.parametrize("key", ["TR", "TR2"])
@pytest.mark.parametrize(
    "given",
    [Name.Identity, Name.Default, Array([Name.Identity] * 4)],
    ids=["name", "default", "array"],
)
def test_the_identity_is_not_a_transfer_curve(key: str, given: object) -> None:
    change = drawn("/G gs", ExtGState={"G": Dictionary({f"/{key}": given})})
    assert rules(planted(press_file(), change), features.CHECKS) == set()


@pytest.mark.parametrize("count", [2, 6, 7])
def test_the_sides_of_imposed_sheets_do_not_count_as_pages(count: int) -> None:
    asked = subject(press_file(pages=count), "offset-eu")
    assert "page-count" in rules(asked, pages.COUNT_CHECKS)
    mark_as_imposed(asked.pdf)
    assert rules(asked, pages.COUNT_CHECKS) == set()
