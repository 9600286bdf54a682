"""A volume's pages: their HTML, the targets of their links, and that no theme cuts them off."""

import re
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser

import pytest

from printfiles import SOURCE
from printissue import (
    layout as stage,
)
from printissue import (
    manuscript,
)
from printissue.assets.resources import Resources, builtin_root
from printissue.assets.stylesheets import Stylesheet
from printissue.assets.theme_files import read_theme_files
from printissue.core.findings import Place
from printissue.editions import EditionSource, tagged
from printissue.html import (
    VolumeHtmlOptions,
    compose_volume,
    estimates,
    volume_pages,
)
from printissue.model.cross_references import cross_reference
from printissue.model.editions import EDITIONS, PAPERS
from printissue.model.theme import Capacity, paper_sheet
from printissue.model.volumes import (
    BoundSection,
    MissingIssue,
    Volume,
)
from volumepages import PUBLICATION, YEARS, issue, resources, story, volume, web

OPTIONS = VolumeHtmlOptions()
VOID = {"meta", "br", "input"}


def html(part, *volumes, publication=PUBLICATION, options=OPTIONS) -> str:
    composed, findings = compose_volume(part, volumes, publication, resources(), options=options)
    assert findings == ()
    Strict().check(composed.html)
    return composed.html


class Strict(HTMLParser):
    """Finds elements that are not closed, ids that are there twice, and links to ids that are not."""

    def check(self, text: str) -> None:
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.feed(text)
        assert self.open == []
        assert len(set(self.ids)) == len(self.ids)
        assert {link[1:] for link in self.links if link[0] == "#"} <= set(self.ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [known["id"]] if known.get("id") else []
        self.links += [known["href"]] if known.get("href") else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag


def read(text: str) -> Strict:
    parser = Strict()
    parser.check(text)
    return parser


def words(text: str) -> str:
    """Return the text of HTML between its tags, its spaces single."""
    body = re.sub(r"<(style|script)>.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", body).replace("&amp;", "&").split())


# the front


def test_the_front_has_cover_title_page_and_contents():
    assert read(html("front", volume())).ids == [
        "front--cover",
        "front--title",
        "front--contents",
    ]


def test_the_title_page_says_what_the_volume_is():
    text = words(html("front", volume()).split('id="front--title"')[1])
    for said in ("Update 2025", "Of the centre", "Volume 7", "Nos. 1–3", "ISSN 1234-5679",
                 "January – March 2025", "The Centre", "3 March 2025 Headline 3"):  # fmt: skip
        assert said in text.replace("\u2009", " ")


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ((MissingIssue("7"),), "lacks no. 7"),
        ((MissingIssue("7"), MissingIssue("9")), "lacks nos. 7, 9"),
        (tuple(map(MissingIssue, ("7", "9", "10", "11"))), "lacks nos. 7, 9–11"),
        ((MissingIssue(date="2025-07"),), "lacks July 2025"),
        ((MissingIssue("7"), MissingIssue(date="2025-07-02")), "lacks no. 7; lacks 2 July 2025"),
    ],
)
def test_the_title_page_names_missing_issues(missing, said):
    assert f'<p class="lacks">{said}</p>' in html("front", volume(lacks=missing))


def test_a_complete_volume_names_no_missing_issues():
    assert "lacks" not in html("front", volume())


def test_the_contents_name_issues_sections_and_stories_with_their_pages():
    text = words(html("front", volume(1)).split('id="front--contents"')[1])
    assert text.endswith(
        "News & views The press of 2025-01Jane Smith2 The paper of 2025-014 Dates5"
    )


def test_every_link_of_the_front_leads_to_a_part_of_an_issue():
    made = volume(2)
    links = read(html("front", made)).links
    anchors = [(one.folder, one.anchor) for link in links if (one := cross_reference(link))]
    assert len(anchors) == len(links)
    for number, one in enumerate(made.issues, 1):
        key = f"2025-0{number}"
        assert (key, f"{key}---cover") in anchors
        expected = [
            *(part.anchor for part in one.sections),
            *(part.anchor for part in one.stories()),
        ]
        assert {anchor for folder, anchor in anchors if folder == key} >= set(expected)


def test_headings_of_the_front_skip_no_level():
    assert read(html("front", volume(2))).headings == [1, 2, 2, 3, 3]


