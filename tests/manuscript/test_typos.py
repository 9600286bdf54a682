"""Typos and files of other formats: the message says what is there, and the hint what to type instead."""

import io
import zipfile

import pytest

from printissue import manuscript
from printissue.core.findings import Finding
from workbench import ISSUE, REF, lay_out

HEAD, KEY, BODY = "      - heading: One", "    articles:", "        body: Some words."


def found(tmp_path, issue: str | bytes) -> tuple[Finding, ...]:
    return manuscript.read(lay_out(tmp_path, {"issues/update/2015-10.yaml": issue}), REF)[1]


MARKS = {
    "–": "an en dash (U+2013)",
    "—": "an em dash (U+2014)",
    "‐": "a hyphen (U+2010)",
    "‑": "a non-breaking hyphen (U+2011)",
    "‒": "a figure dash (U+2012)",
    "−": "a minus sign (U+2212)",
    "－": "a fullwidth hyphen-minus (U+FF0D)",
    "•": "a bullet (U+2022)",
    "▪": "a black small square (U+25AA)",
    "·": "a middle dot (U+00B7)",
    "*": "an asterisk (U+002A)",
}


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("space", [" ", "\u00a0", ""])
def test_another_list_mark(tmp_path, mark: str, space: str) -> None:
    (finding,) = found(tmp_path, ISSUE.replace("      - heading", f"      {mark}{space}heading"))
    assert (finding.rule, finding.place.line, finding.place.column) == ("yaml-syntax", 6, 7)
    assert MARKS[mark] in finding.message
    assert finding.hint == "write '- ', a hyphen and a space"


@pytest.mark.parametrize(
    ("was", "now", "line", "column", "expected_text", "hint"),
    [
        (KEY, "\u00a0" * 4 + "articles:", 5, 1, "a no-break space (U+00A0)", "space bar"),
        (KEY, "  \u00a0 articles:", 5, 3, "a no-break space", "space bar"),
        (KEY, "\u202f\u202f  articles:", 5, 1, "a narrow no-break space", "space bar"),
        (KEY, "\u3000\u3000articles:", 5, 1, "an ideographic space", "space bar"),
        (KEY, "\u2003\u2003articles:", 5, 1, "an em space", "space bar"),
        (HEAD, "    \u00a0 - heading: One", 6, 5, "a no-break space", "space bar"),
        (BODY, "\u00a0       body: Some words.", 7, 1, "a no-break space", "space bar"),
        (BODY, "        body: |\n          Some\n\u00a0         words.", 9, 1, "a no-break space", "space bar"),
        (HEAD, "      -\u00a0heading: One", 6, 7, "a no-break space", "space bar"),
        (HEAD, "      - heading:\u00a0One", 6, 17, "a no-break space", "space bar"),
        (HEAD, "      - heading\u00a0: One", 6, 16, "a no-break space", "space bar"),
        (KEY, "    \u200barticles:", 5, 5, "a zero width space (U+200B)", "delete it"),
        (HEAD, "      - \u200fheading: One", 6, 9, "a right-to-left mark", "delete it"),
        (HEAD, "      -heading: One", 6, 7, "no space after it", "a hyphen and a space"),
        (HEAD, "      - heading:One", 6, 16, "no space after it", "a colon and a space"),
        ("date: 2015-10", "date:2015-10", 2, 5, "no space after it", "a colon and a space"),
        ("date: 2015-10", "date：2015-10", 2, 5, "a fullwidth colon (U+FF1A)", "write ': '"),
        ("date: 2015-10", "date： 2015-10", 2, 5, "a fullwidth colon (U+FF1A)", "write ': '"),
        (HEAD, "      - heading： One", 6, 16, "a fullwidth colon", "write ': '"),
        (HEAD, "      - heading∶ One", 6, 16, "a ratio", "write ': '"),
        (HEAD, "      - heading = One", 6, 16, "not an equals sign", "write ': '"),
        ("date: 2015-10", "date=2015-10", 2, 5, "not an equals sign", "write ': '"),
        (HEAD, "      - heading: “One: two”", 6, 18, "a left double quotation mark", "straight quotes"),
        (HEAD, "      - heading: „One: two“", 6, 18, "a double low-9 quotation mark", "straight quotes"),
        (HEAD, "      - heading: ‘One: two’", 6, 18, "a left single quotation mark", "straight quotes"),
        (HEAD, "      - heading: «One: two»", 6, 18, "a left-pointing double angle", "straight quotes"),
        (HEAD, "      - “heading”: One", 6, 9, "a left double quotation mark", "straight quotes"),
        (KEY, "<<<<<<< HEAD\n    articles:", 5, 1, "two versions", "keep one"),
    ],
)  # fmt: skip
def test_one_typo_is_one_finding(  # noqa: PLR0917
    tmp_path, was, now, line, column, expected_text, hint
) -> None:
    assert was in ISSUE
    (finding,) = found(tmp_path, ISSUE.replace(was, now))
    assert (finding.rule, finding.place.line, finding.place.column) == ("yaml-syntax", line, column)
    assert expected_text in finding.message
    assert hint in finding.hint
    assert finding.place.text == ISSUE.replace(was, now).split("\n")[line - 1]


