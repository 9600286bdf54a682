"""Content streams are parsed into operators, damaged ones as far as possible."""

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printfiles import raw
from printissue.pdf.content import Operation, operations


def cut(data: bytes) -> list[tuple[str, list[object]]]:
    return [(one.name, one.operands) for one in operations(data)]


@pytest.mark.parametrize(
    ("data", "operand"),
    [
        (b"12 x", 12.0),
        (b"-.5 x", -0.5),
        (b"+3. x", 3.0),
        (b"--5 x", 5.0),
        (b"12-3 x", 12.0),
        (b"/Name x", "/Name"),
        (b"/A#20B x", "/A B"),
        (b"/ x", "/"),
        (b"(text) x", b"text"),
        (b"(a\\)b) x", b"a)b"),
        (b"(a(b)c) x", b"a(b)c"),
        (b"(\\101\\n\\\r\nz) x", b"A\nz"),
        (b"(\\9\\78) x", b"9\x078"),
        (b"<48 65 6> x", b"He`"),
        (b"true x", True),
        (b"null x", None),
        (b"[1 [2 (c)] /D] x", [1.0, [2.0, b"c"], "/D"]),
        (b"<</A 1 /B <</C (d)>>>> x", {"/A": 1.0, "/B": {"/C": b"d"}}),
        (b"%comment ( \n7 x", 7.0),
    ],
)
def test_operands_are_parsed(data: bytes, operand: object) -> None:
    assert cut(data) == [("x", [operand])]


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"q 1 0 0 1 5 5 cm Q", ["q", "cm", "Q"]),
        (b"1 g0 G", ["g0", "G"]),
        (b"(never closed Tj", []),
        (b"[1 2 f", ["f"]),
        (b"] >> ) } f", ["f"]),
        (b"\xff\xfe f", ["f"]),
        (b"T* ' \"", ["T*", "'", '"']),
        (b"0 0 10 10re f*", ["re", "f*"]),
        (b"", []),
        (b"1 2 3", []),
        (b"f %S", ["f"]),
        (b"f % S" * 99, ["f"]),
    ],
)
def test_operators_are_parsed(data: bytes, names: list[str]) -> None:
    assert [one.name for one in operations(data)] == names


def test_an_inline_image_is_one_operator() -> None:
    data = b"q BI /W 2 /H 2 /BPC 8 /CS /G ID \x00EI\xff EI Q 1 g"
    names = [one.name for one in operations(data)]
    assert names == ["q", "BI", "Q", "g"]
    keys, content = next(one.operands for one in operations(data) if one.name == "BI")
    assert keys == {
        "/Width": 2.0,
        "/Height": 2.0,
        "/BitsPerComponent": 8.0,
        "/ColorSpace": "/G",
    }
    assert content == b"\x00EI\xff"


def test_an_inline_image_is_as_long_as_its_pixels() -> None:
    """Pixels that look like `EI`, with a space before and after, do not end an image."""
    data = b"BI /W 6 /H 1 /BPC 8 /CS /G ID " + b"a EI b" + b" EI f"
    (image, fill) = operations(data)
    assert image.operands[1] == b"a EI b"
    assert fill.name == "f"


def test_an_inline_image_says_its_length() -> None:
    data = b"BI /W 9 /H 9 /F /Fl /L 8 ID x EI g h EI f"
    (image, fill) = operations(data)
    assert image.operands[1] == b"x EI g h"
    assert fill.name == "f"


def test_an_inline_image_that_never_ends_takes_the_rest() -> None:
    assert [one.name for one in operations(b"BI /W 1 ID abc")] == ["BI"]


@given(st.binary(max_size=300))
def test_any_bytes_are_parsed(data: bytes) -> None:
    end = 0
    for one in operations(data):
        assert one.name
        assert isinstance(one.operands, list)
        assert one.start == end < one.end <= len(data), "operations lie side by side"
        end = one.end


@given(st.text("()\\abc\r\n19", max_size=30))
def test_any_string_is_written_and_read_back(value: str) -> None:
    escaped = value.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    assert cut(f"({escaped}) Tj".encode()) == [("Tj", [value.encode()])]


def test_real_pages_are_parsed_as_by_another_parser() -> None:
    """The operators and operands are those of qpdf's parser."""
    pdf = pikepdf.open(io.BytesIO(raw("<p>Some <b>words</b> (of text)</p>" * 20)))
    contents = pdf.pages[0].obj.Contents
    ours = list(operations(contents.read_bytes()))
    theirs = list(pikepdf.parse_content_stream(pdf.pages[0]))
    assert [one.name for one in ours] == [str(one.operator) for one in theirs]
    for one, other in zip(ours, theirs, strict=True):
        _same(one, list(other.operands))


def _same(one: Operation, operands: list[object]) -> None:
    assert len(one.operands) == len(operands)
    for mine, yours in zip(one.operands, operands, strict=True):
        if isinstance(mine, float):
            assert mine == pytest.approx(float(yours))  # type: ignore[arg-type]
        elif isinstance(mine, str):
            assert mine == str(yours)
        elif isinstance(mine, bytes):
            assert mine == bytes(yours)  # type: ignore[call-overload]