def test_the_cover_has_headlines_while_there_is_room():
    tiles = '<ol class="tiles">'
    assert tiles in html("front", volume(12))
    thirteen = (*volume(12).issues, replace(issue(12), key="2025-12-31"))
    assert tiles not in html("front", volume(issues=thirteen))
    long = replace(issue(1), headline="x" * (Capacity().volume_headline + 1))
    assert tiles not in html("front", volume(issues=(long,)))


def test_many_issues_are_listed_in_columns_and_too_many_only_in_the_contents():
    listed = re.compile(r'<ol class="issue-list[^"]*">.*?</ol>', re.DOTALL)
    weeks = tuple(replace(issue(1), key=f"w{n}", number=str(n), headline="") for n in range(61))
    few, many = (html("front", volume(issues=weeks[:count])) for count in (14, 15))
    assert "Title 1" in listed.search(few)[0]
    assert "Title 1" not in listed.search(many)[0]
    assert not listed.search(html("front", volume(issues=weeks)))


def test_old_issues_list_their_stories_without_a_section():
    part = replace(issue(1).sections[0], title="")
    made = volume(issues=(replace(issue(1), sections=(part,)), replace(issue(2), sections=())))
    text = html("front", made)
    assert "contents-section" not in text
    assert text.count('<li class="contents-story">') == 2
    assert "<ol>\n</ol>" not in text


@pytest.mark.parametrize(
    ("number", "headline", "rows", "said"),
    [
        ("1", "Short", [2, 3], "short"),
        ("1", "Short", [3, 3], ""),
        ("1", "Short", [0, 0, 9], "short"),
        ("", "Short", [6, 6], "unnumbered"),
        ("1", "Headline of forty letters, or some more", [6, 6], "tall"),
        ("1", "Headline of forty letters, or some more " * 3, [1], "short taller"),
    ],
)
def test_the_shape_of_an_issue_in_the_contents(number, headline, rows, said):
    one = issue(1).sections[0].stories[0]
    sections = tuple(replace(issue(1).sections[0], stories=(one,) * count) for count in rows)
    made = replace(issue(1), number=number, headline=headline, sections=sections)
    assert estimates.contents_classes(made, Capacity()) == said


def test_the_foot_of_a_crowded_title_page_follows_the_list():
    def made(count: int, letters: int) -> Volume:
        return volume(issues=tuple(issue(at, headline="a" * letters) for at in range(1, count + 1)))

    wordy = PUBLICATION.model_copy(update={"imprint": "word " * 120})
    crowded = partial(estimates.title_page_is_crowded, capacity=Capacity())
    assert [crowded(made(*size), PUBLICATION) for size in ((14, 30), (12, 90), (15, 90))] == [
        False, True, False,
    ]  # fmt: skip
    assert crowded(made(14, 30), wordy) is False
    assert crowded(made(8, 60), wordy) is True
    assert 'class="volume-title crowded"' in html("front", made(12, 90))
    assert 'class="volume-title"' in html("front", made(3, 30))


# the back


def index_lines(text: str) -> list[str]:
    return [words(line) for line in re.findall(r"<li class=\"(?:first|next).*?</li>", text)]


def test_references_name_the_issue_where_each_counts_its_own_pages():
    text = html("back", volume(2))
    assert "type 1: 2–4; 2: 2–4" in " ".join(index_lines(text)).replace("\u00a0", " ")
    assert "Figures in bold" in text


def test_references_name_dates_where_issues_have_no_numbers():
    made = volume(issues=tuple(replace(issue(at), number="") for at in (1, 2)))
    text = html("back", made)
    assert "type Jan: 2–4; Feb: 2–4" in " ".join(index_lines(text)).replace("\u00a0", " ")
    assert "Dates in bold" in text


def test_references_are_only_pages_where_folios_go_on():
    text = html("back", volume(2, continuous=True), options=replace(OPTIONS, roman=False))
    assert any(line.endswith("type 2–4, 2–4") for line in index_lines(text))
    assert "Figures in bold" not in text


def test_the_back_has_index_and_authors():
    made = read(html("back", volume(2)))
    kinds = ["back--topics", "back--people", "back--places"]
    assert made.ids == ["back--index", *kinds, "back--authors"]
    assert made.headings == [1, 2, 2, 2, 1]
    assert all(cross_reference(link) for link in made.links)


