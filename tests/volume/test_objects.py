"""Name trees are written in order, and names that occur twice become unique."""

from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, NullObject, NumberObject, TextStringObject

from printissue.volume.objects import (
    comparable,
    dictionary,
    distinct,
    entry,
    integer,
    items,
    made,
    name_tree,
    names_of,
    numbers_of,
    octets,
    prefixed,
    text,
)
from printissue.volume.writer import VolumeWriter

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


def test_distinct_names_begin_with_the_key_of_their_part() -> None:
    owned = [("a", b"x"), ("b", b"x"), ("b", b"y"), ("c", b"a-x")]
    assert distinct(owned) == [b"a-x-2", b"b-x", b"y", b"a-x"]


def test_a_prefix_takes_the_encoding_of_the_name() -> None:
    wide = b"\xfe\xff" + "Ж".encode("utf-16-be")
    assert prefixed("k", wide) == b"\xfe\xff" + "k-Ж".encode("utf-16-be")
    assert prefixed("k", b"x") == b"k-x"


def test_a_number_is_put_before_the_file_extension() -> None:
    assert distinct([("a", b"x.tar.gz")] * 3)[1:] == [b"a-x.tar-2.gz", b"a-x.tar-3.gz"]
    assert distinct([("a", b"no ending")] * 2)[1] == b"a-no ending-2"


@given(st.dictionaries(st.binary(max_size=4), st.integers(0, 99), max_size=40))
def test_a_name_tree_returns_what_it_holds(pairs: dict[bytes, int]) -> None:
    rows = [(name, NumberObject(value)) for name, value in pairs.items()]
    read = list(names_of(name_tree(VolumeWriter(), rows)))
    assert [name for name, _ in read] == sorted(pairs)
    assert {name: integer(value) for name, value in read} == pairs


def test_a_large_tree_has_branches_with_limits() -> None:
    top = name_tree(VolumeWriter(), [(b"%03d" % at, NumberObject(at)) for at in range(600)])
    kids = items(entry(top, "/Kids"))
    assert [[octets(one) for one in items(entry(kid, "/Limits"))] for kid in kids] == [
        [b"000", b"255"],
        [b"256", b"511"],
        [b"512", b"599"],
    ]
    assert len(list(names_of(top))) == 600


def test_a_circular_tree_ends() -> None:
    node = made(Nums=[NumberObject(1), NullObject()])
    node.update(made(Kids=ArrayObject([node, made(Kids=[node]), NullObject(), NumberObject(1)])))
    assert [key for key, _ in numbers_of(node)] == [1]


def test_half_a_pair_is_dropped() -> None:
    row = [NumberObject(1), NullObject(), NumberObject(2)]
    assert [key for key, _ in numbers_of(made(Nums=row))] == [1]
    assert list(names_of(made(Names=row))) == []


def test_a_value_of_another_type_counts_as_absent() -> None:
    word = TextStringObject("x")
    assert (dictionary(word), items(word), integer(word)) == ({}, [], None)
    assert (text(NumberObject(1)), octets(NumberObject(1))) == ("", None)
    assert entry(word, "/X") is entry(made(X=NullObject()), "/X") is None


def test_a_reference_to_itself_counts_as_absent() -> None:
    writer = VolumeWriter()
    reference = writer.add(NullObject())
    writer._objects[reference.idnum - 1] = reference
    assert entry(made(X=reference), "/X") is None


def test_comparing_circular_objects_ends() -> None:
    writer = VolumeWriter()
    node = made()
    node.update(made(Me=writer.add(node)))
    assert comparable(node)
