"""Tables whose rows are grouped oddly, from the page to the finished file."""

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
def test_a_head_or_foot_never_stands_without_a_body(inner: str, roles: str | None) -> None:
    pdf, findings = finished(f"<table>{inner}</table>")
    assert findings == ()
    found = walk(pdf)
    assert found.faults == []
    said = found.root.named("Table")[0].roles().replace("(P)", "")
    assert said == (roles or "Table(THead(TR(TH TH)) TBody(TR(TH TH)))")


def test_a_caption_stays_with_a_head_alone() -> None:
    pdf, _ = finished(f"<table><caption>Boats</caption><thead>{CELLS}</thead></table>")
    found = walk(pdf)
    assert found.faults == []
    assert "Boats" in found.text()
    assert "THead" not in found.root.roles()


def test_rows_keep_their_order_without_a_body() -> None:
    pdf, _ = finished("<table><thead><tr><th>one</th></tr><tr><th>two</th></tr></thead></table>")
    assert walk(pdf).text() == "one two"


@pytest.mark.verapdf
def test_verapdf_takes_a_head_alone(tmp_path) -> None:
    from verapdf import validate

    pdf, _ = finished(f"<table><thead>{CELLS}</thead></table>")
    path = tmp_path / "head.pdf"
    pdf.save(path)
    assert list(validate([path], "ua1").values()) == [[]]
