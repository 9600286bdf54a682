"""The catalogue of the sheets: claims kept and removed, one output intent, no tags, new identifiers."""

import datetime as dt
import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from impositionfiles import ROOT, file_of, imposed, opened, saved
from printissue.model.records import BibliographicRecord
from printissue.pdf.metadata import stamp

PROFILE = (ROOT / "styles" / "icc" / "FOGRA39L_coated.icc").read_bytes()
RECORD = BibliographicRecord(
    title="Monthly & Update",
    publication="Monthly Update",
    publisher="The Office",
    language="en",
    cover_date="2015-10",
    created=dt.datetime(2015, 10, 1, tzinfo=dt.UTC),
    identifier="urn:printissue:monthly/2015-10",
)


def claiming(*claims, components=4, change=None, version="1.6"):
    """Return a file of four pages with metadata, claims and an output intent."""
    with opened(file_of(4)) as pdf:
        profile = pdf.make_stream(PROFILE)
        profile.N = components
        kind = Name.GTS_PDFX if "pdfx-4" in claims else Name.GTS_PDFA1
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=kind,
            OutputConditionIdentifier=String("FOGRA39"),
            DestOutputProfile=profile,
        )
        pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
        stamp(pdf, RECORD, frozenset(claims))
        if change is not None:
            change(pdf)
        target = io.BytesIO()
        pdf.save(target, force_version=version, deterministic_id=True)
        return target.getvalue()


def packet(pdf):
    return pdf.Root.Metadata.read_bytes().decode()


def terms(pdf):
    """Return the local names and texts of the metadata, read with another library."""
    from lxml import etree

    tree = etree.fromstring(pdf.Root.Metadata.read_bytes())
    return {
        etree.QName(one).localname: "".join(one.itertext()).strip() for one in tree.iter("{*}*")
    }


# PDF/X


@pytest.mark.parametrize("layout", ["saddle-2up", "4-up"])
def test_a_pdfx_file_remains_pdfx(layout):
    pdf = opened(imposed(claiming("pdfx-4"), layout, marks=True).content)
    found = terms(pdf)
    assert found["GTS_PDFXVersion"] == "PDF/X-4"
    assert found["Trapped"] == "False"
    assert str(pdf.trailer.Info.Trapped) == "/False"
    assert found["title"] == RECORD.title * 2  # x-default and en
    assert str(pdf.trailer.Info.Title) == RECORD.title
    (intent,) = pdf.Root.OutputIntents
    assert intent.OutputConditionIdentifier == "FOGRA39"
    assert intent.DestOutputProfile.read_bytes() == PROFILE
    assert pdf.pdf_version == "1.6"
    for page in pdf.pages:
        assert "/TrimBox" in page.obj
        assert "/Annots" not in page.obj


def test_the_sheets_get_identifiers_of_their_own():
    source = opened(claiming("pdfx-4"))
    first, second = (opened(imposed(claiming("pdfx-4"), one).content) for one in ("2-up", "4-up"))
    names = [terms(pdf)[key] for pdf in (first, second) for key in ("DocumentID", "InstanceID")]
    assert len({*names, terms(source)["DocumentID"]}) == 5
    assert terms(first)["OriginalDocumentID"] == terms(source)["DocumentID"]


def test_no_pdfx_claim_without_an_output_intent():
    def take(pdf):
        del pdf.Root["/OutputIntents"]

    pdf = opened(imposed(claiming("pdfx-4", change=take)).content)
    assert "GTS_PDFXVersion" not in terms(pdf)


def test_no_pdfx_claim_with_two_output_intents():
    def double(pdf):
        pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])

    pdf = opened(imposed(claiming("pdfx-4", change=double)).content)
    assert "GTS_PDFXVersion" not in terms(pdf)


@pytest.mark.parametrize(
    ("version", "conformance", "kept"),
    [
        ("PDF/X-1:2001", "PDF/X-1a:2001", True),
        ("PDF/X-1a:2003", None, True),
        ("PDF/X-3:2002", None, True),
        ("PDF/X-5g", None, False),
        ("nonsense", None, False),
    ],
)
def test_older_claims_are_in_info(version, conformance, kept):
    def claim(pdf):
        pdf.trailer.Info.GTS_PDFXVersion = String(version)
        if conformance:
            pdf.trailer.Info.GTS_PDFXConformance = String(conformance)

    info = opened(imposed(claiming("pdfx-4", change=claim)).content).trailer.Info
    assert ("/GTS_PDFXVersion" in info) == kept
    assert ("/GTS_PDFXConformance" in info) == (kept and conformance is not None)


