"""The place of every value, key and character, in every style of YAML."""

import pytest

from manuscriptfiles import PUBLICATION, REF, workspace_of
from printissue import manuscript
from printissue.core.findings import Place
from printissue.manuscript.parsing import parse
from printissue.manuscript.source import decode
from printissue.manuscript.source_map import SourceMap
from printissue.model.parts import Image

ISSUE = """\
title: "Ünï 🎉"
date: 2015-10
spotlight:
  heading: What opens it
  lead: |

    One line,
    and another ☃ line.
  image: {file: cover.svg, alt: The cover}
sections:
  - title: News
    lead: >-
      folded text
      with ☃
    articles:
      - heading: 'it''s ☃'
        body: plain text
          that goes ☃ on
        authors: [Ada, "B\\u00e9la ☃"]
        image:
          file: one.svg
          alt: One ☃
          caption: Caption ☃
  - title: Readings
    readings:
      - title: "\\u2603 and \\
          \\x41 \\n ☃"
        image:
          file: two.svg
          decorative: yes
        downloads:
          - language: fr
            url: https://example.org/☃
"""


def places_of(text: str | bytes) -> SourceMap:
    source, findings = decode("x.yaml", text if isinstance(text, bytes) else text.encode())
    tree, more = parse(source)
    assert findings + more == []
    return SourceMap(source, tree)


PLACES = places_of(ISSUE)


def at(place: Place) -> tuple[int, int]:
    return place.line, place.column


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ((), (1, 1)),
        (("title",), (1, 8)),
        (("spotlight",), (4, 3)),
        (("spotlight", "lead"), (5, 9)),
        (("spotlight", "image", "alt"), (9, 33)),
        (("sections", 0), (11, 5)),
        (("sections", 0, "articles", 0, "authors", 1), (19, 24)),
        (("sections", 0, "articles", 0, "kicker"), (16, 9)),
        (("sections", 7, "articles", 0), (11, 3)),
        (("nothing", "of", "this"), (1, 1)),
    ],
)
def test_of(path, where):
    place = PLACES.of(path)
    assert at(place) == where
    assert place.text == ISSUE.split("\n")[where[0] - 1]
    assert place.file == "x.yaml"


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (("title",), (1, 1)),
        (("spotlight", "image", "alt"), (9, 28)),
        (("sections", 0, "articles"), (15, 5)),
        (("sections", 0), (11, 5)),
        (("sections", 0, "absent"), (11, 5)),
        ((), (1, 1)),
    ],
)
def test_key(path, where):
    assert at(PLACES.key(path)) == where


def test_byte_order_mark_and_line_ends_move_nothing():
    for raw in (b"\xef\xbb\xbf" + ISSUE.encode(), ISSUE.replace("\n", "\r\n").encode()):
        other = places_of(raw)
        for path in (
            ("title",),
            ("spotlight", "lead"),
            ("sections", 0, "articles", 0, "image", "alt"),
        ):
            assert other.of(path) == PLACES.of(path)
            assert other.of(path, offset=3) == PLACES.of(path, offset=3)


@pytest.mark.parametrize(
    "written",
    [
        "☃bc def ghi jkl",
        "'☃bc def ghi jkl'",
        '"☃bc def ghi jkl"',
        "☃bc def\n  ghi\n  jkl",
        "'☃bc def\n\n  ghi jkl'",
        '"☃bc\\\n  \\ def\\n ghi\n  jkl"',
        "|\n  ☃bc def\n  ghi\n\n  jkl",
        "|2-\n  ☃bc def\n  ghi jkl",
        ">+ # comment\n\n  ☃bc\n  def ghi\n    jkl\n\n",
        "|\n\n      ☃bc def\n      ghi jkl",
    ],
)
def test_every_character_is_found(written):
    text = f"a: {written}\nb: c\n"
    places = places_of(text)
    value = places.tree.entries["a"].value.text.strip()
    lines = text.split("\n")
    for offset, character in enumerate(value):
        if not character.isspace():
            place = places.of(("a",), offset=offset)
            assert lines[place.line - 1][place.column - 1] == character
            assert places.characters(("a",), [offset]) == [place]


