"""Bookmarks and page labels of a volume."""

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, String

from printissue.volume import PageLabel, bind
from volumefiles import OPTIONS, bookmarks, labels, part_file, plain, volume


def outlined(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        first = pikepdf.OutlineItem("One", 0)
        first.is_closed = True
        first.children.extend([pikepdf.OutlineItem("Inner", 1), pikepdf.OutlineItem("More", 1)])
        outline.root.extend([first, pikepdf.OutlineItem("Two", 1)])


def test_bookmarks_of_parts_hang_closed_below_their_titles() -> None:
    content = plain("A", 2, outlined)
    pdf = volume(part_file("a", content), part_file("b", content), part_file("c", plain("C"))).pdf

    def own(first: int) -> list[Any]:
        inner = [("Inner", first + 1, False, []), ("More", first + 1, False, [])]
        return [("One", first, False, inner), ("Two", first + 1, False, [])]

    assert [(title, page, is_open) for title, page, is_open, _ in bookmarks(pdf)] == [
        ("Update 2025", 1, True)
    ]
    assert bookmarks(pdf)[0][3] == [
        ("Issue a", 1, False, own(1)),
        ("Issue b", 3, False, own(3)),
        ("Issue c", 5, False, []),
    ]


def test_the_volume_opens_at_the_level_of_its_parts() -> None:
    pdf = volume(part_file("a", plain("A", 2, outlined)), part_file("b", plain("B"))).pdf
    top = pdf.Root.Outlines
    assert str(pdf.Root.PageMode) == "/UseOutlines"
    assert (int(top.Count), int(top.First.Count)) == (3, 2)
    assert int(top.First.First.Count) < 0
    assert "/Count" not in top.First.Last


def test_open_bookmarks_stay_open() -> None:
    def opened(pdf: pikepdf.Pdf) -> None:
        outlined(pdf)
        pdf.Root.Outlines.First.Count = 2
        pdf.Root.Outlines.Count = 4

    pdf = volume(part_file("a", plain("A", 2, opened))).pdf
    assert bookmarks(pdf)[0][3][0][3][0][2] is True
    assert int(pdf.Root.Outlines.First.First.Count) == -4


@pytest.mark.parametrize("count", [None, 0, -2, "many"])
def test_an_unusable_count_is_counted(count: object) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        outlined(pdf)
        if count is None:
            del pdf.Root.Outlines["/Count"]
        else:
            pdf.Root.Outlines.Count = String(count) if isinstance(count, str) else count

    pdf = volume(part_file("a", plain("A", 2, change))).pdf
    assert int(pdf.Root.Outlines.First.First.Count) == -2


def test_bookmarks_that_run_in_a_circle_end() -> None:
    def circle(pdf: pikepdf.Pdf) -> None:
        outlined(pdf)
        del pdf.Root.Outlines["/Count"]
        pdf.Root.Outlines.Last.Next = pdf.Root.Outlines.First

    content, _, _ = bind([part_file("a", plain("A", 2, circle))], OPTIONS)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert int(pdf.Root.Outlines.First.First.Count) == -2


@pytest.mark.parametrize(
    "odd", [Dictionary(), Dictionary(First=String("x")), Array(), String("x"), 5], ids=repr
)
def test_invalid_bookmarks_are_ignored(odd: object) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Outlines = pdf.make_indirect(odd) if isinstance(odd, Object) else odd

    pdf = volume(part_file("a", plain("A", 2, change))).pdf
    assert bookmarks(pdf)[0][3] == [("Issue a", 1, False, [])]


def test_a_file_without_bookmarks_gets_its_headings() -> None:
    contents = (("News", 1), ("Review", 2), ("Beyond", 3))
    pdf = volume(part_file("b", plain("B")), part_file("a", plain("A"), headings=contents)).pdf
    own = [("News", 3, False, []), ("Review", 4, False, [])]
    assert bookmarks(pdf)[0][3][1] == ("Issue a", 3, False, own)


def test_a_file_with_bookmarks_keeps_its_own() -> None:
    one = part_file("a", plain("A", 2, outlined), headings=(("News", 1),))
    assert [row[0] for row in bookmarks(volume(one).pdf)[0][3][0][3]] == ["One", "Two"]


# labels


def labelled(*rows: tuple[int, dict[str, Any]]) -> Any:
    def change(pdf: pikepdf.Pdf) -> None:
        nums = [item for page, rule in rows for item in (page, Dictionary(rule))]
        pdf.Root.PageLabels = Dictionary(Nums=Array(nums))

    return change


def test_labels_start_again_with_each_part() -> None:
    roman = labelled((0, {"/S": Name.r}), (2, {"/S": Name.D, "/St": 5, "/P": String("p. ")}))
    pdf = volume(part_file("a", plain("A", 4, roman)), part_file("b", plain("B", 2))).pdf
    assert labels(pdf) == ["i", "ii", "p. 5", "p. 6", "1", "2"]


def test_labels_that_are_ordered_go_before_those_of_the_file() -> None:
    own = plain("A", 3, labelled((0, {"/S": Name.r})))
    given = (PageLabel(0, "D", 21), PageLabel(2, "A", prefix="Plate "))
    pdf = volume(part_file("a", own, labels=given), part_file("b", plain("B", 1))).pdf
    assert labels(pdf) == ["21", "22", "Plate A", "1"]


def test_pages_before_the_first_label_count_from_one() -> None:
    late = labelled((2, {"/S": Name.R}))
    assert labels(volume(part_file("a", plain("A", 3, late))).pdf) == ["1", "2", "I"]


def test_labels_without_a_number_are_their_prefix() -> None:
    pdf = volume(part_file("a", plain("A", 1), labels=(PageLabel(0, "", 3, "Cover"),))).pdf
    assert labels(pdf) == ["Cover"]
    assert "/St" not in pdf.Root.PageLabels.Nums[1]


def test_labels_past_the_end_do_not_reach_the_next_part() -> None:
    far = labelled((0, {"/S": Name.D}), (2, {"/S": Name.r}))
    pdf = volume(part_file("a", plain("A", 2, far)), part_file("b", plain("B", 2))).pdf
    assert labels(pdf) == ["1", "2", "1", "2"]


def test_labels_in_branches_are_read() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        leaf = pdf.make_indirect(Dictionary(Nums=[0, Dictionary(S=Name.a)], Limits=[0, 0]))
        pdf.Root.PageLabels = Dictionary(Kids=[leaf])

    assert labels(volume(part_file("a", plain("A", 2, change))).pdf) == ["a", "b"]