def test_what_a_volume_has_not_is_left_out():
    bare = replace(story("2025-01", "x", 2, 2))
    section = BoundSection("2025-01--n", "N", bare.span, (bare,))
    made = read(html("back", volume(issues=(replace(issue(1), sections=(section,)),))))
    assert made.ids == []


def test_folios_of_the_back_go_on_in_roman_or_with_the_issues():
    assert 'class="back-matter roman"' in html("back", volume())
    arabic = replace(OPTIONS, roman=False)
    assert 'class="back-matter arabic"' in html("back", volume(), options=arabic)


@pytest.mark.parametrize(
    ("one", "language", "said"),
    [
        ({"number": "7-8"}, "en", "7-8"),
        ({"number": ""}, "en", "Jan"),
        ({"number": "", "date": "2025-03-15"}, "en", "15 Mar"),
        ({"number": ""}, "de", "Jan"),
    ],
)
def test_the_mark_of_an_issue(one, language, said):
    assert volume_pages.short_name(replace(issue(1), **one), language) == said


@pytest.mark.parametrize(
    ("dates", "language", "said"),
    [
        (("2025-01", "2025-12"), "en", "January – December 2025"),
        (("2024-11", "2025-02"), "en", "November 2024 – February 2025"),
        (("2025-01-03", "2025-12-26"), "en", "3 January 2025 – 26 December 2025"),
        (("2025-01-03", "2025-01-03"), "en", "3 January 2025"),
        (("2025-05", "2025-05"), "fr", "mai 2025"),
    ],
)
def test_the_period_of_a_volume(dates, language, said):
    issues = [replace(issue(1), date=date) for date in dates]
    assert re.sub(r"\s", " ", volume_pages.period(issues, language)) == said


# several years


def test_the_cumulative_index_names_the_years():
    text = html("cumulative", *YEARS)
    lines = " ".join(index_lines(text)).replace("\u00a0", " ").replace("\u2002", " ")
    assert "type 2024 1: 2–4; 2025 1: 2–4; 2: 2–4" in lines
    assert "Update 2024–2025" in words(text)
    assert "bold are years" in text


def test_the_web_page_is_complete_and_needs_no_other_file():
    made = read(web(*YEARS))
    assert made.ids == ["filter", "wanted", "count", "topics", "people", "places", "authors"]
    assert made.headings == [1, 2, 2, 2, 2]
    assert not [link for link in made.links if link.startswith(("http", "//"))]
    assert "@import" not in web(*YEARS)


def test_its_links_open_the_volumes_at_their_pages():
    links = read(web(*YEARS)).links
    assert "2024/update.pdf#page=6" in links
    assert "2025/update.pdf#page=14" in links
    assert {link.partition("#")[0] for link in links} == {"", "2024/update.pdf", "2025/update.pdf"}


def test_its_links_say_where_they_lead():
    assert 'aria-label="January 2025, page 2–4">2–4</a>' in web(*YEARS)


def test_volumes_without_a_file_have_no_links():
    links = read(web(replace(YEARS[0], file=""))).links
    assert all(link.startswith("#") for link in links)


def test_it_escapes_what_manuscripts_say():
    bad = replace(story("2025-01", "x", 2, 2), topics=("<script>alert(1)</script>",))
    section = BoundSection("a", "A", bad.span, (bad,))
    text = web(volume(issues=(replace(issue(1), sections=(section,)),)))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar", "fi"])
def test_every_language_has_its_words(language):
    publication = PUBLICATION.model_copy(update={"language": language})
    for text in (html("front", volume(), publication=publication),
                 html("back", volume(), publication=publication),
                 web(*YEARS, language=language)):  # fmt: skip
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text


# templates of a workspace


def test_a_faulty_template_is_a_finding(tmp_path):
    target = tmp_path / "templates" / "volume" / "title.html.j2"
    target.parent.mkdir(parents=True)
    target.write_text("<p>\n{{ nothing }}")
    own = Resources(tmp_path, builtin_root())
    composed, (finding,) = compose_volume("front", (volume(),), PUBLICATION, own, options=OPTIONS)
    assert composed is None
    assert (finding.rule, finding.place.file, finding.place.line) == (
        "template-undefined", "templates/volume/title.html.j2", 2,
    )  # fmt: skip


