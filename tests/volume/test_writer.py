"""The writer: documents are appended whole, and the methods of pypdf's `PdfWriter` work on the result.

`VolumeWriter` uses `PdfWriter._objects`, the list of indirect objects by number, and `StreamObject._data`, the stored
content of a stream. Neither is public; without them, documents cannot be taken over.
"""

import io

import pikepdf
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NullObject

from printissue.volume import PartFile
from printissue.volume.objects import entry, made
from printissue.volume.parts import append_parts, join_pages
from printissue.volume.reading import pypdf_settings
from printissue.volume.writer import VolumeWriter
from volumefiles import plain


@pytest.fixture
def writer() -> VolumeWriter:
    """Append two documents of two pages."""
    new = VolumeWriter()
    with pypdf_settings():
        files = [PartFile(key, key, plain(key.upper()), "en") for key in "ab"]
        parts, findings = append_parts(new, files)
    assert findings == ()
    join_pages(new, parts)
    return new


def packed(writer: VolumeWriter) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(writer.pack("1.7")))


def test_pypdf_has_what_the_writer_uses() -> None:
    writer = PdfWriter()
    assert [writer.get_object(at + 1) for at in range(len(writer._objects))] == writer._objects
    stream = DecodedStreamObject()
    stream.set_data(b"words")
    assert stream._data == b"words"


def test_pages_are_those_of_any_writer(writer: VolumeWriter) -> None:
    assert len(writer.pages) == 4
    assert [page.extract_text() for page in writer.pages] == [
        f"{words} page {number}" for words in "AB" for number in (1, 2)
    ]


def test_bookmarks_and_labels_are_added_by_page_number(writer: VolumeWriter) -> None:
    writer.add_outline_item(title="Third", page_number=2)
    writer.set_page_label(2, 3, prefix="B-")
    with packed(writer) as pdf:
        assert pdf.Root.Outlines.First.A.D[0].objgen == pdf.pages[2].obj.objgen
        assert [page.label for page in pdf.pages] == ["1", "2", "B-", "B-"]


def test_references_lead_to_the_substitute_of_a_substitute(writer: VolumeWriter) -> None:
    one, two, three = (writer.add(made(At=number)) for number in (1, 2, 3))
    holder = made(X=three)
    writer.root_object.update(made(Holder=writer.add(holder)))
    writer.substitutes |= {three.idnum: two.idnum, two.idnum: one.idnum}
    writer.redirect()
    assert entry(entry(holder, "/X"), "/At") == 1


def test_objects_without_references_are_left_out(writer: VolumeWriter) -> None:
    writer.add(made(Unused=NullObject(), Note="/Unused"))
    with packed(writer) as pdf:
        assert not any(
            isinstance(one, pikepdf.Dictionary) and "/Note" in one for one in pdf.objects
        )
