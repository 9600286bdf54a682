"""The normalization of the structure tree, on hand-made trees: no pages are laid out."""

from collections.abc import Callable

import pytest

from printissue.editions.tagged.elements import ContentId, Element, Kid
from printissue.editions.tagged.lists import normalize_lists
from printissue.editions.tagged.tables import normalize_tables
from printissue.editions.tagged.text import TextPiece
from printissue.editions.tagged.tree import normalize_tree
from printissue.model.tag_hints import TagHint

COUNT = iter(range(10**6))


def el(role: str, *kids: Kid | str, **values: object) -> Element:
    """Make an element; a string among the kids is marked content with that text."""
    element = Element(role, 0, **values)
    element.kids = [text(kid) if isinstance(kid, str) else kid for kid in kids]
    return element


def text(shown: str) -> ContentId:
    content = ContentId(0, next(COUNT))
    SHOWN[content] = shown
    return content


SHOWN: dict[ContentId, str] = {}


def outline(element: Element) -> str:
    """Return a tree as `P('text' Span('x'))`."""
    inner = [
        outline(kid) if isinstance(kid, Element) else repr(SHOWN[kid])
        for kid in element.kids
        if isinstance(kid, Element | ContentId)
    ]
    return f"{element.role}({' '.join(inner)})" if inner else element.role


def mended(*kids: Kid | str) -> Element:
    document = el("Document", *kids, lang="en")
    normalize_tree(
        document,
        is_painted=lambda content: bool(SHOWN[content].strip()),
        text_of=lambda content: TextPiece(SHOWN[content]),
    )
    return document


def block(role: str, *kids: Kid | str, **mark: str) -> Element:
    return el(role, *kids, hint=TagHint(block="yes", **mark))


def span(shown: str) -> Element:
    """Make the element that WeasyPrint writes for text: a Span around marked content."""
    return el("Span", shown)


# boxes without meaning


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: [el("P", span("a"), span("b"))], "P('a' 'b')"),
        (lambda: [el("P", span("a"), el("NonStruct", span("em")), span("b"))], "P('a' 'em' 'b')"),
        (lambda: [el("Div", el("Div", el("P", span("a"))), el("P", "b"))], "P('a') P('b')"),
        (lambda: [el("Div", span("a"), el("NonStruct", "b"))], "P('a' 'b')"),
        (lambda: [el("Div", el("Div", "a"), el("Div", "b"))], "P('a') P('b')"),
        (lambda: [span("a"), el("P", "b"), span("c")], "P('a') P('b') P('c')"),
        (lambda: [el("Sect", span("a"), span("b"))], "Sect(P('a' 'b'))"),
        (lambda: [el("BlockQuote", "a", el("P", "b"))], "BlockQuote(P('a') P('b'))"),
        (
            lambda: [block("NonStruct", block("NonStruct", "a"), block("NonStruct", "b"))],
            "P('a') P('b')",
        ),
        (lambda: [block("NonStruct", "a", el("NonStruct", "b"))], "P('a' 'b')"),
        (lambda: [el("TD", el("NonStruct", el("P", "a")))], "TD(P('a'))"),
        (lambda: [el("Caption", span("a"), el("NonStruct", "b"))], "Caption('a' 'b')"),
        (
            lambda: [el("P", el("P", "a", hint=TagHint(inner="yes")), el("Link", "b"))],
            "P('a' Link('b'))",
        ),
        (
            lambda: [el("Art", el("Art", el("P", "a"), hint=TagHint(inner="yes")), el("P", "b"))],
            "Art(P('a') P('b'))",
        ),
    ],
)
def test_boxes_are_replaced_by_their_content(make: Callable[[], list[Kid]], expected: str) -> None:
    assert outline(mended(*make())) == f"Document({expected})"


def test_a_box_with_properties_stays() -> None:
    document = mended(
        el("P", "a", el("NonStruct", "oui", hint=TagHint(lang="fr"))),
        block("NonStruct", el("P", "non"), el("P", "non"), lang="fr"),
        el("Span", "b", hint=TagHint(actual="be")),
    )
    assert outline(document) == "Document(P('a' Span('oui')) Div(P('non') P('non')) P(Span('b')))"
    spans = [element for element in document.elements() if element.role == "Span"]
    assert (spans[0].lang, spans[1].actual) == ("fr", "be")


