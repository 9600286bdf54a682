"""Tables with unusual row groups, from the page to the finished file."""

import pytest

from rawpages import finished
from structure import walk

CELLS = "<tr><th>Boat</th><th>Tons</th></tr>"


@pytest.mark.parametrize(
    ("inner", "roles"),
    [
        (f"<thead>{CELLS}</thead>", "Table(TR(TH TH))"),
        (f"<tfoot>{CELLS}</tfoot>", "Table(TR(TH TH))"),
        (f"<tbody>{CELLS}</tbody>", "Table(TBody(TR(TH TH)))"),
        (f"<thead>{CELLS}</thead><tbody>{CELLS}</tbody>", None),
    ],
    ids=["head", "foot", "body", "head and body"],
)
def test_a_table_head_or_foot_needs_a_body(inner: str, roles: str | None) -> None:
    pdf, findings = finished(f"<table>{inner}</table>")
    assert findings == ()
    found = walk(pdf)
    assert found.faults == []
    said = found.root.named("Table")[0].roles().replace("(P)", "")
    assert said == (roles or "Table(THead(TR(TH TH)) TBody(TR(TH TH)))")


def test_a_caption_stays_in_a_table_with_only_a_head() -> None:
    pdf, _ = finished(f"<table><caption>Boats</caption><thead>{CELLS}</thead></table>")
    found = walk(pdf)
    assert found.faults == []
    assert "Boats" in found.text()
    assert "THead" not in found.root.roles()


def test_rows_keep_their_order_without_a_body() -> None:
    pdf, _ = finished("<table><thead><tr><th>one</th></tr><tr><th>two</th></tr></thead></table>")
    assert walk(pdf).text() == "one two"


@pytest.mark.slow
@pytest.mark.verapdf
def test_verapdf_accepts_a_table_head_only(tmp_path) -> None:
    from verapdf import validate

    pdf, _ = finished(f"<table><thead>{CELLS}</thead></table>")
    path = tmp_path / "head.pdf"
    pdf.save(path)
    assert validate([path]) == {path: {"3a": [], "ua1": []}}


CORNER = "<thead><tr><th></th><th>Boat</th><th>Crew</th></tr></thead>"
ROWS = "<tr><td>Tons</td><td>12</td><td>4</td></tr><tr><td></td><td>14</td><td>5</td></tr>"


def roles_of(inner: str) -> str:
    pdf, findings = finished(f"<table>{inner}</table>")
    assert findings == ()
    found = walk(pdf)
    assert found.faults == []
    return found.root.named("Table")[0].roles().replace("(P)", "")


def test_an_empty_corner_makes_heads_of_the_first_column() -> None:
    said = roles_of(f"{CORNER}<tbody>{ROWS}</tbody>")
    assert said == "Table(THead(TR(TD TH TH)) TBody(TR(TH TD TD) TR(TD TD TD)))"


def test_the_cells_of_such_a_row_have_it_as_header() -> None:
    pdf, _ = finished(f"<table>{CORNER}<tbody>{ROWS}</tbody></table>")
    table = walk(pdf).root.named("Table")[0]
    row = table.named("TR")[1]
    assert str(row.kids[0].raw.A.Scope) == "/Row"
    assert [str(one) for one in row.kids[1].raw.A.Headers] == ["t1-r2-c1", "t1-r1-c2"]
    assert {str(one.raw.A.Scope) for one in table.named("TR")[0].named("TH")} == {"/Column"}


@pytest.mark.parametrize(
    ("inner", "roles"),
    [
        ("<tr><th>A</th><th></th></tr><tr><td>1</td><td>2</td></tr>", "Table(TR(TH TD) TR(TD TD))"),
        ("<tr><th></th></tr><tr><td>1</td></tr>", "Table(TR(TD) TR(TD))"),
        ("<tr><th></th><td>x</td></tr><tr><td>1</td><td>2</td></tr>", "Table(TR(TD TD) TR(TD TD))"),
        (
            "<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>",
            "Table(TR(TH TH) TR(TD TD))",
        ),
    ],
    ids=["not the corner", "one column", "no head row", "none empty"],
)
def test_an_empty_head_cell_heads_nothing(inner: str, roles: str) -> None:
    assert roles_of(inner) == roles.replace("Table(", "Table(TBody(") + ")"
