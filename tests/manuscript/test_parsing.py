"""From bytes to a tree: values stay text, sizes are limited, no input raises an exception."""

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checkout import ROOT
from manuscriptfiles import ISSUE, PUBLICATION, REF, workspace_of
from printissue import manuscript
from printissue.manuscript.nodes import Mapping, NoValue, Scalar, to_plain, walk
from printissue.manuscript.parsing import parse
from printissue.manuscript.source import Source, decode
from printissue.model.issue import Issue, Publication
from printissue.model.parts import Part
from printissue.model.printers import Printer


def rules(text: str | bytes) -> list[str]:
    """Return the rules of the findings before the model is checked."""
    source, findings = decode("x.yaml", text if isinstance(text, bytes) else text.encode())
    return [one.rule for one in (*findings, *(parse(source)[1] if source else ()))]


def tree(text: str) -> Mapping:
    found, findings = parse(Source.of("x.yaml", text))
    assert findings == []
    return found


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "12:30",
        "12:30:45",
        "010",
        "1.10",
        "2015-10-01",
        "Nullmann",
        "0x1f",
        "1e3",
        ".inf",
        "=",
        "true",
        "1_000",
    ],
)
def test_values_stay_text(text):
    assert to_plain(tree(f"a: {text}\nb: [{text}]\n{text}: c\n")) == {
        "a": text,
        "b": [text],
        text: "c",
    }


@pytest.mark.parametrize("word", ["~", "null", "Null", "NULL"])
def test_a_word_for_no_value_is_a_text_in_quotes(word):
    assert to_plain(tree(f"a: {word}\nb: '{word}'\n")) == {"a": None, "b": word}


def test_every_way_of_writing_a_text():
    text = "a: |\n  one\n  two\nb: >-\n  one\n  two\nc: 'it''s'\nd: \"\\u00e9 \\\n   x\"\ne: one\n  two\n"
    found = tree(text)
    assert to_plain(found) == {
        "a": "one\ntwo",
        "b": "one two",
        "c": "it's",
        "d": "é x",
        "e": "one two",
    }
    raw = {path[0]: node.text for path, node in walk(found) if isinstance(node, Scalar)}
    assert raw["a"] == "one\ntwo\n"


def test_absent_and_empty_values_differ():
    found = tree("a:\nb: ''\n")
    assert isinstance(found.entries["a"].value, NoValue)
    assert isinstance(found.entries["b"].value, Scalar)


class TestEncoding:
    def test_names_byte_and_line(self):
        source, (finding,) = decode("x.yaml", "title: x\r\nname: Größe".encode("latin-1"))
        assert source is None
        assert (finding.rule, finding.place.line, finding.place.column) == ("yaml-encoding", 2, 9)
        assert "byte 18 (0xF6)" in finding.message

    def test_counts_characters_not_bytes(self):
        _, (finding,) = decode("x.yaml", b"\xef\xbb\xbfa: \xc3\xa9\xf0\x9f\x8e\x89 \xff")
        assert (finding.place.line, finding.place.column) == (1, 7)

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_wide_encodings(self, encoding):
        assert set(rules(ISSUE.encode(encoding))) & {"yaml-encoding", "yaml-character"}

    def test_byte_order_mark_and_line_ends(self):
        plainly = decode("x.yaml", ISSUE.encode())[0]
        for variant in (
            b"\xef\xbb\xbf" + ISSUE.encode(),
            ISSUE.replace("\n", "\r\n").encode(),
            ISSUE.replace("\n", "\r").encode(),
        ):
            assert decode("x.yaml", variant) == (plainly, [])

    def test_control_characters_do_not_reach_the_terminal(self):
        _, findings = decode("x.yaml", b"a: \x1b[31m\n")
        assert [one.place.text for one in findings] == ["a: \ufffd[31m"]
        _, findings = decode("x.yaml", b"a: \x1b[31m\xff\n")
        assert [one.place.text for one in findings] == ["a: \ufffd[31m\ufffd"]

    def test_a_character_is_reported_once_a_line(self):
        _, findings = decode("x.yaml", b"a: \x01\x01\x02\nb: \x01\n")
        assert [(one.place.line, one.place.column) for one in findings] == [(1, 4), (1, 6), (2, 4)]


