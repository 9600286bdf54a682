"""Links, on hand-made trees and annotations."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from printissue.core.workspace import IssueRef
from printissue.editions.tagged.elements import ContentId, Element, Kid, LinkAnnotation
from printissue.editions.tagged.links import (
    complete_descriptions,
    describe_links,
    drop_void_links,
    hide_cross_references,
    link_annotations,
    merge_links,
    remove_forbidden_links,
    write_links,
)
from printissue.editions.tagged.text import TextPiece
from printissue.model.cross_references import address

SHOWN = {
    ContentId(0, number): TextPiece(shown, y, 9.0)
    for number, (shown, y) in enumerate(
        [
            ("one", 0.0),
            ("two", 12.0),
            ("exam\u2010", 0.0),
            ("ple", 12.0),
            ("bold", 0.0),
            ("https://example.org/", 0.0),
            ("far/away", 12.0),
        ]
    )
}
"""The text of content; `two`, `ple` and `far/away` are on the second line."""


class Maker:
    """A maker of link annotations on a page."""

    def __init__(self, pages: int = 1) -> None:
        self.pdf = pikepdf.new()
        for _ in range(pages):
            self.pdf.add_blank_page().obj.Annots = Array()

    def link(
        self, target: str = "https://e.org", box: tuple[int, ...] = (0, 0, 9, 9), page: int = 0
    ) -> LinkAnnotation:
        annotation = self.pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(box))
        )
        self.pdf.pages[page].obj.Annots.append(annotation)
        return LinkAnnotation(page, annotation, target)


@pytest.fixture
def maker() -> Maker:
    return Maker()


def el(role: str, *kids: Kid, **values: object) -> Element:
    return Element(role, 0, list(kids), **values)


def word(number: int) -> ContentId:
    return ContentId(0, number)


def settled(*kids: Kid) -> Element:
    document = el("Document", el("P", *kids))
    describe_links(document, SHOWN.__getitem__)
    merge_links(document)
    return document.kids[0]


def outline(element: Element) -> str:
    """Return a tree as `P(1 Link(2 @))`: content by its MCID, a link as @."""
    inner = [
        outline(kid)
        if isinstance(kid, Element)
        else "@"
        if isinstance(kid, LinkAnnotation)
        else str(kid.mcid)
        for kid in element.kids
    ]
    return f"{element.role}({' '.join(inner)})"


def test_a_link_is_described_by_its_text(maker: Maker) -> None:
    paragraph = settled(word(0), el("Link", maker.link(), word(1)))
    assert outline(paragraph) == "P(0 Link(1 @))"
    assert link_annotations(paragraph)[0].contents == "two"


def test_lines_of_a_link_are_one_link_with_two_annotations(maker: Maker) -> None:
    paragraph = settled(
        el("Link", maker.link(), word(0)),
        el("Link", maker.link(box=(0, 20, 9, 29)), word(1)),
        word(4),
    )
    assert outline(paragraph) == "P(Link(0 @ 1 @) 4)"
    assert [one.contents for one in link_annotations(paragraph)] == ["one two", "one two"]


def test_a_divided_word_is_whole_in_the_description(maker: Maker) -> None:
    paragraph = settled(el("Link", maker.link(), word(2)), el("Link", maker.link(), word(3)))
    assert link_annotations(paragraph)[0].contents == "example"


def test_lines_inside_a_box_are_lines_in_the_description(maker: Maker) -> None:
    paragraph = settled(el("Link", maker.link(), word(0), word(1)))
    assert link_annotations(paragraph)[0].contents == "one two"


def test_blocks_inside_a_link_are_words_apart(maker: Maker) -> None:
    paragraph = settled(el("Link", maker.link(), el("H3", word(0)), el("P", word(4))))
    assert link_annotations(paragraph)[0].contents == "one bold"


def test_an_address_that_is_its_own_text_stays_whole(maker: Maker) -> None:
    target = "https://example.org/far/away"
    paragraph = settled(
        el("Link", maker.link(target), word(5)), el("Link", maker.link(target), word(6))
    )
    assert {one.contents for one in link_annotations(paragraph)} == {target}


def test_links_to_two_places_stay_two(maker: Maker) -> None:
    paragraph = settled(
        el("Link", maker.link("https://a.org"), word(0)),
        el("Link", maker.link("https://b.org"), word(1)),
    )
    assert outline(paragraph) == "P(Link(0 @) Link(1 @))"


def test_links_with_text_between_stay_two(maker: Maker) -> None:
    paragraph = settled(
        el("Link", maker.link(), word(0)), word(4), el("Link", maker.link(), word(1))
    )
    assert outline(paragraph) == "P(Link(0 @) 4 Link(1 @))"


def test_a_box_inside_a_link_adds_no_annotation(maker: Maker) -> None:
    inner = el("Code", maker.link(box=(2, 2, 7, 7)), word(4))
    paragraph = settled(el("Link", maker.link(), word(0), inner))
    assert outline(paragraph) == "P(Link(0 Code(4) @))"
    assert link_annotations(paragraph)[0].contents == "onebold"


def test_a_box_that_extends_beyond_its_link_keeps_its_area(maker: Maker) -> None:
    picture = el("Figure", maker.link(box=(0, 0, 50, 50)), word(4), alt="A tree")
    paragraph = settled(el("Link", maker.link(), picture))
    assert outline(paragraph) == "P(Link(Figure(4) @ @))"
    assert {one.contents for one in link_annotations(paragraph)} == {"A tree"}


def test_a_link_in_a_link_is_replaced_by_its_content(maker: Maker) -> None:
    inner = el("Link", maker.link(box=(9, 0, 20, 9)), word(1))
    assert outline(settled(el("Link", maker.link(), word(0), inner))) == "P(Link(0 1 @ @))"


def test_a_linked_box_that_is_no_link_gets_one(maker: Maker) -> None:
    assert outline(settled(el("Code", maker.link(), word(0)))) == "P(Code(Link(0 @)))"


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("https://e.org", True),
        ("HTTP://e.org", True),
        ("mailto:a@e.org", True),
        ("tel:+41", True),
        ("#part", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("relative.html", False),
        ("https://printissue.invalid/relative.html", False),
        ("", False),
    ],
)
def test_only_some_addresses_are_allowed(maker: Maker, target: str, kept: bool) -> None:
    document = el("Document", el("P", el("Link", maker.link(target), word(0))))
    gone = list(remove_forbidden_links(document))
    assert [one.target for one in gone] == ([] if kept else [target])
    assert outline(document) == ("Document(P(Link(@ 0)))" if kept else "Document(P(Span(0)))")


OTHER = IssueRef("imprint", "2025-01")


def test_links_to_other_issues_are_hidden_without_cross_references(maker: Maker) -> None:
    link, plain = maker.link(address(OTHER, "2025-01--the-octavo")), maker.link()
    document = el("Document", el("P", el("Link", link, word(0)), el("Link", plain, word(1))))
    assert list(remove_forbidden_links(document)) == []
    hide_cross_references(document)
    assert outline(document) == "Document(P(Span(@ 0) Link(@ 1)))"
    write_links(maker.pdf, link_annotations(document))
    assert [int(one.F) for one in maker.pdf.pages[0].obj.Annots] == [2, 4]


def test_a_link_to_another_issue_says_its_target_on_each_line(maker: Maker) -> None:
    target = address(OTHER, "2025-01--the-octavo", "The octavo, page 12")
    paragraph = settled(
        el("Link", maker.link(target), word(0)), el("Link", maker.link(target), word(1))
    )
    assert {one.contents for one in link_annotations(paragraph)} == {"The octavo, page 12"}


def test_a_link_to_another_issue_without_a_description_says_its_text(maker: Maker) -> None:
    paragraph = settled(el("Link", maker.link(address(OTHER, "2025-01--one")), word(0)))
    assert link_annotations(paragraph)[0].contents == "one"


@pytest.mark.parametrize("box", [(5, 0, 5, 9), (0, 5, 9, 5), (5, 5, 5, 5)])
def test_an_annotation_without_an_area_goes_where_it_shows_nothing(
    maker: Maker, box: tuple[int, ...]
) -> None:
    void, full = maker.link(box=box), maker.link()
    document = el("Document", el("P", el("Link", void, word(0)), el("Link", full, word(1))))
    drop_void_links(document, is_painted=lambda content: content == word(1))
    assert link_annotations(document) == [full]


def test_an_annotation_without_an_area_stays_where_it_shows_something(maker: Maker) -> None:
    document = el("Document", el("P", el("Link", maker.link(box=(5, 0, 5, 9)), word(0))))
    drop_void_links(document, is_painted=lambda _: True)
    assert len(link_annotations(document)) == 1


@pytest.mark.parametrize(
    ("target", "alternative"),
    [
        ("https://e.org", "https://e.org"),
        ("#2025-01--news", "Imprint"),
        (address(OTHER, "2025-01--one"), "Imprint"),
    ],
)
def test_a_link_that_says_nothing_gets_an_alternative_without_internal_names(
    maker: Maker, target: str, alternative: str
) -> None:
    link = el("Link", maker.link(target), el("Figure"))
    document = el("Document", el("P", link, el("Link", maker.link(), word(0))))
    describe_links(document, SHOWN.__getitem__)
    complete_descriptions(document, "Imprint", text_of=SHOWN.__getitem__)
    assert link.alt == alternative
    assert [one.contents for one in link_annotations(document)] == [alternative, "one"]
    assert document.kids[0].kids[1].alt == ""


@pytest.mark.parametrize(
    ("anchor", "there"), [("2025-01--the-octavo", "2025-01--the-octavo"), ("page=3", [2, "/Fit"])]
)
def test_a_link_to_another_issue_leads_into_its_archive_file(
    maker: Maker, anchor: str, there: object
) -> None:
    link = maker.link(address(OTHER, anchor))
    write_links(maker.pdf, [link])
    action = maker.pdf.pages[0].obj.Annots[0].A
    assert Name.GoToR == action.S
    assert str(action.F) == "../2025-01/imprint-2025-01-archive.pdf"
    said = list(action.D) if isinstance(action.D, Array) else str(action.D)
    assert said == there


def test_annotations_are_printable_described_and_in_order() -> None:
    maker = Maker(pages=2)
    first, second, other = maker.link(), maker.link("#x"), maker.link(page=1)
    lost = maker.link()
    for one in (first, second, other):
        one.annotation.Border = Array([0, 0, 1])
    first.contents, second.contents = "First", "Second"
    write_links(maker.pdf, [second, first])
    one, two = maker.pdf.pages
    assert [annot.objgen for annot in one.obj.Annots] == [
        second.annotation.objgen,
        first.annotation.objgen,
    ]
    assert lost.annotation.objgen not in [annot.objgen for annot in one.obj.Annots]
    assert "/Annots" not in two.obj
    assert one.obj.Tabs == Name.S
    assert {int(annot.F) for annot in one.obj.Annots} == {4}
    assert all("/Border" not in annot and annot.BS.W == 0 for annot in one.obj.Annots)
    assert [str(annot.Contents) for annot in one.obj.Annots] == ["Second", "First"]
