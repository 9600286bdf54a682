"""The indices of the characters of a scalar are exact in every style of YAML."""

import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printissue.manuscript.nodes import Scalar
from printissue.manuscript.parsing import parse
from printissue.manuscript.source import decode
from printissue.manuscript.source_map import SourceMap, character_indices

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
texts = st.text(st.sampled_from("ab  \n\n'\"\\:#-*é☃\u00a0🎉[]>|%"), max_size=40)
STYLES = (None, "'", '"', "|", ">")


def scalar_of(document: str) -> Scalar | None:
    """Return the scalar that the document's one key has, as the manuscript stage reads it."""
    source, findings = decode("x.yaml", document.encode())
    if source is None or findings:
        return None
    tree, findings = parse(source)
    node = tree.entries["a"].value if tree and not findings else None
    return node if isinstance(node, Scalar) else None


def assert_exact(document: str, scalar: Scalar) -> None:
    """Check that every character of a scalar is at its index."""
    found = character_indices(document, scalar)
    assert len(found) == len(scalar.text)
    assert found == sorted(set(found))
    for character, index in zip(scalar.text, found, strict=True):
        written = document[index]
        if written == "\\" and scalar.style == '"':
            escape = re.match(r"\\(x..|u....|U.{8}|.)", document[index:])
            assert yaml.safe_load(f'"{escape[0]}"') == character
        elif character == " ":
            assert written in " \n"
        elif written != "'" or scalar.style != "'":
            assert written == character
        else:
            assert document[index : index + 2] == "''"


@relaxed
@given(text=texts, style=st.sampled_from(STYLES), width=st.sampled_from((5, 20, 999)))
@pytest.mark.parametrize("depth", [0, 2])
def test_documents_of_a_dumper(text, style, width, depth):
    """The dumper chooses indentation indicators, chomping, folds and escapes."""
    value: object = text
    for _ in range(depth):
        value = [value]
    document = yaml.dump({"a": value}, default_style=style, width=width, allow_unicode=width < 20)
    document = document.replace('"a":', "a:").replace("'a':", "a:").replace("? |-\n  a\n:", "a:")
    loader = yaml.SafeLoader(document)
    events = [one for one in iter(loader.get_event, None) if isinstance(one, yaml.ScalarEvent)]
    event = events[-1]
    # the text as it is read: with narrow lines the dumper breaks some that it should not
    assert_exact(document, Scalar(event.start_mark.index, event.value, event.style))


lines = st.lists(st.text(st.sampled_from("ab -☃#:*'"), max_size=8), max_size=8)


@relaxed
@given(
    lines=lines,
    head=st.sampled_from(["|", ">", "|-", ">-", "|+", ">+", "|2", ">2-", "|+2", "> # note"]),
    more=st.integers(0, 3),
    tail=st.sampled_from(["", "\n", "\nb: c\n", "\n\n\n  \nb: c\n", "\n# comment\n"]),
)
def test_blocks_by_hand(lines, head, more, tail):
    indent = " " * (2 if "2" in head else 2 + more)
    body = "\n".join(indent + line if line else "" for line in lines)
    document = f"a: {head}\n{body}{tail}"
    scalar = scalar_of(document)
    if scalar is not None:
        assert_exact(document, scalar)


@relaxed
@given(
    words=st.lists(st.sampled_from(["ab", "''", "☃", "a:b", "x#y", '\\"', "\\\\", "\\x41"])),
    gaps=st.lists(
        st.sampled_from(
            [" ", "  ", "\n  ", " \n   ", "\n\n  ", " \n \n\n  ", "\\\n  ", " \\\n\n  "]
        ),
        min_size=8,
        max_size=8,
    ),
    quote=st.sampled_from(["", "'", '"']),
)
def test_flow_scalars_by_hand(words, gaps, quote):
    ends = [*gaps, *gaps, *gaps]
    inner = "".join(word + ends[number % 24] for number, word in enumerate(words))
    if quote != '"':
        inner = inner.replace("\\\n", "\n")
    document = f"a: {quote}{inner}{quote}\nb: c\n"
    scalar = scalar_of(document)
    if scalar is not None:
        assert_exact(document, scalar)


@relaxed
@given(lines=lines.filter(lambda lines: any(line.strip() for line in lines)), data=st.data())
def test_a_change_at_the_place_is_a_change_of_the_character(lines, data):
    document = "a: |1\n" + "\n".join(f" {line}" for line in lines) + "\n"
    scalar = scalar_of(document)
    assert scalar is not None
    offset = data.draw(st.integers(0, len(scalar.text) - 1))
    index = character_indices(document, scalar)[offset]
    if document[index] != "\n":
        changed = scalar_of(f"{document[:index]}X{document[index + 1 :]}")
        assert changed is not None
        assert changed.text == f"{scalar.text[:offset]}X{scalar.text[offset + 1 :]}"


@pytest.mark.parametrize(
    ("document", "offset", "where"),
    [
        ("a: |\n  one\n    two\n", 4, (3, 3)),  # a blank that belongs to the text
        ("a: |2\n    one\n", 0, (2, 5)),  # the model has no blanks at the start
        ("a: >\n  one\n\n  two\n", 3, (3, 1)),
        ("a: >\n  one\n  two\n", 3, (2, 6)),
        ("a: one\n  two\n", 3, (1, 7)),
        ('a: "one\\\n   two"\n', 3, (2, 4)),
        ('a: "o\\n\\\n\n  two"\n', 2, (2, 1)),
        ("a: &x |\n  one\n", 1, (2, 4)),
    ],
)
def test_places(document, offset, where):
    source, _ = decode("x.yaml", document.encode())
    tree, _ = parse(source)
    place = SourceMap(source, tree).of(("a",), offset=offset)
    assert (place.line, place.column) == where


def test_many_blanks_are_fast():
    document = f"a: '{' ' * 200_000}x'\n"
    scalar = scalar_of(document)
    assert character_indices(document, scalar)[-1] == 200_004