class TestBounds:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("a: " + "[" * 100_000, "yaml-size"),
            ("a: " + "{b: " * 100_000, "yaml-size"),
            ("- " * 100_000, "yaml-size"),
            ("? " * 100_000, "yaml-size"),
            ("".join(" " * n + "a:\n" for n in range(1500)), "yaml-size"),
            ("a: [" + "b," * 60_000 + "]", "yaml-size"),
            ("a: [" + "[]," * 60_000 + "]", "yaml-size"),
        ],
    )
    def test_size(self, text, rule):
        assert rules(text) == [rule]

    def test_depth_is_exact(self):
        assert rules("a: " + "[" * 31 + "]" * 31) == []
        assert rules("a: " + "[" * 32 + "]" * 32) == ["yaml-size"]

    @pytest.mark.slow
    def test_syntax_error_at_the_last_node(self):
        assert rules("a: [" + "b," * 49_999) == ["yaml-syntax"]

    def test_aliases_are_never_followed(self):
        levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))
        found = rules(f"l0: &l0 [x, x]\n{levels}\n")
        assert found.count("yaml-anchor") == 30 + 29 * 9
        assert set(found) == {"yaml-anchor"}

    def test_three_mebibytes(self, tmp_path):
        workspace = workspace_of(tmp_path, issue=ISSUE + "#" * (3 << 20))
        found, findings = manuscript.read(workspace, REF)
        assert found is None
        assert [(one.rule, one.place.line) for one in findings] == [("yaml-size", None)]

    def test_two_mebibytes_are_fine(self, tmp_path):
        comment = "# " + "x" * 1000 + "\n"
        found, findings = manuscript.read(workspace_of(tmp_path, issue=ISSUE + comment * 2000), REF)
        assert findings == ()
        assert found is not None


class TestOddities:
    @pytest.mark.parametrize(
        "text", ["", "\n\n", "# a comment\n", "---\n", "--- # x\n...\n", "\ufeff"]
    )
    def test_empty(self, text):
        source, _ = decode("x.yaml", text.encode())
        found, (finding,) = parse(source)
        assert found is None
        assert (finding.rule, finding.message) == ("wrong-kind", "the file is empty")

    def test_start_and_end_of_the_one_document(self):
        assert to_plain(tree("%YAML 1.1\n---\na: b\n...\n")) == {"a": "b"}

    def test_tag_directive(self):
        assert rules("%TAG ! tag:example.org,2015:\n---\na: b\n") == ["yaml-tag"]

    @pytest.mark.parametrize("text", ["[a]: b\n", "{a: b}: c\n", ": b\n", "? - a\n: b\n"])
    def test_keys_that_are_not_text(self, text):
        assert rules(text) == ["yaml-syntax"]

    def test_quoted_merge_sign_is_a_text(self):
        assert to_plain(tree("'<<': a\n")) == {"<<": "a"}

    def test_tag_behind_an_anchor_on_the_next_line(self):
        _, findings = parse(Source.of("x.yaml", "a: &b\n  !c d\n"))
        assert [(one.rule, one.place.line, one.place.column) for one in findings] == [
            ("yaml-anchor", 1, 4),
            ("yaml-tag", 2, 3),
        ]

    def test_values_before_a_syntax_error_are_kept(self):
        found, findings = parse(Source.of("x.yaml", "a: b\nc: [d, e\n"))
        assert [one.rule for one in findings] == ["yaml-syntax"]
        assert to_plain(found) == {"a": "b", "c": ["d", "e"]}
        assert not found.complete


@pytest.mark.parametrize(
    ("text", "column", "fragment"),
    [
        ("%YAML 3.0\n---\na: b\n", 1, "a line cannot start with %"),
        ('a: "\\xzz"\n', 7, "2 hexadecimal digits are expected here"),
        ("a: ? b\n", 4, "a '? ' cannot start here"),
        ("a: [", 5, "the file ends inside a bracket"),
        ("a: [b, {c: d", 8, "the bracket that opens here is never closed"),
        ("a: [b,, c]\n", 7, "a value is expected here, not a ','"),
        ("a: {b: c, d: e: f}\n", 15, "a ',' or a '}' is missing"),
        ("a: [b] c\n", 8, "the text starts with a bracket"),
        ("a: 'it's'\n", 8, "write an apostrophe twice"),
        ("a: {{ x }}\n", 5, "a key must be a text"),
        ("a: `b`\n", 4, "a text cannot start with `"),
        ("a: |0\n  x\n", 5, "only '-' or '+' can follow | or >"),
        ("a: >- x\n  y\n", 7, "only '-' or '+' can follow | or >"),
        ("a: 'b\n---\n'\n", 4, "the quotation mark that opens here is never closed"),
        ("a: !<x y\n", 4, "a text cannot start with !"),
        ("&: b\n", 1, "a text cannot start with &"),
        (f"%YAML 1{'0' * 5000}.1\n---\na: b\n", 7, "cannot be read as YAML"),
    ],
)
def test_syntax_errors_in_plain_words(text, column, fragment):
    _, (finding,) = parse(Source.of("x.yaml", text))
    assert finding.place.column == column
    assert fragment in f"{finding.message} {finding.hint}"