def test_escapes_are_found_at_their_backslash():
    places = places_of('a: "\\u2603\\x41\\x20b\\"\\U0001F389c"\n')
    assert places.tree.entries["a"].value.text == '☃A b"🎉c'
    columns = [places.of(("a",), offset=offset).column for offset in (0, 1, 3, 4, 5, 6)]
    assert columns == [5, 11, 19, 20, 22, 32]


class TestGlyphs:
    @pytest.fixture
    def found(self, tmp_path):
        found, findings = manuscript.read(
            workspace_of(tmp_path, ISSUE, PUBLICATION + "rights: © ☃\n"), REF
        )
        assert findings == ()
        return found

    def test_each_at_its_character(self, found):
        findings = manuscript.check_glyphs(found, lambda text: "☃" if "☃" in text else "")
        where = {(one.place.file.rpartition("/")[2], *at(one.place)) for one in findings}
        assert where == {
            ("2015-10.yaml", 8, 17),
            ("2015-10.yaml", 14, 12),
            ("2015-10.yaml", 16, 25),
            ("2015-10.yaml", 18, 21),
            ("2015-10.yaml", 19, 35),
            ("2015-10.yaml", 23, 28),
            ("2015-10.yaml", 26, 17),
            ("publication.yaml", 3, 11),
        }
        assert len(findings) == len(where)
        for one in findings:
            assert one.rule == "unknown-glyph"
            assert "☃ (U+2603 SNOWMAN)" in one.message
            assert "styles/fonts/" in one.hint

    def test_several_in_one_text(self, found):
        findings = manuscript.check_glyphs(found, lambda text: "🎉Ü" if "🎉" in text else "")
        assert [at(one.place) for one in findings] == [(1, 13), (1, 9)]
        assert [one.message.split("(")[1] for one in findings] == [
            "U+1F389 PARTY POPPER)",
            "U+00DC LATIN CAPITAL LETTER U WITH DIAERESIS)",
        ]

    def test_fonts_that_have_all(self, found):
        assert manuscript.check_glyphs(found, lambda _: "") == ()

    def test_line_ends_are_no_glyphs(self, found):
        assert manuscript.check_glyphs(found, lambda _: "\n") == ()

    def test_only_printed_texts_are_checked(self, found):
        asked = []
        manuscript.check_glyphs(found, lambda text: asked.append(text) or text)
        everything, *asked = asked  # once for all texts, then each by itself
        assert everything == "".join(asked)
        assert "The cover" not in asked
        assert not [
            text
            for text in asked
            if text.startswith("https:") or text.endswith(".svg") or text == "fr"
        ]
        assert {"Ünï 🎉", "Béla ☃", "Caption ☃", "Update", "The Centre", "© ☃"} <= set(asked)

    def test_combining_marks_are_only_named(self, tmp_path):
        found, _ = manuscript.read(workspace_of(tmp_path, ISSUE.replace("News", "Ne\u0323ws")), REF)
        (finding,) = manuscript.check_glyphs(
            found, lambda text: "\u0323" if "\u0323" in text else ""
        )
        assert finding.message == "no font has the character (U+0323 COMBINING DOT BELOW)"
        assert at(finding.place) == (11, 14)


def test_pictures_are_in_reading_order(tmp_path):
    found, _ = manuscript.read(workspace_of(tmp_path, ISSUE), REF)
    listed = list(manuscript.pictures(found))
    assert [(path, image.file) for path, image in listed] == [
        (("spotlight", "image"), "cover.svg"),
        (("sections", 0, "articles", 0, "image"), "one.svg"),
        (("sections", 1, "readings", 0, "image"), "two.svg"),
    ]
    assert all(isinstance(image, Image) for _, image in listed)
    assert list(manuscript.pictures(found.issue)) == listed
    assert at(found.places.of((*listed[1][0], "file"))) == (21, 17)


def test_the_fonts_of_east_asian_characters_are_an_extra(tmp_path):
    found, _ = manuscript.read(
        workspace_of(tmp_path, issue=ISSUE.replace("What opens it", "漢")), REF
    )
    (finding,) = manuscript.check_glyphs(found, lambda text: "漢" if "漢" in text else "")
    assert "printissue[cjk]" in finding.hint
