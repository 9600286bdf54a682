"""Attachments of a volume: all are there, each under a name of its own, each associated once."""

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from volumefiles import attach, pairs, part_file, plain, volume


def attached(*names: str, content: bytes = b"words") -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        for name in names:
            attach(pdf, name, content)

    return plain("A", 1, change)


def names(pdf: pikepdf.Pdf) -> list[str]:
    """Return the names of all attachments, which are those that a reader shows."""
    listed = list(pairs(pdf.Root.Names.EmbeddedFiles, "/Names"))
    for name, file in listed:
        assert str(name) == str(file.UF) == str(file.F)
    keys = [bytes(name) for name, _ in listed]
    assert keys == sorted(set(keys))
    return [str(name) for name, _ in listed]


def test_equal_names_get_the_key_of_their_part() -> None:
    made = volume(part_file("a", attached("x.txt", "own.txt")), part_file("b", attached("x.txt")))
    assert names(made.pdf) == ["a-x.txt", "b-x.txt", "own.txt"]
    assert made.bound.attachments == 3


def test_names_of_any_letters_get_different_names() -> None:
    made = volume(part_file("a", attached("Фото.txt")), part_file("b", attached("Фото.txt")))
    assert sorted(names(made.pdf)) == ["a-Фото.txt", "b-Фото.txt"]


def test_equal_names_in_one_part_are_numbered_before_their_ending() -> None:
    def twice(pdf: pikepdf.Pdf) -> None:
        attach(pdf, "x.txt", b"one")
        second = attach(pdf, "y.txt", b"two")
        second.F = second.UF = String("x.txt")

    made = volume(part_file("a", plain("A", 1, twice)))
    assert names(made.pdf) == ["a-x-2.txt", "a-x.txt"]


def test_equal_content_is_stored_once() -> None:
    made = volume(part_file("a", attached("x.txt")), part_file("b", attached("x.txt")))
    streams = {file.EF.F.objgen for _, file in pairs(made.pdf.Root.Names.EmbeddedFiles, "/Names")}
    files = {file.objgen for _, file in pairs(made.pdf.Root.Names.EmbeddedFiles, "/Names")}
    assert (len(streams), len(files)) == (1, 2)


def test_each_file_is_associated_once() -> None:
    def twice(pdf: pikepdf.Pdf) -> None:
        file = attach(pdf, "x.txt", b"one")
        pdf.Root.AF = Array([file, file])

    made = volume(part_file("a", plain("A", 1, twice)), part_file("b", attached("y.txt")))
    assert [str(file.UF) for file in made.pdf.Root.AF] == ["x.txt", "y.txt"]


def test_a_file_written_directly_in_both_places_is_one() -> None:
    def direct(pdf: pikepdf.Pdf) -> None:
        file = attach(pdf, "x.txt", b"one")
        pdf.Root.AF = Array([Dictionary(dict(file))])
        pdf.Root.Names.EmbeddedFiles.Names = Array([String("x.txt"), Dictionary(dict(file))])

    made = volume(part_file("a", plain("A", 1, direct)), part_file("b", attached("x.txt")))
    assert names(made.pdf) == ["a-x.txt", "b-x.txt"]
    assert len(made.pdf.Root.AF) == 2


def test_a_file_that_is_only_associated_gets_a_name() -> None:
    def unlisted(pdf: pikepdf.Pdf) -> None:
        attach(pdf, "x.txt", b"one")
        del pdf.Root["/Names"]

    made = volume(part_file("a", plain("A", 1, unlisted)))
    assert names(made.pdf) == ["x.txt"]


def test_a_file_that_is_not_associated_stays_so() -> None:
    made = volume(
        part_file("a", plain("A", 1, lambda pdf: attach(pdf, "x.txt", b"1", associated=False)))
    )
    assert names(made.pdf) == ["x.txt"]
    assert "/AF" not in made.pdf.Root


def test_an_attachment_on_a_page_follows_its_new_name() -> None:
    def pinned(pdf: pikepdf.Pdf) -> None:
        file = attach(pdf, "x.txt", b"one")
        pin = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=file)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(pin)])

    content = plain("A", 1, pinned)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert [str(page.obj.Annots[0].FS.UF) for page in pdf.pages] == ["a-x.txt", "b-x.txt"]


def test_names_without_anything_are_left_out() -> None:
    def hollow(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array()), Dests=Dictionary())

    pdf = volume(part_file("a", plain("A", 1, hollow))).pdf
    assert "/Names" not in pdf.Root