def test_items_among_keys_and_keys_among_items():
    for text, what in (
        ("- a\nb: c\n", "this key"),
        ("a: b\n- c\n", "this item"),
        ("a: b\n]\n", "a ']'"),
    ):
        _, findings = parse(Source.of("x.yaml", text))
        assert [(one.rule, one.place.line, one.place.column) for one in findings] == [
            ("yaml-syntax", 2, 1)
        ]
        assert findings[0].message == f"{what} does not belong here"


PIECES = st.sampled_from(
    [
        *"ab:-,|>?[]{}'\"#&*!%@`~\\é🎉\u0301\u202e\u2028\x85\x00\t\r \n\n\n",
        *(
            "title: ",
            "date: 2015-10\n",
            "sections:\n",
            "articles: ",
            "heading: ",
            "image: ",
            "<<: ",
            ": ",
            "- ",
        ),
        *("\n  ", "\n- ", "\n  - ", "\n---\n", "\n...\n", "!!int ", "&x ", "*x ", "%TAG ! x\n"),
        *("\\u0000", "\\ud800", "\\U00110000", "\\x41"),
    ]
)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=40).map("".join).map(str.encode))
)
@example(b"\r\r\n\x00\x01")
def test_nothing_raises(tmp_path_factory, raw):
    check_all(tmp_path_factory.getbasetemp() / "any", raw)


def parsed_twice(text: str, monkeypatch: pytest.MonkeyPatch):
    """Return what the parser reads, with libyaml where that is good enough and without it."""
    source, _ = decode("x.yaml", text.encode())
    assert source is not None
    quickly = parse(source)
    with monkeypatch.context() as patch:
        patch.setattr(yaml, "__with_libyaml__", False)
        return quickly, parse(source)


@pytest.mark.parametrize(
    "text",
    [
        "a: {b: , c?d: 1}\n",
        "a: [b, c: , 'd?', \"\"]\n",
        "a: [{b: c}, é: 😀, 1]\né: x\n",
        "a: |2\n   b\n\n  c\nd: >-\n  e\n  f\n\n  g # h\ni: 'j''k'\n",
        'a:\n- b\n-\n  - c\n- d: e\n  f: ~\n- "g\\u00e9\\\n  h"\n',
        "a: b\u2028c\u0085d\n...\n",
        "a: &b c\nd: *b\n",
        "a: b\n  c: d\n",
    ],
)
def test_libyaml_reads_what_the_parser_in_python_reads(text, monkeypatch):
    quickly, slowly = parsed_twice(text, monkeypatch)
    assert quickly == slowly


@pytest.mark.parametrize("file", sorted(ROOT.glob("issues/*/*.yaml")), ids=lambda one: one.stem)
def test_libyaml_reads_the_samples(file, monkeypatch):
    quickly, slowly = parsed_twice(file.read_text(encoding="utf-8"), monkeypatch)
    assert quickly == slowly
    monkeypatch.setattr(yaml, "SafeLoader", None)  # the parser in Python is not needed
    assert parse(decode("x.yaml", file.read_bytes())[0]) == quickly


KEYS = sorted(
    {
        key
        for part in (Issue, Publication, *Part.__subclasses__(), Printer)
        for key in part.model_fields
    }
)
VALUES = st.recursive(
    st.one_of(
        st.sampled_from(
            [
                "",
                "yes",
                "2015-10",
                "2015-10-01",
                "https://example.org/",
                "a.svg",
                "en",
                "3mm",
                "2０15-10",
            ]
        ),
        st.text(max_size=8),
    ),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(KEYS), below, max_size=5)
    ),
    max_leaves=25,
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), st.booleans())
def test_no_tree_raises(tmp_path_factory, value, flow):
    raw = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True).encode(
        "utf-8", "replace"
    )
    check_all(tmp_path_factory.getbasetemp() / "tree", raw)


def check_all(folder, raw):
    """Read the bytes as all three kinds of files, and check that each finding is inside the file."""
    text = (
        raw.decode("utf-8", "replace")
        .removeprefix("\ufeff")
        .replace("\r\r\n", "\n")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    lines = text.split("\n")
    findings = []
    for files in ({"issue": raw}, {"publication": raw}, {"printers": raw}):
        workspace = workspace_of(folder, **files)
        for found in (manuscript.read(workspace, REF), manuscript.read_printers(workspace)):
            findings += found[1]
        (folder / "printers.yaml").unlink(missing_ok=True)
    for finding in findings:
        place = finding.place
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert finding.message


@pytest.mark.parametrize("raw", [b"articles:[", b"-heading:x"])
def test_places_are_inside_the_file_after_repairs(tmp_path, raw):
    check_all(tmp_path, raw)


def test_good_files_have_no_findings(tmp_path):
    assert manuscript.read(workspace_of(tmp_path, ISSUE, PUBLICATION), REF)[1] == ()