def test_a_block_of_text_in_another_language_is_a_paragraph_with_it() -> None:
    document = mended(block("NonStruct", "oui", lang="fr"))
    assert outline(document) == "Document(P('oui'))"
    assert document.kids[0].lang == "fr"


def test_the_language_of_the_surrounding_text_is_not_repeated() -> None:
    inner = el("P", "b", hint=TagHint(lang="fr"))
    document = mended(
        el("P", "a", hint=TagHint(lang="en")),
        el("Sect", inner, el("P", "c", hint=TagHint(lang="en")), hint=TagHint(lang="fr")),
    )
    assert [element.lang for element in document.elements()] == ["en", "", "fr", "", "en"]


# empty elements and artifacts


@pytest.mark.parametrize(
    ("kid", "expected"),
    [
        (lambda: el("P"), ""),
        (lambda: el("P", " "), ""),
        (lambda: el("Div", el("Div", el("P", span(" ")))), ""),
        (lambda: el("P", "a", el("Span")), "P('a')"),
        (lambda: el("Figure", "pixels"), ""),
        (lambda: el("Figure", "pixels", alt="A tree"), "Figure('pixels')"),
        (lambda: el("P", el("Figure", "pixels"), "a"), "P('a')"),
        (lambda: el("Sect", el("P", "a"), hint=TagHint(hidden="yes")), ""),
        (lambda: el("L", el("LI", el("Lbl", " "), el("LBody", " "))), ""),
    ],
)
def test_elements_without_meaning_are_dropped(kid: Callable[[], Element], expected: str) -> None:
    assert outline(mended(kid(), el("P", "z"))) == f"Document({expected} P('z'))".replace("( ", "(")


def test_empty_cells_stay() -> None:
    document = mended(
        el("Table", el("TR", el("TH"), el("TH", "a")), el("TR", el("TD"), el("TD", "b")))
    )
    assert outline(document) == "Document(Table(TR(TD TH('a')) TR(TD TD('b'))))"


# pictures


def picture(alt: str = "A tree") -> Element:
    return el("Figure", "pixels", alt=alt, bbox=(0.0, 0.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: [block("NonStruct", picture())], "Figure('pixels')"),
        (lambda: [el("Div", picture()), span("a")], "Figure('pixels') P('a')"),
        (lambda: [el("P", "a", picture(), "b")], "P('a' Figure('pixels') 'b')"),
        (lambda: [span("a"), picture(), span("b")], "P('a' Figure('pixels') 'b')"),
        (lambda: [el("Link", picture())], "P(Link(Figure('pixels')))"),
        (
            lambda: [block("NonStruct", picture(), el("Caption", span("a")), tag="figure")],
            "Div(Figure('pixels') Caption('a'))",
        ),
    ],
)
def test_pictures(make: Callable[[], list[Kid]], expected: str) -> None:
    assert outline(mended(*make())) == f"Document({expected})"


# fragments of an element


def test_a_paragraph_over_two_pages_is_one() -> None:
    document = mended(
        el("Sect", el("P", "a"), el("P", "b ", hint=TagHint(part="7")), hint=TagHint(part="3")),
        el("Note", "n", hint=TagHint(block="yes")),
        el("Sect", el("P", "c", hint=TagHint(part="7")), el("P", "d"), hint=TagHint(part="3")),
    )
    assert outline(document) == "Document(Sect(P('a') P('b ' 'c') P('d')) Note('n'))"


def test_a_table_over_two_pages_is_one_with_one_head() -> None:
    def head() -> Element:
        return el(
            "THead",
            el("TR", el("TH", "h", hint=TagHint(part="4")), hint=TagHint(part="3")),
            hint=TagHint(part="2"),
        )

    def body(*cells: str) -> Element:
        rows = [el("TR", el("TD", cell)) for cell in cells]
        return el("TBody", *rows, hint=TagHint(part="5"))

    document = mended(
        el("Table", head(), body("a", "b"), hint=TagHint(part="1")),
        el("Table", head(), body("c"), hint=TagHint(part="1")),
    )
    rows = "TR(TD('a')) TR(TD('b')) TR(TD('c'))"
    assert outline(document) == f"Document(Table(THead(TR(TH('h'))) TBody({rows})))"