def test_a_template_is_replaced_by_the_workspace_s(tmp_path):
    target = tmp_path / "templates" / "volume" / "contents.html.j2"
    target.parent.mkdir(parents=True)
    target.write_text('<p id="own">{{ label("contents") }}</p>')
    composed, findings = compose_volume(
        "front", (volume(),), PUBLICATION, Resources(tmp_path, builtin_root()), options=OPTIONS
    )
    assert findings == ()
    assert '<p id="own">Contents</p>' in composed.html


# under the press


def laid_out(theme_name: str, paper: str, html_text: str, *, first_folio: int = 1) -> stage.Layout:
    theme, _ = manuscript.read_theme(resources(), theme_name, Place("publication.yaml"))
    theme_files, findings = read_theme_files(resources(), theme_name, theme, paper=paper)
    assert findings == ()
    stage.load(resources().fontconfig())
    sheets = (
        Stylesheet("(paper)", paper_sheet(paper, None, first_folio=first_folio)),
        Stylesheet("(inks)", theme.ink_sheet(cmyk=False)),
        *theme_files.stylesheets,
    )
    layout = stage.lay_out(stage.LayoutInput(html_text, sheets, theme_files.files, "volume"))
    assert layout.findings == ()
    return layout


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("theme", ["bulletin", "imprint"])
def test_nothing_on_a_crowded_title_page_overlaps(theme, paper):
    """A list that ends where the foot would begin, on the smallest paper, and one that goes on overleaf."""
    publication = PUBLICATION.model_copy(update={"imprint": "The foot says so. " * 18})
    for letters in (60, 100):
        headline = ("words of six letters " * 9)[:letters].strip()
        issues = tuple(issue(at, headline=headline) for at in range(1, 13))
        text = html("front", volume(issues=issues), publication=publication)
        for page in laid_out(theme, paper, text).document.pages[1:3]:
            lines = {(round(box.y), box.text[:8]) for box in _texts(page.box)}
            foot = [at for at, words in lines if words == "The foot"]
            listed = [at for at, words in lines if words == "words of"]
            assert not foot or not listed or min(foot) > max(listed) + 12


def texts(layout: stage.Layout) -> list[str]:
    """Return the text of each page, the margins' at its end."""
    return [" ".join(box.text for box in _texts(page.box)) for page in layout.document.pages]


def _texts(box):
    if box.kind == "text":
        yield box
    for child in box.children:
        yield from _texts(child)


def reach(layout: stage.Layout) -> list[float]:
    """Return the height of each page that nothing is printed beyond, as a share of the page."""
    return [
        max(box.y + box.height for box in _texts(page.box)) / page.height
        for page in layout.document.pages
    ]


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["bulletin", "imprint"])
@pytest.mark.parametrize("paper", PAPERS)
def test_every_theme_sets_the_front(theme, paper):
    options = VolumeHtmlOptions(paper=paper)
    long = "A headline of an issue that is too long for one line of a cover"
    made = volume(issues=tuple(replace(issue(n), headline=long) for n in range(1, 13)))
    layout = laid_out(theme, paper, html("front", made, options=options))
    said = texts(layout)
    assert "2025" in said[0]
    assert "Contents" in said[2]
    assert "iii" in said[2].split()
    assert not {"i", "ii"} & set(said[1].split())
    assert max(reach(layout)) < 1


@pytest.mark.filterwarnings(
    "ignore:unclosed file.*sRGB:ResourceWarning", "ignore:Exception ignored.*sRGB"
)
def test_the_back_is_set_tagged_and_linked():
    layout = laid_out("imprint", "A5", html("back", volume(3)), first_folio=7)
    assert "vii" in texts(layout)[0].split()
    archive = EDITIONS["archive"]
    raw, findings = stage.write(layout, "volume", tagged=True)
    assert findings == ()
    source = EditionSource(
        archive,
        "back.pdf",
        SOURCE.record,
        PUBLICATION,
        raw=raw,
        first_folio=7,
        cross_references=True,
    )
    content, findings = tagged.WRITER.finish(source)
    assert findings == ()
    assert content.count(b"/GoToR") == len(read(html("back", volume(3))).links)