def test_several_typos_and_later_errors_are_found_in_one_run(tmp_path) -> None:
    issue = (
        ISSUE.replace("date:", "date：")
        .replace(KEY, "\u00a0\u00a0  articles:")
        .replace("      - heading: One", "      – heading: One\n      – heading = Two")
        + "        nope: 1\n"
    )
    marks = [(one.rule, one.place.line, one.place.column) for one in found(tmp_path, issue)]
    assert marks == [
        ("yaml-syntax", 2, 5),
        ("yaml-syntax", 5, 1),
        ("yaml-syntax", 6, 7),
        ("yaml-syntax", 7, 7),
        ("yaml-syntax", 7, 16),
        ("unknown-key", 9, 9),
    ]


def test_a_long_list_with_other_marks(tmp_path) -> None:
    items = "".join(f"      – heading: Story {n}\n        body: Words.\n" for n in range(40))
    findings = found(tmp_path, ISSUE.partition("      - ")[0] + items)
    assert [one.place.line for one in findings] == list(range(6, 86, 2))


@pytest.mark.parametrize(
    "text",
    [
        "        body: |\n          – One\n          – Two = three\n          date：now\n",
        "        body: “Quoted” and «quoted»\n",
        '        body: "– One\n          – Two"\n',
        "        standfirst: “Quoted”\n        authors: [“A”, ‘B’]\n",
        "        body: |-\n          \u00a0\u00a0indented\n\n          heading:One\n",
        "        body: >\n          * One\n          * Two\n",
        "        kicker: a = b\n",
        "        authors:\n          - Name（x）\n          - note:this\n          - A：B\n",
    ],
)
def test_texts_with_such_characters_are_allowed(tmp_path, text: str) -> None:
    issue = ISSUE.replace(f"{BODY}\n", text)
    assert found(tmp_path / "whole", issue) == ()
    # also if something else is wrong
    for wrong in ("    notices: [\n", "        nope: 1\n", "    : x\n   y\n"):
        findings = found(tmp_path / "wrong", issue + wrong)
        assert findings
        last = issue.count("\n")
        assert [one for one in findings if 5 < (one.place.line or 0) <= last] == []


def test_a_list_of_dashes_in_place_of_a_list(tmp_path) -> None:
    issue = ISSUE + "        authors:\n          – Jane\n          – John\n"
    (finding,) = found(tmp_path, issue)
    assert (finding.rule, finding.place.line) == ("wrong-kind", 9)
    assert "EN DASH" in finding.hint


@pytest.mark.parametrize(
    ("key", "expected_text"), [("dаte", "CYRILLIC SMALL LETTER A"), ("ｄate", "FULLWIDTH")]
)
def test_a_letter_of_another_script_is_named(tmp_path, key: str, expected_text: str) -> None:
    findings = found(tmp_path, ISSUE.replace("date:", f"{key}:"))
    assert "did you mean 'date'?" in findings[0].hint
    assert expected_text in findings[0].hint