def test_an_item_over_two_pages_keeps_one_body() -> None:
    document = mended(
        el(
            "L",
            el("LI", el("Lbl", "*"), el("LBody", "a "), hint=TagHint(part="2")),
            hint=TagHint(part="1"),
        ),
        el(
            "L",
            el("LI", el("LBody", "b"), hint=TagHint(part="2")),
            el("LI", el("LBody", "c")),
            hint=TagHint(part="1"),
        ),
    )
    assert outline(document) == "Document(L(LI(Lbl('*') LBody('a ' 'b')) LI(LBody('c'))))"


def test_without_hints_fragments_are_not_joined() -> None:
    assert outline(mended(el("P", "a"), el("P", "b"))) == "Document(P('a') P('b'))"


# headings, notes


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("123", "123"),
        ("124", "123"),
        ("2", "1"),
        ("1421", "1221"),
        ("2431", "1221"),
        ("1366", "1233"),
        ("13635", "12323"),
    ],
)
def test_headings_skip_no_level(levels: str, expected: str) -> None:
    document = mended(*(el(f"H{level}", "x") for level in levels))
    assert "".join(kid.role[1] for kid in document.kids) == expected


def test_headings_are_levelled_across_sections() -> None:
    document = mended(
        el("Sect", el("H1", "a"), el("Art", el("H4", "b"))), el("Sect", el("H2", "c"))
    )
    assert outline(document) == "Document(Sect(H1('a') Art(H2('b'))) Sect(H2('c')))"


def test_notes_have_ids_of_their_own() -> None:
    document = mended(
        *(el("NonStruct", "n", hint=TagHint(role="Note", block="yes")) for _ in range(3))
    )
    assert [kid.id for kid in document.kids] == ["note-1", "note-2", "note-3"]


@pytest.mark.parametrize(("tag", "role"), [("code", "Code"), ("q", "Quote")])
def test_some_elements_have_a_type_of_their_own(tag: str, role: str) -> None:
    document = mended(el("P", "a", el("NonStruct", "b", hint=TagHint(tag=tag))))
    assert outline(document) == f"Document(P('a' {role}('b')))"


# lists


def item(body: str) -> Element:
    return el("LI", el("Lbl", "*"), el("LBody", body))


def listed(*kids: Kid, **mark: str) -> str:
    document = el("Document", el("L", *kids, hint=TagHint(**mark)))
    normalize_lists(document)
    return outline(document.kids[0])


def test_a_nested_list_goes_into_the_item_before_it() -> None:
    inner = el("L", item("b"))
    assert listed(item("a"), inner, item("c")) == (
        "L(LI(Lbl('*') LBody('a' L(LI(Lbl('*') LBody('b'))))) LI(Lbl('*') LBody('c')))"
    )


def test_a_nested_list_without_an_item_gets_one() -> None:
    assert listed(el("L", item("b"))) == "L(LI(LBody(L(LI(Lbl('*') LBody('b'))))))"


def test_paragraphs_of_an_item_go_into_its_body() -> None:
    one = el("LI", el("Lbl", "*"), el("P", "a"), el("P", "b"))
    assert listed(one) == "L(LI(Lbl('*') LBody(P('a') P('b'))))"


@pytest.mark.parametrize(("kid", "role"), [("a", "Span"), (el("P", "a"), "Div")])
def test_an_item_in_another_language_has_one_body(kid: Kid, role: str) -> None:
    body = el("LBody", kid)
    body.lang = "de"
    kids = outline(kid) if isinstance(kid, Element) else repr(kid)
    assert listed(el("LI", el("Lbl", "*"), body)) == f"L(LI(Lbl('*') LBody({role}({kids}))))"


def test_a_marker_inside_the_text_is_the_label() -> None:
    one = el("LI", el("LBody", el("Lbl", "*"), "a"))
    assert listed(one) == "L(LI(Lbl('*') LBody('a')))"


def test_a_label_in_a_label_is_one() -> None:
    assert (
        listed(el("LI", el("Lbl", el("Lbl", "*")), el("LBody", "a")))
        == "L(LI(Lbl('*') LBody('a')))"
    )


