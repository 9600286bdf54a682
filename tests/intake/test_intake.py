"""The intake stage: words of newsletters arrive in the draft, and none is invented."""

import base64
import json
import re
import zlib
from email.message import EmailMessage
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from printissue import intake
from printissue.html.markdown import inline
from printissue.html.markdown_checks import faults
from printissue.intake.arranging import words_of
from printissue.intake.blocks import MAX_DEPTH, MAX_TAGS
from printissue.intake.dates import event_days, issue_date
from printissue.intake.links import usable

CASES = Path(__file__).parents[1] / "cases" / "intake"
NAMES = ("harbour.txt", "harbour.html", "harbour.md", "harbour.atom")


def newsletters(name, data=None, pictures=None):
    content = (CASES / name).read_bytes() if data is None else data
    return intake.read_newsletters(name, content, pictures or {})


def draft_of(name, data=None, pictures=None):
    (newsletter,) = newsletters(name, data, pictures)
    return intake.arrange(newsletter, "2024-03")


def issue_of(draft):
    return yaml.load(intake.as_yaml(draft.tree), yaml.BaseLoader)


def printed(node, key=""):
    """Return the words of a draft as read from its YAML, without addresses."""
    if isinstance(node, str):
        if key in ("body", "lead"):
            node = re.sub(r"(?<!\\)\]\(<?[^\s)]*>?\)", "]", node)
        return words_of(re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", node))
    if isinstance(node, dict):
        unprinted = ("url", "file", "alt", "language", "decorative", "date", "start", "end")
        return [
            word
            for key, value in node.items()
            if key not in unprinted
            for word in printed(value, key)
        ]
    return [word for value in node for word in printed(value)]


def visible(newsletter):
    return [word for block in newsletter.blocks for word in words_of(block.text)]


@pytest.mark.parametrize("name", NAMES)
def test_words_arrive_and_none_is_invented(name) -> None:
    (newsletter,) = newsletters(name)
    draft = draft_of(name)
    there = set(visible(newsletter)) | set(words_of(newsletter.title))
    assert set(printed(issue_of(draft))) - there <= {"12"}  # the number of the issue
    kept = sum(len(words_of(one.what)) for one in draft.left_out if one.why != "hidden text")
    dates = 6  # the dates of events become days
    assert draft.arrived + kept + dates >= 0.99 * draft.words


def test_a_plain_text_has_its_sections_stories_links_and_events() -> None:
    issue = issue_of(draft_of("harbour.txt"))
    assert (issue["title"], issue["date"]) == ("March 2024 Harbour News", "2024-03")
    assert issue["spotlight"]["heading"] == "The quay is open again"
    sections = issue["sections"]
    assert [one["title"] for one in sections] == [
        "In this issue",
        "Other news from Harbour",
        "Current vacancies",
        "Latest publications",
        "Harbour in the media",
        "Upcoming events",
    ]
    first, news, _, readings, _, events = sections
    assert [one["heading"] for one in first["articles"]] == [
        "A crane comes home",
        "Fewer eels, more questions",
    ]
    assert [one["label"] for one in first["articles"][0]["links"]] == [
        "Read the full story",
        "Our work on cranes",
    ]
    assert first["photo_credits"] == ["Ada Example, Ben Example"]
    assert [one["label"] for one in first["more"]] == ["More about the eels"]
    assert [one["heading"] for one in news["articles"]] == ["New harbour master elected"]
    assert [one["language"] for one in readings["readings"][0]["downloads"]] == ["en", "fr"]
    assert events["events"][1] == {
        "title": "Week of the sea: Talks and films",
        "start": "2024-04-19",
        "end": "2024-04-23",
        "place": "Tbilisi, Georgia",
    }
    assert [one["label"] for one in events["more"]] == ["More events..."]


def test_html_keeps_lists_tables_quotes_and_footnotes_and_leaves_out_what_is_hidden() -> None:
    draft = draft_of("harbour.html")
    issue = issue_of(draft)
    assert (issue["title"], issue["number"]) == ("Harbour News, March 2024", "12")
    news, readings, events, notes = issue["sections"]
    crane, eels = news["articles"]
    assert crane["authors"] == ["Ada Example", "Ben Example"]
    for part in (
        "5\\*3 tonnes\\_ \\& more, so **the master**",
        "report](https://www.example.org/crane)\\[1\\].\\\nA second line.",
        "- one\n- two\n    - inner\n\n1. first\n2. second",
        "> A harbour is never *finished*.",
        "| 2022 | 12 |",
        "1\\. January was quiet. \\<b\\> is no tag, # no heading",
    ):
        assert part in crane["body"]
    links = [one["url"] for one in crane["links"]]
    assert links == ["https://www.example.org/a", "https://www.example.org/b"]
    assert eels["body"] == "Fewer eels.\n"
    downloads = [one["url"] for one in readings["readings"][0]["downloads"]]
    assert downloads == ["https://www.example.org/en.pdf", "https://www.example.org/fr.pdf"]
    assert [one["title"] for one in events["events"]] == ["Week of the sea", "Fair of all ports"]
    assert events["events"][0]["url"] == "https://www.example.org/week"
    assert notes["lead"] == "\\[1\\] A footnote.\n"
    reasons = {one.what: one.why for one in draft.left_out}
    assert reasons["Nobody sees this."] == "hidden text"
    assert reasons["Unsubscribe"] == "for the mail only"
    assert reasons["https://track.example.net"] == "tracking pixel or spacer"
    assert "https://cdn.example.org/ship.jpg" in draft.remote


def test_two_subscribers_get_the_same_draft() -> None:
    text = (CASES / "harbour.html").read_text(encoding="utf-8")
    first, second = (
        intake.as_yaml(draft_of("harbour.html", text.replace("SUBSCRIBER", one).encode()).tree)
        for one in ("a1b2", "c3d4e5")
    )
    assert first == second


def test_a_mail_brings_its_subject_date_and_pictures() -> None:
    mail = EmailMessage()
    mail["Subject"] = "[news] Hafenbrief für März"
    mail["Date"] = "Mon, 04 Mar 2024 23:30:00 -0500"
    mail.set_content("Only in plain text.")
    page = '<h2>Kran</h2><p>Der Kran.</p><img src="cid:k1@x" alt="Ein Kran" width="400">'
    mail.add_alternative(page, subtype="html")
    picture = b"\x89PNG\r\n\x1a\nrest"
    mail.get_payload()[1].add_related(picture, "image", "png", cid="<k1@x>")
    draft = draft_of("mail.eml", mail.as_bytes())
    issue = issue_of(draft)
    assert (issue["title"], issue["date"]) == ("Hafenbrief für März", "2024-03-04")
    image = issue["sections"][0]["articles"][0]["image"]
    assert image == {"file": "2024-03/k1.png", "alt": "Ein Kran"}
    assert draft.pictures == {"k1.png": picture}


def test_a_mailbox_has_one_newsletter_per_message() -> None:
    head = b"From a@example.org Mon Mar  4 10:00:00 2024\nSubject: One\nDate: Mon, 4 Mar 2024 10:00:00 +0000\n\n"
    body = b"A first line of text.\nFrom Vienna came no answer.\n>From the sea neither.\n\n"
    found = newsletters("list.mbox", (head + body) * 2)
    assert [one.title for one in found] == ["One", "One"]
    text = " ".join(block.text for block in found[0].blocks)
    assert text == "A first line of text. From Vienna came no answer. From the sea neither."


def test_flowed_lines_are_joined() -> None:
    head = b"Subject: One\nContent-Type: text/plain; format=flowed\n\n"
    mail = head + b"A line that \ngoes on.\n"
    (found,) = newsletters("mail.eml", mail)
    assert [one.text for one in found.blocks] == ["A line that goes on."]


def test_markdown_and_feeds_are_read() -> None:
    issue = issue_of(draft_of("harbour.md"))
    assert (issue["title"], issue["date"]) == ("Harbour letter", "2024-05-03")
    assert issue["sections"][0]["articles"][0]["body"] == (
        "The *lamp* of the lighthouse costs `12` euros a day. See [the bill](https://www.example.org/bill).\n"
    )
    issue = issue_of(draft_of("harbour.atom"))
    assert (issue["title"], issue["date"]) == ("Harbour feed", "2024-06-02")
    storm, calm = issue["sections"][0]["articles"]
    assert (storm["heading"], storm["body"]) == ("Storm", "Waves of **six** metres.\n")
    assert calm["links"][0]["url"] == "https://www.example.org/calm"


def test_footnotes_of_markdown_follow_their_story() -> None:
    text = """# March 2024

## A crane

It came home.[^a] It stood in a garden.[^b] It is old.[^a]

## Fewer eels

Nobody knows why.

[^a]: On a *barge*.
[^b]: See [the report](https://www.example.org/crane).
"""
    issue = issue_of(draft_of("march.md", text.encode()))
    crane, eels = issue["sections"][0]["articles"]
    assert crane["body"] == (
        "It came home.[^1] It stood in a garden.[^2] It is old.[^1]\n\n"
        "[^1]: On a *barge*.\n\n"
        "[^2]: See [the report](https://www.example.org/crane).\n"
    )
    assert eels["body"] == "Nobody knows why.\n"
    assert not list(faults(crane["body"]))


TARGET = "https://www.example.org/a"
ENCODED = base64.urlsafe_b64encode(TARGET.encode()).decode().rstrip("=")
IN_JSON, IN_TWICE, IN_FIELDS = (
    base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    for text in (
        json.dumps({"url": TARGET, "visit_token": "7"}),
        json.dumps({"s": "x", "p": json.dumps({"u": 3, "url": TARGET})}),
        f"12;345;{TARGET};;hash",
    )
)
PACKED = base64.urlsafe_b64encode(
    zlib.compress(b"l=https%3A%2F%2Fwww.example.org%2Fa&x=1")
).decode()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"https://click.example.net/?url={TARGET}", TARGET),
        (f"{TARGET}?utm_source=mail&token=1", TARGET),
        (f"https://click.example.net/r/{ENCODED}", TARGET),
        (f"https://email.example.net/c/{PACKED}", TARGET),
        ("https://click.example.net/CL0/https:%2F%2Fwww.example.org%2Fa/1/abc", TARGET),
        ("https://x.awstrack.me/L0/https:%2F%2Fwww.example.org%2F2024%2Fa/1/010f-0", "https://www.example.org/2024/a"),
        ("https://click.pstmrk.it/3s/www.example.org%2Fa/AbC/dEf/1", TARGET),
        ("https://urldefense.com/v3/__https://www.example.org/a__;!!Ab!Cd$", TARGET),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__www.example.org_a&d=Dw&c=eu", TARGET),
        (f"https://flight.beehiiv.net/v2/clicks/{IN_JSON}.{IN_JSON}.sig", TARGET),
        (f"https://mandrillapp.com/track/click/3/www.example.org?p={IN_TWICE}", TARGET),
        (f"https://lt.acemlna.com/Prod/link-tracker?redirectUrl={ENCODED}&sig=x", TARGET),
        (f"https://www.example.net/?nltr={IN_FIELDS}", TARGET),
        (f"{TARGET}?email=reader%40example.com&id=4", f"{TARGET}?id=4"),
        ("https://www.example.org/a?qid=7&m=north", "https://www.example.org/a?qid=7&m=north"),
        ("https://www.example.org/civicrm/mailing/url?u=5&qid=7", "https://www.example.org/civicrm/mailing/url?u=5"),
        ("https://click.example.net/ls/click?upn=opaque", "https://click.example.net/ls/click?upn=opaque"),
        ("javascript:alert(1)", ""),
        ("//www.example.org/a", TARGET),
        ("http://[", ""),
    ],
)  # fmt: skip
def test_redirects_that_carry_their_target_are_unwrapped(address, expected) -> None:
    assert usable(address) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("October 2015 Monthly Update", "2015-10"),
        ("3. März 2024", "2024-03-03"),
        ("March 3rd, 2024", "2024-03-03"),
        ("19-23 October 2015", ""),
        ("31 February 2024", ""),
        ("no date", ""),
    ],
)
def test_the_date_of_an_issue_is_found(text, expected) -> None:
    assert issue_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19-23 October", ("2015-10-19", "2015-10-23", "", True)),
        ("October 19–23, 2016: Fair", ("2016-10-19", "2016-10-23", "Fair", False)),
        ("30 October - 2 November: Fair", ("2015-10-30", "2015-11-02", "Fair", True)),
        ("Monday, 5 January", ("2016-01-05", "", "", True)),
    ],
)
def test_the_days_of_an_event_are_found(text, expected) -> None:
    assert event_days(text, "2015-10") == expected


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.html", b"<div>" * (MAX_DEPTH + 2000) + b"x", "nested deeper"),
        ("a.html", b"<p>" * (MAX_TAGS + 1), "more than 200,000 tags"),
        ("a.txt", b"word. " * 400_000, "too long"),
        ("a.html", b"<p><img src=x.png></p>", "no words"),
        ("a.pdf", b"%PDF-1.7", "a PDF"),
        ("a.docx", b"PK\x03\x04", "without a Word file"),
        ("a.atom", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "document type"),
        ("a.rss", b"<rss>", "not valid XML"),
        ("a.mbox", b"nothing", "no message"),
        ("a.eml", b"Subject: a\nContent-Type: image/png\n\nx", "no words"),
        ("a.md", b"---\na: [\n---\ntext", "front matter"),
        ("a.bin", b"\0\1", "not a text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_with_a_message(name, data, message) -> None:
    with pytest.raises(intake.UnreadableError, match=message):
        newsletters(name, data)


def test_a_newsletter_of_more_than_20_mb_is_not_read() -> None:
    with pytest.raises(intake.UnreadableError, match="larger than 20 MB"):
        newsletters("a.txt", b"a" * (intake.MAX_BYTES + 1))


_MARKS = """
    word * **b** _ ` [a](b) <b> &amp; # - 1. > | --- === $x$ :smile: {.a} [^1]
    https://www.example.org/a_b a_b@example.org ! \\ ~~s~~ x: ' " : ::: H~2~O m^2^
"""
MARKS = st.sampled_from([*_MARKS.split(), "two words", "\u00a0", "\x85"])


@given(st.lists(st.lists(MARKS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_marks_of_a_text_are_printed_as_they_are(lines) -> None:
    from html import escape

    page = f"<p>start</p>{''.join(f'<p>{escape(line)}</p>' for line in lines)}"
    (newsletter,) = newsletters("a.html", page.encode())
    draft = intake.arrange(newsletter, "2024-03", date="2024-03")
    issue = issue_of(draft)
    assert set(printed(issue)) <= set(visible(newsletter))
    assert draft.arrived == draft.words


def test_titles_and_headings_have_no_control_characters_and_no_marks_but_emphasis() -> None:
    mail = (
        b"Subject: =?utf-8?q?Harbour_=1B=5B1m_news?=\r\nDate: Mon, 4 Mar 2024 10:00:00 +0000\r\n"
        b"Content-Type: text/html\r\n\r\n"
        b"<h1>News</h1><h2>A &lt;b&gt;, [a](b), `c`, ~~d~~ and &amp;copy; in *one* line</h2><p>Words.</p>"
    )
    issue = issue_of(draft_of("mail.eml", mail))
    assert issue["title"] == "Harbour [1m news"
    (story,) = issue["sections"][0]["articles"]
    assert faults(story["heading"], "inline") == []
    assert inline(story["heading"], "en").endswith("in *one* line")


def test_a_numbered_list_of_links_keeps_its_numbers() -> None:
    text = b"March 2024 News\n\nHeading\nThe crane[0] came home.\n\nLinks:\n\n0. https://www.example.org/crane\n1. https://www.example.org/eels\n"
    (story,) = issue_of(draft_of("march.txt", text))["sections"][0]["articles"]
    assert "0. <https://www.example.org/crane>\n1. <https://www.example.org/eels>" in story["body"]
