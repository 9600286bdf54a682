"""Values of catalogues: trees are read whatever their shape and written in order; names come apart."""

import re

from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from printissue.volume.stock import Stock
from printissue.volume.values import (
    dictionary,
    distinct,
    entry,
    integer,
    items,
    made,
    name_tree,
    names_of,
    number_tree,
    numbers_of,
    octets,
    picture,
    prefixed,
    text,
)

KEYS = st.sampled_from(["a", "b", "c", "2025-01"])
NAMES = st.one_of(
    st.sampled_from([b"x", b"x.txt", b"a-x", b"a-x.txt", b"a-x-2.txt", b"", b"\xfe\xff\0x"]),
    st.binary(max_size=5),
)


@given(st.lists(st.tuples(KEYS, NAMES), max_size=12))
def test_distinct_names_are_distinct(owned: list[tuple[str, bytes]]) -> None:
    fresh = distinct(owned)
    assert len(set(fresh)) == len(fresh) == len(owned)
    names = [name for _, name in owned]
    for (_, old), new in zip(owned, fresh, strict=True):
        assert new == old or names.count(old) > 1


def test_distinct_names_say_whose_they_are() -> None:
    owned = [("a", b"x"), ("b", b"x"), ("b", b"y"), ("c", b"a-x")]
    assert distinct(owned) == [b"a-x-2", b"b-x", b"y", b"a-x"]


def test_a_prefix_takes_the_encoding_of_the_name() -> None:
    wide = b"\xfe\xff" + "Ж".encode("utf-16-be")
    assert prefixed("k", wide) == b"\xfe\xff" + "k-Ж".encode("utf-16-be")
    assert prefixed("k", b"x") == b"k-x"


def test_a_number_stands_before_the_ending() -> None:
    assert distinct([("a", b"x.tar.gz")] * 3)[1:] == [b"a-x.tar-2.gz", b"a-x.tar-3.gz"]
    assert distinct([("a", b"no ending")] * 2)[1] == b"a-no ending-2"


@given(st.dictionaries(st.binary(max_size=4), st.integers(0, 99), max_size=40))
def test_a_name_tree_gives_back_what_it_holds(pairs: dict[bytes, int]) -> None:
    stock = Stock()
    rows = [(name, NumberObject(value)) for name, value in pairs.items()]
    read = list(names_of(name_tree(stock, rows)))
    assert [name for name, _ in read] == sorted(pairs)
    assert {name: integer(value) for name, value in read} == pairs


@given(st.dictionaries(st.integers(-9, 2000), st.integers(0, 9), max_size=20))
def test_a_number_tree_gives_back_what_it_holds(pairs: dict[int, int]) -> None:
    stock = Stock()
    rows = [(key, NumberObject(value)) for key, value in pairs.items()]
    read = [(key, integer(value)) for key, value in numbers_of(number_tree(stock, rows))]
    assert read == sorted(pairs.items())


def test_a_great_tree_has_branches_with_limits() -> None:
    stock = Stock()
    top = number_tree(stock, [(at, NumberObject(at)) for at in range(600)])
    kids = items(entry(top, "/Kids"))
    assert [[integer(one) for one in items(entry(kid, "/Limits"))] for kid in kids] == [
        [0, 255],
        [256, 511],
        [512, 599],
    ]
    assert len(list(numbers_of(top))) == 600


def test_a_tree_that_runs_in_a_circle_ends() -> None:
    node = made(Nums=[NumberObject(1), NameObject("/X")])
    node[NameObject("/Kids")] = ArrayObject(
        [node, made(Kids=[node]), NullObject(), NumberObject(1)]
    )
    assert [key for key, _ in numbers_of(node)] == [1]


def test_an_odd_half_pair_is_dropped() -> None:
    row = [NumberObject(1), NameObject("/X"), NumberObject(2)]
    assert [key for key, _ in numbers_of(made(Nums=row))] == [1]
    assert list(names_of(made(Names=row))) == []


def test_what_is_of_another_kind_counts_as_absent() -> None:
    word = TextStringObject("x")
    assert (dictionary(word), items(word), integer(word)) == ({}, [], None)
    assert (text(NumberObject(1)), octets(NameObject("/x"))) == ("", None)
    assert entry(word, "/X") is entry(made(X=NullObject()), "/X") is None


def test_a_string_is_the_same_in_bytes_and_text() -> None:
    stock = Stock()
    for word in ("plain", "Fühling", "Ж", "(a\\b)\r\n", "\ufeffmark"):
        number = stock.add(made(T=TextStringObject(word))).idnum
        stock._values.clear()
        assert text(entry(stock.value(number), "/T")) == word
    raw = made(T=ByteStringObject(b"\xfe\xff\0x"))
    number = stock.add(raw).idnum
    stock._values.clear()
    assert octets(entry(stock.value(number), "/T")) == b"\xfe\xff\0x"


def test_pictures_are_equal_where_contents_are() -> None:
    stock = Stock()
    inner = made(B=NumberObject(1), A=NameObject("/X"))
    direct = made(K=[inner, TextStringObject("/X")])
    by_reference = made(
        K=[stock.add(made(A=NameObject("/X"), B=NumberObject(1))), TextStringObject("/X")]
    )
    assert picture(direct) == picture(by_reference)
    assert picture(NameObject("/X")) != picture(TextStringObject("/X"))
    streams = [stock.add(made(Length=0), b"") for _ in range(2)]
    assert picture(streams[0]) != picture(streams[1])


def test_a_picture_of_a_circle_ends() -> None:
    stock = Stock()
    reference = stock.add(DictionaryObject())
    stock.put(reference.idnum, made(Me=reference))
    assert picture(reference)


def test_values_that_are_put_are_read_back() -> None:
    stock = Stock()
    number = stock.add(made(A="/Name", B=2, C=[NumberObject(3)], D=None)).idnum
    assert re.sub(rb"\s+", b" ", stock.heads[number]) == b"<< /A /Name /B 2 /C [ 3 ] >>"