def test_a_term_is_the_label_of_its_definitions() -> None:
    def one(tag: str, shown: str) -> Element:
        return el("LI", el("LBody", shown, hint=TagHint(tag=tag)))

    kids = [one("dt", "A"), one("dd", "a1"), one("dd", "a2"), one("dt", "B"), one("dd", "b")]
    assert listed(*kids) == "L(LI(Lbl('A') LBody('a1' 'a2')) LI(Lbl('B') LBody('b')))"
    assert listed(one("dd", "alone")) == "L(LI(LBody('alone')))"


@pytest.mark.parametrize(
    ("style", "numbering"),
    [
        ("decimal", "Decimal"),
        ("lower-latin", "LowerAlpha"),
        ("disc", "Disc"),
        ("none", ""),
        ("hebrew", ""),
    ],
)
def test_a_list_says_how_it_is_numbered(style: str, numbering: str) -> None:
    document = el("Document", el("L", item("a"), hint=TagHint(numbering=style)))
    normalize_lists(document)
    assert document.kids[0].numbering == numbering


# tables


def head(**values: object) -> Element:
    return el("TH", "x", **values)


def table(*rows: list[Element]) -> tuple[Element, list[Element]]:
    """Normalize a table, and return it and its cells in order."""
    document = el("Document", el("Table", *(el("TR", *row) for row in rows)))
    normalize_tables(document)
    cells = [element for element in document.elements() if element.role in ("TH", "TD")]
    return document.kids[0], cells


def test_headers_above_are_of_columns_and_headers_beside_of_rows() -> None:
    _, cells = table([head(), head()], [head(), el("TD")])
    assert [cell.scope for cell in cells] == ["Column", "Column", "Row", ""]
    assert [cell.id for cell in cells] == ["t1-r1-c1", "t1-r1-c2", "t1-r2-c1", ""]
    assert cells[3].headers == ("t1-r2-c1", "t1-r1-c2")


@pytest.mark.parametrize(
    ("said", "scope"), [("row", "Row"), ("col", "Column"), ("rowgroup", "Row"), ("x", "Column")]
)
def test_an_author_sets_the_scope(said: str, scope: str) -> None:
    _, cells = table([head(scope=said), head()])
    assert cells[0].scope == scope


def test_a_wide_head_is_the_head_of_all_columns_below() -> None:
    _, cells = table([head(columns=2), head()], [el("TD"), el("TD"), el("TD")])
    assert [cell.headers for cell in cells[2:]] == [("t1-r1-c1",), ("t1-r1-c1",), ("t1-r1-c3",)]


def test_a_tall_head_is_the_head_of_all_its_rows() -> None:
    _, cells = table([head(rows=2), el("TD")], [el("TD")])
    assert [cell.headers for cell in cells[1:]] == [("t1-r1-c1",), ("t1-r1-c1",)]


def test_a_header_below_a_cell_is_no_header_of_it() -> None:
    _, cells = table([el("TD"), el("TD")], [head(), head()])
    assert cells[0].headers == ()


def test_a_short_row_is_filled() -> None:
    mended_table, _ = table([head(), head(), head()], [el("TD")], [el("TD", columns=2), el("TD")])
    assert outline(mended_table) == "Table(TR(TH('x') TH('x') TH('x')) TR(TD TD TD) TR(TD TD))"


def test_a_tall_cell_counts_in_the_rows_below() -> None:
    mended_table, _ = table([el("TD", rows=2), el("TD")], [el("TD")])
    assert outline(mended_table) == "Table(TR(TD TD) TR(TD))"


def test_a_cell_does_not_leave_the_table() -> None:
    _, cells = table([el("TD", rows=5), el("TD")], [el("TD")])
    assert cells[0].rows == 2


def test_a_table_in_a_table_is_its_own() -> None:
    inner = el("Table", el("TR", head(), head(), head()))
    _, cells = table([head(), el("TD", inner)])
    assert cells[1].headers == ("t1-r1-c1",)
    assert [cell.id for cell in cells if cell.role == "TH"] == [
        "t1-r1-c1",
        "t2-r1-c1",
        "t2-r1-c2",
        "t2-r1-c3",
    ]
