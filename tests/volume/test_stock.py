"""The stock: objects under one numbering, bytes until they are looked into."""

import zlib

from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import DictionaryObject, NullObject, NumberObject

from printissue.volume.reading import Leaves
from printissue.volume.stock import TOKEN, Stock
from printissue.volume.values import made


def leaves(*heads: bytes, data: dict[int, bytes] | None = None) -> Leaves:
    return Leaves([b"null", *heads], data or {}, 1, "1.7", b"")


def test_references_and_keys_move_and_strings_do_not() -> None:
    stock = Stock()
    stock.take(leaves(b"<< /StructParents 3 >>", b"<< >>"))
    offset = stock.take(
        leaves(
            b"<< /A 2 0 R /B [ 1 0 R 2 0 R ] /StructParent 0 /T (2 0 R \\) 1 0 R) /U <322030> >>",
            b"<< /Text (/StructParent 5) /StructParents 7 /X12 10 /Y 0 /R /R >>",
        )
    )
    assert offset == 2
    assert stock.heads[3:] == [
        b"<< /A 4 0 R /B [ 3 0 R 4 0 R ] /StructParent 4 /T (2 0 R \\) 1 0 R) /U <322030> >>",
        b"<< /Text (/StructParent 5) /StructParents 11 /X12 10 /Y 0 /R /R >>",
    ]
    assert stock.next_key == 12


def test_streams_move_with_their_numbers() -> None:
    stock = Stock()
    stock.take(leaves(b"<< /Length 1 >>", data={1: b"x"}))
    stock.take(leaves(b"<< /Length 1 >>", data={1: b"y"}))
    assert stock.data == {1: b"x", 2: b"y"}


def test_an_object_that_is_a_reference_moves_too() -> None:
    stock = Stock()
    stock.take(leaves(b"<< >>"))
    stock.take(leaves(b" 2 0 R", b"<< /X 1 >>"))
    assert stock.heads[2] == b" 3 0 R"


def test_what_is_not_there_is_null() -> None:
    stock = Stock()
    assert [type(stock.value(number)) for number in (0, 1, 99, -1)] == [NullObject] * 4


def test_a_value_is_read_once_and_again_after_a_change() -> None:
    stock = Stock()
    number = stock.append(b"<< /A 1 >>")
    assert stock.value(number) is stock.value(number)
    stock.replace(number, b"<< /A 2 >>")
    value = stock.value(number)
    assert isinstance(value, DictionaryObject)
    assert value["/A"] == 2
    stock.put(number, made(B=NumberObject(3)))
    assert b"/B 3" in stock.heads[number]


def test_references_resolve_through_the_stock() -> None:
    stock = Stock()
    inner = stock.add(made(X=NumberObject(7)))
    outer = stock.add(made(To=inner))
    stock._values.clear()
    value = stock.value(outer.idnum)
    assert isinstance(value, DictionaryObject)
    assert value["/To"]["/X"] == 7  # type: ignore[index]


def test_streams_are_decoded() -> None:
    stock = Stock()
    words = b"words " * 9
    packed = zlib.compress(words)
    heads = {
        b"<< /Length %d >>" % len(words): words,
        b"<< /Filter /FlateDecode /Length %d >>" % len(packed): packed,
        b"<< /Filter [ /ASCIIHexDecode /FlateDecode ] >>": packed.hex().encode() + b">",
        b"<< /Filter /FlateDecode /DecodeParms << /Predictor 1 >> >>": packed,
    }
    for head, data in heads.items():
        number = stock.append(head)
        stock.data[number] = data
        assert stock.decoded(number) == words, head


@given(st.text(alphabet="()\\ 0123R/<>ab\n", max_size=30))
def test_a_string_as_pypdf_writes_it_is_one_token(words: str) -> None:
    from pypdf.generic import TextStringObject

    stock = Stock()
    number = stock.add(made(T=TextStringObject(words), N=NumberObject(1))).idnum
    parts = TOKEN.split(stock.heads[number])
    assert len(parts) == 3
    assert b"(" not in parts[0] + parts[2]
    stock._values.clear()
    value = stock.value(number)
    assert isinstance(value, DictionaryObject)
    assert value["/T"] == words