@pytest.mark.parametrize("version", ["1.3", "1.4", "1.6", "1.7"])
def test_the_pdf_version_stays(version):
    assert opened(imposed(claiming("pdfx-4", version=version)).content).pdf_version == version


def test_a_version_in_the_catalogue_counts():
    def claim(pdf):
        pdf.Root.Version = Name("/1.7")

    pdf = opened(imposed(claiming(change=claim, version="1.4")).content)
    assert pdf.pdf_version == "1.7"
    assert "/Version" not in pdf.Root


# PDF/A, PDF/UA and tags


def tag(pdf):
    root = Dictionary(Type=Name.StructTreeRoot, K=Array([]))
    pdf.Root.StructTreeRoot = pdf.make_indirect(root)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=0))
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
    pdf.Root.Lang = String("en")
    for number, page in enumerate(pdf.pages):
        page.obj.StructParents = number
    form = pdf.make_stream(b"0 0 1 1 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    form.StructParents = 9
    pdf.pages[0].obj.Resources.XObject = Dictionary(Fx=form)
    pdf.pages[0].contents_add(b"/Fx Do")


@pytest.mark.parametrize("layout", ["saddle-2up", "6-up"])
def test_pdfa_and_pdfua_claims_are_removed_with_the_tags(layout):
    pdf = opened(imposed(claiming("pdfa-3a", "pdfua-1", change=tag), layout).content)
    assert "pdfaid" not in packet(pdf)
    assert "pdfuaid" not in packet(pdf)
    assert "pdfaExtension" not in packet(pdf)
    assert terms(pdf)["publicationName"] == RECORD.publication
    kept = {"/Type", "/Pages", "/Lang", "/PieceInfo", "/Metadata", "/OutputIntents", "/PageLabels"}
    assert set(pdf.Root.keys()) <= kept
    assert pdf.Root.Lang == "en"
    holders = [one for one in pdf.objects if isinstance(one, (Dictionary, pikepdf.Stream))]
    assert not any(key in one for one in holders for key in ("/StructParent", "/StructParents"))
    assert not any(one.get("/Type") == "/StructTreeRoot" for one in holders)


def test_hidden_layers_stay_hidden():
    def hide(pdf):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Notes")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    pdf = opened(imposed(claiming(change=hide)).content)
    assert len(pdf.Root.OCProperties.D.OFF) == 1


# metadata that is none


@pytest.mark.parametrize("broken", [b"", b"<x", b"no xml", b"<a/>"])
def test_unreadable_metadata_is_removed(broken):
    def spoil(pdf):
        pdf.Root.Metadata = pdf.make_stream(broken)

    pdf = opened(imposed(claiming("pdfx-4", change=spoil)).content)
    assert "/Metadata" not in pdf.Root or "PDF/X" not in packet(pdf)


def test_a_file_without_metadata_gets_none():
    pdf = opened(imposed(file_of(4)).content)
    assert "/Metadata" not in pdf.Root


# the marks' black


@pytest.mark.parametrize(
    ("components", "black"), [(4, b"0 0 0 1 K"), (3, b"0 G"), (1, b"0 G"), (None, b"0 0 0 1 K")]
)
def test_marks_use_the_black_of_the_output_intent(components, black):
    content = file_of(4) if components is None else claiming(components=components)
    for layout in ("saddle-2up", "4-up"):
        page = opened(imposed(content, layout, marks=True).content).pages[0]
        stream = page.obj.Contents.read_bytes()
        assert black in stream[stream.rindex(b"/Marks gs") :]


def test_a_saved_file_is_valid():
    for layout in ("saddle-2up", "saddle-4up-fold", "9-up"):
        pdf = opened(imposed(claiming("pdfx-4", change=tag), layout, marks=True).content)
        assert pdf.check_pdf_syntax() == []
        assert opened(saved(pdf)).pages
