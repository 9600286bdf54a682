"""Page labels and writing."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from printissue.pdf.save import label_pages, save


def new(pages: int = 3) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for number in range(pages):
        pdf.add_blank_page()
        pdf.pages[-1].Contents = pdf.make_stream(b"0 0 m\n%d 100 l\nS\n" % number * 50)
    return pdf


@pytest.mark.parametrize(("first", "labels"), [(1, ["1", "2", "3"]), (17, ["17", "18", "19"])])
def test_pages_are_labelled_from_the_first_folio(first: int, labels: list[str]) -> None:
    pdf = new()
    label_pages(pdf, first)
    assert [page.label for page in pdf.pages] == labels


def test_a_first_folio_of_1_is_not_written() -> None:
    pdf = new()
    label_pages(pdf, 1)
    assert "/St" not in pdf.Root.PageLabels.Nums[1]


def test_labels_replace_those_that_were_there() -> None:
    pdf = new()
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r), 2, Dictionary(S=Name.D)]))
    label_pages(pdf, 5)
    assert [page.label for page in pdf.pages] == ["5", "6", "7"]


@pytest.mark.parametrize("object_streams", [True, False])
def test_equal_content_makes_equal_bytes(object_streams: bool) -> None:
    first = save(new(), version="1.7", object_streams=object_streams)
    assert first == save(new(), version="1.7", object_streams=object_streams)
    assert first != save(new(4), version="1.7", object_streams=object_streams)


@pytest.mark.parametrize("version", ["1.6", "1.7"])
def test_the_header_says_the_version(version: str) -> None:
    content = save(new(), version=version, object_streams=False)
    assert content.startswith(f"%PDF-{version}\n".encode())


def test_a_file_has_an_identifier() -> None:
    with pikepdf.open(io.BytesIO(save(new(), version="1.7", object_streams=False))) as pdf:
        assert len(pdf.trailer.ID) == 2


def test_streams_are_compressed() -> None:
    with pikepdf.open(io.BytesIO(save(new(), version="1.7", object_streams=False))) as pdf:
        assert pdf.pages[0].Contents.Filter == Name.FlateDecode


def test_object_streams_only_where_asked() -> None:
    packed = save(new(40), version="1.7", object_streams=True)
    plain = save(new(40), version="1.7", object_streams=False)
    assert b"/ObjStm" in packed
    assert b"/ObjStm" not in plain
    assert len(packed) < len(plain)


def test_resources_that_no_page_uses_are_left_out() -> None:
    pdf = new()
    lost = pdf.make_stream(b"lost", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1])
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X1=lost))
    with pikepdf.open(io.BytesIO(save(pdf, version="1.7", object_streams=False))) as read:
        assert "/X1" not in read.pages[0].Resources.get("/XObject", Dictionary())


def test_a_file_is_not_linearised() -> None:
    content = save(new(), version="1.7", object_streams=False)
    assert b"/Linearized" not in content
