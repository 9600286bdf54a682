"""Layers of a volume: those of all parts, shown and hidden as they were."""

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from printissue.volume import bind
from volumefiles import OPTIONS, part_file, plain, saved, volume


def layered(words: str, *shown: bool, **first: Any) -> bytes:
    """Make a page with a black square on each layer, some of them hidden at first."""

    def change(pdf: pikepdf.Pdf) -> None:
        groups = [
            pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(f"Layer {at}")))
            for at in range(len(shown))
        ]
        marks = [f"/OC /L{at} BDC {20 + 30 * at} 10 20 20 re f EMC" for at in range(len(shown))]
        page = pdf.pages[0].obj
        page.Contents = pdf.make_stream(" ".join(marks).encode())
        page.Resources.Properties = Dictionary(
            {f"/L{at}": group for at, group in enumerate(groups)}
        )
        off = [group for group, visible in zip(groups, shown, strict=True) if not visible]
        on = [group for group, visible in zip(groups, shown, strict=True) if visible]
        entries = {"Name": String("Own"), "Order": Array(groups), **first}
        entries |= {"OFF": Array(off)} if first.get("BaseState") != Name.OFF else {"ON": Array(on)}
        pdf.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(**entries))

    return plain(words, 1, change)


def darkness(content: bytes) -> list[int]:
    """Return for each page how many squares are drawn."""
    drawn = []
    for page in pypdfium2.PdfDocument(content):
        pixels = bytes(page.render(scale=1, grayscale=True).buffer)
        drawn.append(round(pixels.count(0) / 400))
    return drawn


@pytest.mark.parametrize("base", [None, Name.OFF])
def test_hidden_layers_stay_hidden(base: Name | None) -> None:
    first = {} if base is None else {"BaseState": base}
    parts = [layered("A", True, False, False, **first), layered("B", True, True), plain("C", 1)]
    part_files = [part_file(key, content) for key, content in zip("abc", parts, strict=True)]
    content, _, _ = bind(part_files, OPTIONS)
    assert darkness(content)[:2] == [darkness(parts[0])[0], darkness(parts[1])[0]] == [1, 2]


def test_layers_of_equal_names_stay_separate() -> None:
    content = layered("A", True, False)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    layers = pdf.Root.OCProperties
    assert len({group.objgen for group in layers.OCGs}) == 4
    assert len({group.objgen for group in layers.D.OFF}) == 2


def test_layers_are_listed_under_their_part() -> None:
    pdf = volume(part_file("a", layered("A", True, False)), part_file("b", layered("B", True))).pdf
    first = pdf.Root.OCProperties.D
    assert [str(row[0]) for row in first.Order] == ["Issue a", "Issue b"]
    assert [len(row) for row in first.Order] == [3, 2]
    assert str(first.Name) == "Layers"


def test_groups_of_layers_stay_groups() -> None:
    def grouped(pdf: pikepdf.Pdf) -> None:
        layers = pdf.Root.OCProperties
        layers.D.RBGroups = Array([Array(list(layers.OCGs))])
        layers.D.Locked = Array([layers.OCGs[0]])

    contents = []
    for words in "AB":
        with pikepdf.open(io.BytesIO(layered(words, True, False))) as pdf:
            grouped(pdf)
            contents.append(saved(pdf))
    pdf = volume(part_file("a", contents[0]), part_file("b", contents[1])).pdf
    first = pdf.Root.OCProperties.D
    assert [len(row) for row in first.RBGroups] == [2, 2]
    assert len(first.Locked) == 2


def test_no_layers_make_no_entry() -> None:
    def hollow(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())

    pdf = volume(part_file("a", plain("A")), part_file("b", plain("B", 1, hollow))).pdf
    assert "/OCProperties" not in pdf.Root
