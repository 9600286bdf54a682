"""Words and addresses that are too long are found at their place; long text with places to break is allowed."""

import pytest

from printissue import manuscript
from printissue.core.findings import has_errors
from workbench import REF, lay_out

WORD = "abcdefghij" * 21
URL = "https://example.org/" + "abc/" * 500
HEAD = """\
title: October
date: 2015-10
sections:
  - title: News
    articles:
      - heading: One
"""


def found(folder, body: str, files=None):
    """Return the places and findings of long words in an issue and its publication."""
    issue = f"{HEAD}        {body}\n" if body else HEAD
    workspace = lay_out(folder, {"issues/update/2015-10.yaml": issue} | (files or {}))
    _, findings = manuscript.read(workspace, REF)
    return [(str(one.place).partition(":")[2], one) for one in findings if one.rule == "long-word"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (f"body: {WORD}", "7:15"),
        (f"body: Some {WORD} words", "7:20"),
        (f"body: '{WORD}'", "7:16"),
        (f"body: |\n          Some words\n          and {WORD}", "9:15"),
        (f"body: |\n          ```\n          {'x' * 1001}\n          ```", "9:11"),
        (f"body: |\n          | a | b |\n          |---|---|\n          | {WORD} | b |", "10:13"),
        (f"body: '**{WORD}**'", "7:18"),
        (f"body: '# {WORD}'", "7:18"),
        (f"body: '[{WORD}](https://example.org/)'", "7:17"),
        (f"body: '[x]({URL}x)'", "7:20"),
        (f"body: '<{URL}x>'", "7:17"),
        (f"body: See {URL}x for more", "7:19"),
        (f"body: '[x](https://example.org/{'(a)' * 800})'", "7:20"),
        (f"body: '{'.' * 1001}'", "7:16"),
        (f"body: '{'_' * 1001}'", "7:16"),
        (f"body: '{'a1' * 101}'", "7:16"),
        ("body: '" + "e\u0301" * 101 + "'", "7:16"),
        ("body: 'x" + "\u0301" * 300 + "'", "7:16"),
        (f"body: 汉字{WORD}汉字", "7:17"),
        (f"body: https://example.org/{WORD}", "7:35"),
        (f"body: '<https://example.org/{WORD}>'", "7:37"),
        (f"links: [{{label: 'https://example.org/{WORD}', url: https://example.org/}}]", "7:46"),
        (f"standfirst: {WORD}", "7:21"),
        (f"kicker: {WORD}", "7:17"),
        (f"authors: [Ann, {WORD}]", "7:24"),
        (f"topics: [{WORD}]", "7:18"),
        (f"pull_quotes: [{{text: {WORD}}}]", "7:30"),
        (f"boxes: [{{heading: Box, body: {WORD}}}]", "7:38"),
        (f"image: {{file: a.png, alt: {WORD}}}", "7:35"),
        (f"links: [{{label: {WORD}, url: https://example.org/}}]", "7:25"),
        (f"links: [{{label: x, url: '{URL}x'}}]", "7:34"),
        (f"nonsense: {WORD}", "7:19"),
    ],
)  # fmt: skip
def test_a_long_word_is_found_at_its_place(tmp_path, body, place):
    [(where, finding)] = found(tmp_path, body)
    assert where == place
    assert finding.severity == "error"
    assert len(finding.message) < 120


@pytest.mark.parametrize(
    "body",
    [
        f"body: {'abcdefghij' * 20}",
        f"body: '[x]({URL[:2000]})'",
        f"body: 'See {URL[:2000]}. And [x]({URL[:1900]}).'",
        "body: '[x](https://example.org/)" + "汉字排版印刷出版物" * 1000 + "'",
        "body: '[x](https://example.org/a_(b)c)" + "ภาษาไทย" * 1000 + "'",
        f"body: '[x](https://example.org/{WORD})'",
        f"body: '[x]: https://example.org/{WORD}'",
        f"links: [{{label: x, url: 'https://example.org/{WORD}'}}]",
        f"body: {'ab-' * 1000}",
        f"body: {'either/or/' * 500}",
        "body: " + "abcd\u00ad" * 1000,
        "body: " + "abcd\u200b" * 1000,
        "body: " + "汉字排版印刷出版物" * 1000,
        "body: " + "汉字排版，今天的新闻。" * 1000,
        "body: " + "これは日本語の文章です、" * 1000,
        "body: " + "カタカナー" * 1000,
        "body: " + "한국어글자" * 1000,
        "body: " + "ภาษาไทยเขียนติดกันไม่มีช่องว่าง" * 100,
        "body: " + "ພາສາລາວ" * 300,
        "body: " + "ភាសាខ្មែរ" * 300,
        "body: " + "မြန်မာဘာသာ" * 300,
        "body: " + "བོད་སྐད་" * 300,
        "body: " + "🙂" * 500,
        f"body: '{'. ' * 5000}'",
        f"body: '{'_' * 900}'",
        f"body: |\n          ```\n          {'0f' * 64}\n          ```",
    ],
)
def test_text_with_places_to_break_is_allowed(tmp_path, body):
    assert found(tmp_path, body) == []


def test_the_number_of_findings_is_limited(tmp_path):
    assert len(found(tmp_path, f"body: {WORD} x {WORD}")) == 2
    assert len(found(tmp_path, f"body: {f'{WORD} ' * 40}")) == 20


def test_long_words_of_the_publication_are_found(tmp_path):
    publication = {
        "issues/update/publication.yaml": f"title: Update\npublisher: {WORD}\nimprint: {WORD}\n"
    }
    assert [where for where, _ in found(tmp_path, "", publication)] == ["2:12", "3:10"]


def test_a_very_long_word_is_found_quickly(tmp_path):
    [(where, finding)] = found(tmp_path, f"body: {'abcdefghij' * 20_000}")
    assert where == "7:15"
    assert "200,000 characters" in finding.message


def test_other_errors_are_found_in_the_same_run(tmp_path):
    workspace = lay_out(
        tmp_path,
        {
            "issues/update/2015-10.yaml": f"{HEAD}        body: {WORD}\n        nope: x\nnumber: x y\n"
        },
    )
    _, findings = manuscript.read(workspace, REF)
    assert {"long-word", "unknown-key", "wrong-value"} <= {one.rule for one in findings}
    assert has_errors(findings)