def test_a_byte_order_mark_inside_is_one_finding(tmp_path) -> None:
    for issue in ("\ufeff\ufeff" + ISSUE, ISSUE.replace(KEY, f"\ufeff{KEY}")):
        (finding,) = found(tmp_path, issue)
        assert finding.rule == "yaml-character"
        assert "invisible" in finding.hint


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\r\r\n"])
def test_line_ends_of_every_kind_are_line_ends(tmp_path, ending: str) -> None:
    assert found(tmp_path, ISSUE.replace("\n", ending)) == ()
    assert found(tmp_path, ISSUE.replace("\n", ending, 3)) == ()


# files of other formats


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            text = "application/vnd.oasis.opendocument.text"
            archive.writestr(name, text if name == "mimetype" else "<a/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "expected_text"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), "this is a Word document (.docx)"),
        (zipped("mimetype", "content.xml"), "this is an OpenDocument text (.odt)"),
        (b"PK\x03\x04\0\0", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "older word processor (.doc)"),
        (rb"{\rtf1\ansi title: October}", "a rich text document (.rtf)"),
        (b"%PDF-1.4\n%\xe2\xe3", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"\n<!DOCTYPE html>\n<p>title: x</p>", "a web page (.html)"),
        (b"<HTML><p>title: x</p>", "a web page (.html)"),
        (b"<?xml version='1.0'?><a/>", "an XML file"),
        (ISSUE.encode("utf-16"), "not UTF-8, but UTF-16"),
        (ISSUE.encode("utf-16-le"), "not UTF-8, but UTF-16"),
        (ISSUE.encode("utf-16-be"), "not UTF-8, but UTF-16"),
        (ISSUE.encode("utf-32"), "not UTF-8, but UTF-32"),
    ],
)
def test_a_file_of_another_format(tmp_path, content: bytes, expected_text: str) -> None:
    (finding,) = found(tmp_path, content)
    assert (finding.rule, finding.place.line, finding.place.column) == ("yaml-encoding", 1, 1)
    assert expected_text in finding.message
    assert "UTF-8" in finding.hint


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (ISSUE.replace("One", "Düne").encode("cp1252"), "in Windows-1252 this byte is 'ü'"),
        (ISSUE.replace("One", "A – B").encode("cp1252"), "in Windows-1252 this byte is '–'"),
        (ISSUE.replace("One", "Ö’ne – x").encode("cp1252"), "in Windows-1252 this byte is '–'"),
        (ISSUE.replace("One", "Düne").encode() + b"# \xfc\n", "the text before it is UTF-8"),
        (ISSUE.replace("One", "D\x81ne").encode("latin-1"), "save the file as UTF-8"),
    ],
)
def test_bytes_of_another_encoding_are_named(tmp_path, content: bytes, hint: str) -> None:
    (finding,) = found(tmp_path, content)
    assert finding.rule == "yaml-encoding"
    assert hint in finding.hint


def test_a_large_file_of_typos_ends(tmp_path) -> None:
    items = "".join(f"      – heading: Story {n}\n" for n in range(5000))
    assert found(tmp_path, ISSUE.partition("      - ")[0] + items)


def test_all_texts_with_colons_are_found_in_one_run(tmp_path) -> None:
    items = "".join(
        f"      {mark} heading: Story {n}: it's told\n        body: Words: more\n"
        for n, mark in enumerate("-–-")
    )
    issue = ISSUE.partition("      - ")[0].replace("title: News", "title: News:") + items
    marks = [(one.place.line, one.place.column) for one in found(tmp_path, issue)]
    assert marks == [
        (4, 16),
        *((6, 25), (7, 20)),
        *((8, 7), (8, 25), (9, 20)),
        *((10, 25), (11, 20)),
    ]
