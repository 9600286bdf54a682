"""The mail edition: a message that every mail program shows, with every word and link in both of its parts."""

import io
import re

import pytest
from PIL import Image

import workbench
from mailfiles import build_mail, message_of, parts_of
from printissue.assets.elements import parse
from printissue.assets.stylesheets import Stylesheet
from printissue.core.workspace import IssueRef
from printissue.editions.mail.shortening import MAX_BYTES
from printissue.editions.mail.styles import mail_styles, style_of, style_text
from printissue.editions.mail.tables import build_tables
from printissue.editions.mail.text import WIDTH, plain_text
from printissue.manuscript import read
from printissue.model.parts import printed_texts
from printissue.model.theme import Ink, Theme
from webpages import parsed, text
from wordcheck import Words, without_marks, words
from workbench import REF, lay_out, lay_out_in_bulletin

PUBLICATION = f"""\
{workbench.PUBLICATION}subtitle: News of the harbour
online: https://www.example.org/{{key}}/
contact: {{address: [Quay 1, Vienna], email: office@example.org}}
rights: © 2015 The Centre
mail: {{reply_to: answers@example.org, unsubscribe: "https://www.example.org/leave?list={"u" * 90}"}}
"""
ISSUE = """\
title: Größe & Maß
date: 2015-10
number: 7
spotlight:
  heading: The *big* story
  lead: What it is **about**.
  image: {file: 2015-10/photo.jpg, alt: A photograph., focus: 30% 40%, caption: On the quay, credit: Ann Lee}
sections:
  - title: News
    lead: What happened.
    articles:
      - heading: One & two
        id: one
        kicker: Here
        standfirst: Why to read on.
        authors: [Ann Lee]
        topics: [harbours]
        image: {file: 2015-10/chart.svg, alt: A chart of sizes., size: wide, caption: Sizes}
        pull_quotes: [{text: A sentence., by: Bob}]
        boxes: [{heading: Box, body: In the box.}]
        related: [two]
        links: [{label: Read the full article, url: "https://example.org/full"}]
        body: |
          Some words and a [link](https://example.org/inside), and the [same again](https://example.org/inside).

          ## A heading

          Table: Figures

          | Year | Number |
          |------|-------:|
          | 2014 | 12 |

          1. First
             - Inner
          2. Second

          > A quotation.

          With `code`, *emphasis* and ~~what was wrong~~.
      - heading: مقال
        id: two
        language: ar
        body: بعض الكلمات في النص.
        links: [{label: اقرأ المزيد, url: "https://example.org/ar"}]
  - title: Jobs
    notices:
      - {heading: Editor, source: The Centre, place: Vienna, deadline: 2015-11-02, body: Do it.}
    more: [{label: All jobs, url: "https://example.org/jobs"}]
  - title: Dates
    events:
      - {title: Meeting, start: 2015-10-19, end: 2015-10-23, place: Tbilisi, url: "https://example.org/meeting"}
  - title: Books
    readings:
      - title: A book
        authors: [Carl Lang]
        downloads: [{language: fr, url: "https://example.org/fr.pdf"}]
photo_credits: [Somebody]
connect: [{label: On the web, url: "https://example.org/web"}]
"""
CHART = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">
<rect width="80" height="40"/><text x="5" y="60" font-family="Source Sans Pro" font-size="10">Größe</text>
</svg>
"""


def photo(width: int = 900) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((width, width), 60).convert("RGB").save(target, "JPEG")
    return target.getvalue()


FILES: dict[str, str | bytes] = {
    "issues/update/publication.yaml": PUBLICATION,
    "issues/update/2015-10.yaml": ISSUE,
    "issues/update/2015-10/photo.jpg": photo(),
    "issues/update/2015-10/chart.svg": CHART,
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return lay_out_in_bulletin(tmp_path_factory.mktemp("mail"), FILES)


@pytest.fixture(scope="module")
def built(workspace):
    """One mail edition with everything in it."""
    files, told = build_mail(workspace)
    assert [one.as_text() for one in told.findings] == []
    return files


@pytest.fixture(scope="module")
def message(built):
    return message_of(built)


@pytest.fixture(scope="module")
def parts(message):
    return parts_of(message)


# the message


def test_the_message_has_the_headers_of_a_newsletter(message) -> None:
    assert message["Subject"] == "Update: Größe & Maß"
    assert message["From"] == "Update <office@example.org>"
    assert message["Reply-To"] == "answers@example.org"
    assert message["Date"].datetime.isoformat() == "2015-10-01T00:00:00+00:00"
    assert message["Message-ID"] == "<update-2015-10@example.org>"
    assert message["List-Unsubscribe"] == f"<https://www.example.org/leave?list={'u' * 90}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Content-Language"] == "en"


def test_parts_have_fixed_encodings_and_the_pictures_that_the_html_names(message, parts) -> None:
    assert message.get_content_type() == "multipart/related"
    kinds = [(one.get_content_type(), one["Content-Transfer-Encoding"]) for one in message.walk()]
    assert kinds[1:4] == [
        ("multipart/alternative", None),
        ("text/plain", "quoted-printable"),
        ("text/html", "quoted-printable"),
    ]
    assert {encoding for _, encoding in kinds[4:]} == {"base64"}
    named = [f"<{image.get('src')[4:]}>" for image in parts[1].iter("img")]
    assert sorted(set(named)) == sorted(
        one["Content-ID"] for one in message.walk() if one["Content-ID"]
    )
    for line in message.as_bytes().splitlines():
        assert len(line) < 998


def test_the_html_for_services_names_pictures_beside_it(built, parts) -> None:
    page = parsed(built["index.html"])
    assert [one.get("src") in built for one in page.iter("img")] == [True, True]
    assert text(page) == text(parts[1])
    assert built["update-2015-10.txt"].decode() == parts[0]


def test_the_same_issue_gives_the_same_bytes(built, tmp_path) -> None:
    again, _ = build_mail(lay_out_in_bulletin(tmp_path, FILES))
    assert again == built


# words and links


def test_every_word_is_in_both_parts(workspace, parts) -> None:
    found, _ = read(workspace, REF)
    plain, html = parts
    texts = [
        (str(next(step for step in reversed(path) if isinstance(step, str))), value)
        for part in (found.issue, found.publication)
        for path, value, _ in printed_texts(part)
        if path != ("date",)
    ]
    assert len(texts) > 40
    for where in (plain, "\n".join(html.itertext())):
        there = Words(words(where))
        missing = [
            value
            for key, value in texts
            if there.after(words(without_marks(key, value)), gap=40) is None
        ]
        assert missing == []


def test_every_link_is_in_both_parts(parts) -> None:
    plain, html = parts
    addresses = [
        *re.findall(r'url: "([^"]+)"', ISSUE),
        "https://example.org/inside",
        "https://www.example.org/2015-10/",
        f"https://www.example.org/leave?list={'u' * 90}",
    ]
    linked = {one.get("href") for one in html.iter("a")}
    assert set(addresses) - linked == set()
    assert [
        one for one in addresses if not re.search(rf"{re.escape(one)}$", plain, re.MULTILINE)
    ] == []


def test_links_in_the_message_lead_to_its_parts(parts) -> None:
    html = parts[1]
    inside = {one.get("href")[1:] for one in html.iter("a") if one.get("href", "")[:1] == "#"}
    assert {"2015-10--one", "2015-10--two"} <= inside
    assert inside <= {one.get("name") for one in html.iter("a")}


def test_pictures_have_their_descriptions_in_both_parts(parts) -> None:
    plain, html = parts
    assert [one.get("alt") for one in html.iter("img")] == ["A photograph.", "A chart of sizes."]
    assert "[A photograph.]\nOn the quay Ann Lee\n" in plain
    assert "[A chart of sizes.]\nSizes\n" in plain


def test_the_preheader_is_hidden_and_not_in_the_text(parts) -> None:
    plain, html = parts
    (first,) = [one for one in html.iter("div") if "display:none" in one.get("style", "")]
    assert text(first) == "The big story"
    assert plain.startswith("The Centre\nUpdate\nNews of the harbour\n")
    assert plain.count("The big story") + plain.count("The _big_ story") == 1


# HTML for mail programs


def test_only_tables_of_data_are_tables_to_a_screen_reader(parts) -> None:
    tables = list(parts[1].iter("table"))
    data = [one for one in tables if one.get("role") != "presentation"]
    assert [text(one.find("caption")) for one in data] == ["Figures"]
    above = {child: parent for parent in parts[1].iter() for child in parent}
    assert above[data[0]].get("style") == "overflow-x:auto"
    assert {one.tag for one in parts[1].iter()} & {
        "article",
        "section",
        "figure",
        "svg",
        "link",
    } == set()


def test_styles_are_in_attributes_and_dark_colours_in_rules(built) -> None:
    page = built["index.html"].decode()
    assert "var(" not in page
    assert '<meta name="color-scheme" content="light dark">' in page
    (dark,) = re.findall(r"@media \(prefers-color-scheme:dark\)\{(.*)\}\n", page)
    named = set(re.findall(r"\.(d[0-9]+)\{", dark))
    used = {one for classes in re.findall(r' class="([^"]*)"', page) for one in classes.split()}
    assert {one for one in used if re.fullmatch("d[0-9]+", one)} == named
    assert "#0f1420!important" in dark
    assert page.index("<meta charset") < page.index("<style")


def test_outlook_gets_a_table_of_fixed_width_and_other_programs_a_comment(built) -> None:
    page = built["index.html"].decode()
    assert '<!--[if mso]><table role="presentation" align="center" width="600"' in page
    assert "<!--[if mso]></td></tr></table><![endif]-->" in page


def test_each_part_has_its_language_and_direction(parts) -> None:
    html = parts[1]
    story = [one for one in html.iter() if one.get("lang") == "ar"][-1]
    assert [one.get("dir") for one in story.iter() if one.get("dir")] == ["rtl"]
    assert "← اقرأ المزيد" in text(story)


def test_pictures_are_cropped_as_the_manuscript_allows_and_fit_the_message(built, parts) -> None:
    cover, chart = parts[1].iter("img")
    assert [one.get("width") for one in (cover, chart)] == ["600", "536"]
    with Image.open(io.BytesIO(built[_file(built, "jpg")])) as image:
        assert (image.format, image.size) == ("JPEG", (900, 600))
    with Image.open(io.BytesIO(built[_file(built, "png")])) as image:
        assert (image.format, image.size) == ("PNG", (1072, 536))


def _file(files, suffix: str) -> str:
    (name,) = [one for one in files if one.startswith("pictures/") and one.endswith(suffix)]
    return name


# settings


def test_pictures_can_be_links_to_the_issue_online(tmp_path) -> None:
    linked = PUBLICATION.replace("mail: {", "mail: {pictures: link, ")
    files, told = build_mail(lay_out(tmp_path, FILES | {"issues/update/publication.yaml": linked}))
    assert told.findings == []
    message = message_of(files)
    assert message.get_content_type() == "multipart/alternative"
    for page in (parts_of(message)[1], parsed(files["index.html"])):
        for image in page.iter("img"):
            address = image.get("src")
            assert address.startswith("https://www.example.org/2015-10/mail/pictures/")
            assert address.removeprefix("https://www.example.org/2015-10/mail/") in files


def test_without_an_address_the_message_has_placeholders_and_keeps_its_pictures(tmp_path) -> None:
    plain = f"{workbench.PUBLICATION}mail: {{pictures: link}}\n"
    files, told = build_mail(lay_out(tmp_path, {"issues/update/publication.yaml": plain}))
    assert told.rules == ["mail-pictures"]
    message = message_of(files)
    assert message["From"] == "Update <newsletter@printissue.invalid>"
    assert message["List-Unsubscribe"] == "<{{unsubscribe_url}}>"
    assert 'href="{{unsubscribe_url}}"' in files["index.html"].decode()
    assert "{{unsubscribe_url}}" in files["update-2015-10.txt"].decode()


# size


def long_issue(stories: int, paragraphs: int) -> str:
    """Return an issue whose stories have so many paragraphs, the first story one more than the others."""
    words_ = "Words that fill the message. " * 20
    made = [workbench.ISSUE.split("      - heading")[0]]
    for number in range(stories):
        body = "".join(
            f"          P{number}.{one} {words_}\n\n"
            for one in range(paragraphs + (5 if number == 0 else 0))
        )
        made.append(f"      - heading: Story {number}\n        body: |\n{body}")
    return "".join(made)


def test_the_longest_stories_are_shortened_until_mail_programs_show_the_whole_message(
    tmp_path,
) -> None:
    files, told = build_mail(
        lay_out(
            tmp_path,
            {
                "issues/update/publication.yaml": PUBLICATION,
                "issues/update/2015-10.yaml": long_issue(8, 20),
            },
        )
    )
    (finding,) = told.findings
    assert finding.rule == "mail-shortened"
    size = len(files["index.html"])
    assert size <= MAX_BYTES
    page = parsed(files["index.html"])
    shown = text(page)
    assert "P0.0 " in shown
    assert "P0.1 " not in shown  # the longest
    more = [one.get("href") for one in page.iter("a") if text(one) == "Read on"]
    assert more[0] == "https://www.example.org/2015-10/#2015-10--story-0"
    assert f"{len(more)} of its stories" in finding.message
    assert shown.count("P") > 8 * 2
    plain = files["update-2015-10.txt"].decode()
    assert "P0.24 " in plain
    assert "P7.19 " in plain


def test_a_message_that_stays_too_long_is_reported_with_its_size_and_what_to_do(tmp_path) -> None:
    files, told = build_mail(lay_out(tmp_path, {"issues/update/2015-10.yaml": long_issue(8, 20)}))
    (finding,) = told.findings
    assert (finding.rule, finding.severity) == ("mail-size", "warning")
    size = -(-len(files["index.html"]) // 1000)
    assert f"{size} kB" in finding.message
    assert "102 kB" in finding.message
    assert "online" in finding.hint
    assert "P7.19 " in text(parsed(files["index.html"]))


# plain text


def page(body: str):
    return parse(f"<!doctype html><title>T</title><body>{body}</body>")


def test_text_is_wrapped_and_addresses_are_whole() -> None:
    address = f"https://example.org/{'a' * 90}"
    made = plain_text(page(f"<p>{'word ' * 40}<a href='{address}'>there</a>.</p><p>More.</p>"))
    lines = made.splitlines()
    assert all(len(line) <= WIDTH for line in lines if "https" not in line)
    assert lines[-1] == f"[1] {address}"
    assert "there [1]." in made


def test_chinese_is_wrapped_between_its_characters() -> None:
    made = plain_text(
        page(f"<p>{'海港的新码头已经开放' * 8}，see https://example.org/a 的报道。</p>")
    )
    lines = made.splitlines()
    assert [len(line) for line in lines[:2]] == [36, 36]
    assert not any(line[0] in "，。" for line in lines)
    assert (
        "".join(lines).replace(" ", "")
        == f"{'海港的新码头已经开放' * 8}，seehttps://example.org/a的报道。"
    )


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<h2>A <em>b</em></h2><p>c</p>", "A _b_\n=====\n\nc\n"),
        ("<ol start=3><li>a<ul><li>b</ul><li>c</ol>", "3. a\n   - b\n4. c\n"),
        ("<p>a<br>b</p><hr><pre>c\n  d</pre>", "a\nb\n\n* * *\n\nc\n  d\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n"),
        ("<p><a href='mailto:a@b.c'>a@b.c</a></p>", "a@b.c\n"),
        ("<h3><a href='https://b.c'>A</a></h3><p>b</p>", "A [1]\n-----\n\nb\n\n[1] https://b.c\n"),
        ("<p class=more><a href='https://b.c'>A</a></p>", "A: https://b.c\n"),
        ("<p>a <a href='#x'>b</a></p>", "a b\n"),
        ("<p>a <!-- c --> b</p>", "a b\n"),
        (
            "<table><thead><tr><th>Year<th>Number</thead><tr><td>2014<td>12</table>",
            "Year  Number\n----  ------\n2014  12\n",
        ),
    ],
)
def test_each_kind_of_block_has_its_form(html: str, made: str) -> None:
    assert plain_text(page(html)) == made


def test_a_wide_table_is_written_row_by_row() -> None:
    cells = "".join(f"<th>Head {one}" for one in range(3))
    row = "".join(f"<td>{'cell ' * 8}{one}" for one in range(3))
    made = plain_text(page(f"<table><thead><tr>{cells}</thead><tr>{row}</table>"))
    assert max(map(len, made.splitlines())) <= WIDTH
    assert words(made)[-9:] == words("Head 2: cell cell cell cell cell cell cell cell 2")[-9:]


# style sheets


def theme() -> Theme:
    return Theme(
        title="T",
        inks={
            "text": Ink(cmyk=(0, 0, 0, 100), rgb="#000000", dark="#eeeeee"),
            "paper": Ink(cmyk=(0, 0, 0, 0), rgb="#ffffff", dark="#111111"),
        },
        sheets=["a.css"],
    )


def styled(body: str, css: str):
    sheets = mail_styles(theme(), [Stylesheet("styles/t/mail.css", css)], {})
    made = sheets.apply(page(body))
    build_tables(made)
    made.write()
    return made.root


def test_dark_values_come_from_inks_and_from_rules_for_dark_windows() -> None:
    css = (
        "@media (prefers-color-scheme: dark) { :root { --band: #222222 } b { color: #333333 } }"
        ":root { --band: #999999 } p { color: var(--text); background: var(--band) } b { color: #444444 }"
        "@media (max-width: 480px) { .narrow { width: auto !important } }"
    )
    root = styled("<p class='narrow other'>a <b>b</b></p>", css)
    paragraph, bold = next(root.iter("p")), next(root.iter("b"))
    sheet = text(next(root.iter("style")))
    assert paragraph.get("style") == "color:#000000;background:#999999"
    assert paragraph.get("class") == "narrow d1"
    assert ".d1{color:#eeeeee!important;background:#222222!important}" in sheet
    assert bold.get("class") == "d2"
    assert ".d2{color:#333333!important}" in sheet
    assert "[data-ogsc] .d1{color:#eeeeee!important}" in sheet
    assert ".narrow { width: auto !important }" in sheet


def test_a_block_with_a_box_becomes_a_table_and_its_margins_padding() -> None:
    root = styled(
        "<section class=a><div class=b>x</div></section>",
        ".a { margin: 10px 0 } .b { margin-top: 4px; padding: 2px 3px; background: #eee }",
    )
    outer, middle, inner = root.iter("td")
    assert [one.get("style") for one in (outer, middle, inner)] == [
        "padding:10px 0",
        "padding:4px 0 0",
        "background:#eee;padding:2px 3px",
    ]
    assert {one.get("role") for one in root.iter("table")} == {"presentation"}


def test_a_first_child_can_be_a_column() -> None:
    root = styled(
        "<article><p class=date>x</p><p>y</p><p>z</p></article>", ".date { --column: 90px }"
    )
    column, beside = [one for one in root.iter("td") if one.get("width")], list(root.iter("td"))[-1]
    assert [text(one) for one in column] == ["x"]
    assert column[0].get("width") == "90"
    assert text(beside) == "yz"


@pytest.mark.parametrize(
    ("style", "rtl", "made"),
    [
        ("padding: 1px 2px", False, "padding:1px 2px"),
        ("padding: 1px; padding-left: 2px", False, "padding:1px 1px 1px 2px"),
        ("margin: 0 !important; margin: 4px", False, "margin:0"),
        ("padding-inline-start: 3px", False, "padding-left:3px"),
        ("padding-inline-start: 3px", True, "padding-right:3px"),
        (
            "padding-inline: 1px 2px; text-align: start",
            True,
            "padding-left:2px;padding-right:1px;text-align:right",
        ),
        ("font: 400 1px/2px A, 'B C'; --x: 1", False, "font:400 1px/2px A,'B C'"),
    ],
)
def test_styles_have_physical_sides_in_their_shortest_form(
    style: str, rtl: bool, made: str
) -> None:
    assert style_text(style_of(style, rtl=rtl)) == made


def test_an_issue_from_right_to_left(tmp_path) -> None:
    ref = IssueRef("update", "2015-10")
    issue = workbench.ISSUE.replace("title: October", "title: أكتوبر\nlanguage: ar")
    files, _ = build_mail(lay_out_in_bulletin(tmp_path, {"issues/update/2015-10.yaml": issue}), ref)
    html = parts_of(message_of(files))[1]
    assert (html.get("lang"), html.get("dir")) == ("ar", "rtl")
    assert "text-align:left" not in files["index.html"].decode()
