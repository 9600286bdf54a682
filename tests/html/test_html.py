"""The HTML of an issue: names of parts, what the cover lists, links and their notes, and what templates make of it."""

import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printissue.assets.resources import Resources
from printissue.core.keys import KEY_PATTERN, key_fault
from printissue.html import HtmlOptions, compose, describe, story_names
from printissue.html.anchors import Anchors, items
from printissue.html.estimates import cover_contents, lead_fits_cover
from printissue.html.grades import story_grades
from printissue.html.groups import item_groups, section_groups
from printissue.html.link_notes import LinkNotes, bare
from printissue.model.issue import Issue, Publication
from printissue.model.parts import Image as Picture
from printissue.model.pictures import PictureShape
from printissue.model.theme import Capacity

PUBLICATION = Publication(title="Update", publisher="The Centre")
PICTURE = {"file": "a.png", "alt": "A"}


def issue(*sections, **more) -> Issue:
    named = [section if isinstance(section, dict) else stories(section) for section in sections]
    return Issue.model_validate({"title": "October", "date": "2015-10", "sections": named, **more})


def stories(title: str, *headings: str, **more):
    return {"title": title, "articles": [{"heading": one} for one in headings or ("One",)], **more}


def article(heading: str, **more):
    return {"heading": heading, "body": "Words.", **more}


def parts(of: Issue):
    return [part for section in of.sections for part in (section, *items(section))]


# names


TITLES = st.text(max_size=60).filter(lambda text: text.strip() == text != "")
KEYS = st.from_regex(KEY_PATTERN, fullmatch=True).filter(lambda key: not key_fault(key))


@given(
    st.lists(st.tuples(TITLES, st.lists(TITLES, min_size=1, max_size=3)), min_size=1, max_size=4)
)
def test_names_are_unique_and_carry_the_key(titles):
    made = issue(*(stories(title, *headings) for title, headings in titles))
    anchors = Anchors(made, "2015-10", "en")
    given_names = [anchors.of(part) for part in parts(made)]
    places = [anchors.named(name) for name in ("cover", "contents", "links", "back")]
    assert len({*given_names, *places}) == len(given_names) + len(places)
    for name in given_names:
        assert re.fullmatch(r"2015-10--[a-z0-9-]+", name)


@given(st.lists(KEYS, min_size=1, max_size=5, unique=True), TITLES)
def test_names_of_the_manuscript_stay(keys, title):
    reserved = {"cover", "contents", "links", "back"}
    made = issue({"title": title, "articles": [{"heading": title, "id": key} for key in keys]})
    anchors = Anchors(made, "k", "en")
    for story, key in zip(made.sections[0].articles or (), keys, strict=True):
        assert key in reserved or anchors.of(story) == f"k--{key}"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Upcoming events", "upcoming-events"),
        ("*Emphasis* & <signs>", "emphasis-signs"),
        ("Übersee — déjà vu", "ubersee-deja-vu"),
        ("word " * 30, "word-word-word-word-word-word-word-word"),
        ("نشرة", "article"),
        ("…", "article"),
        ("x" * 80, "article"),
        ("2015", "2015"),
    ],
)
def test_name_is_made_from_the_title(title, name):
    made = issue({"title": "S", "articles": [{"heading": title}]})
    assert Anchors(made, "k", "en").of(items(made.sections[0])[0]) == f"k--{name}"


def test_titles_that_are_alike_are_numbered():
    made = issue(stories("News", "News", "News"), stories("News"))
    anchors = Anchors(made, "k", "en")
    assert [anchors.of(part) for part in parts(made)] == [
        "k--news", "k--news-2", "k--news-3", "k--news-4", "k--one",
    ]  # fmt: skip


def test_name_that_is_given_goes_before_one_that_is_made():
    made = issue({"title": "News", "articles": [{"heading": "Other", "id": "news"}]})
    anchors = Anchors(made, "k", "en")
    assert [anchors.of(part) for part in parts(made)] == ["k--news-2", "k--news"]


def test_stories_are_known_by_their_names():
    dates = {"title": "Dates", "events": [{"title": "Day", "start": "2015-10-01"}]}
    made = issue(stories("News", "First", "Second"), dates)
    assert list(story_names(made, "k", "en")) == ["first", "second"]


# what the cover lists

ROOM, SMALL = Capacity(), Capacity(cover_list=14, cover_lead=13)


def test_cover_names_the_stories():
    made = issue(stories("News", "First", "Second"), stories("More"))
    assert [len(entry.stories) for entry in cover_contents(made, ROOM)] == [2, 1]


def test_cover_that_would_overflow_lists_only_sections():
    fits = issue(stories("News", *["Story"] * (ROOM.cover_list - 1)))
    overflows = issue(stories("News", *["Story"] * ROOM.cover_list))
    assert len(cover_contents(fits, ROOM)[0].stories) == ROOM.cover_list - 1
    assert cover_contents(overflows, ROOM)[0].stories == ()


def test_long_headings_take_more_lines():
    made = issue(stories("News", *["Story " * 20] * 12))
    assert cover_contents(made, ROOM)[0].stories == ()


def test_smaller_paper_lists_fewer_stories():
    made = issue(stories("News", *["Story"] * 20))
    assert len(cover_contents(made, ROOM)[0].stories) == 20
    assert cover_contents(made, SMALL)[0].stories == ()


def test_smaller_paper_holds_a_shorter_lead():
    spotlight = {"heading": "One line", "lead": "word " * 170}
    made = issue("News", spotlight=spotlight)
    assert lead_fits_cover(made, ROOM)
    assert not lead_fits_cover(made, SMALL)


@pytest.mark.parametrize(
    ("spotlight", "fits"),
    [
        (None, False),
        ({"heading": "Short", "lead": "A sentence."}, True),
        ({"heading": "Short", "lead": "A sentence. " * 200}, False),
        ({"heading": "Short", "lead": "\n\n".join(["A."] * 40)}, False),
        ({"heading": "A long headline " * 20, "lead": "A sentence."}, False),
    ],
)
def test_lead_that_is_too_long_opens_the_inside(spotlight, fits):
    assert lead_fits_cover(issue("News", spotlight=spotlight), ROOM) is fits


# what is side by side


def looked_up(title: str):
    return {"title": title, "notices": [{"heading": "One"}]}


def test_neighbouring_lookup_sections_are_grouped():
    made = issue("A", looked_up("B"), looked_up("C"), "D", looked_up("E"))
    assert [
        (block.kind, [one.title for one in block.sections]) for block in section_groups(made)
    ] == [
        ("stories", ["A"]),
        ("lookup", ["B", "C"]),
        ("stories", ["D"]),
        ("lookup", ["E"]),
    ]


def wide(*articles, before=()) -> list[tuple[bool, list[str]]]:
    made = issue(*before, {"title": "News", "articles": list(articles)})
    divided = item_groups(made.sections[-1], story_grades(made, shape))
    return [(run.wide, [item.heading for item in run.items]) for run in divided]


PICTURED = {"image": PICTURE}


def shape(picture: Picture) -> PictureShape:  # noqa: ARG001
    return PictureShape(600, 400)


def test_short_section_is_set_in_columns():
    assert wide(article("A", **PICTURED), article("B")) == [(False, ["A", "B"])]


def test_first_story_of_the_issue_is_wide():
    assert wide(article("A", **PICTURED), article("B"), article("C")) == [
        (True, ["A"]),
        (False, ["B", "C"]),
    ]


def test_first_section_keeps_columns_where_a_later_story_has_the_picture():
    columns = [(False, ["A", "B", "C"])]
    assert wide(article("A"), article("B", **PICTURED), article("C")) == columns


def test_later_section_has_its_first_picture_wide():
    groups = wide(article("A"), article("B", **PICTURED), article("C"), before=("First",))
    assert groups == [(False, ["A"]), (True, ["B"]), (False, ["C"])]


def test_stories_that_ask_for_it_are_wide():
    groups = wide(article("A"), article("B", grade="lead"), article("C", grade="lead"))
    assert groups == [(False, ["A"]), (True, ["B"]), (True, ["C"])]


def test_where_one_asks_no_other_is_chosen():
    lead = {"title": "Lead", "articles": [article("L", grade="lead")]}
    groups = wide(article("A"), article("B", **PICTURED), article("C"), before=(lead,))
    assert groups == [(False, ["A", "B", "C"])]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([None, "lead"])), min_size=1, max_size=6))
def test_runs_keep_every_story_in_its_order(kinds):
    groups = wide(
        *(
            article(f"{number}", **(PICTURED if pictured else {}), **({"grade": grade} if grade else {}))
            for number, (pictured, grade) in enumerate(kinds)
        )
    )  # fmt: skip
    assert [one for _, run in groups for one in run] == [
        str(number) for number in range(len(kinds))
    ]
    assert all(len(run) == 1 for is_wide, run in groups if is_wide)


# grades of stories


def words(count: int) -> str:
    return "word " * count


def test_the_manuscript_states_the_grade_of_a_story():
    stated = {
        "title": "News",
        "articles": [article("A", grade="brief", body=words(900)), article("B", grade="lead")],
    }
    made = issue(stated)
    known = story_grades(made, shape)
    assert [known.of(one) for one in made.sections[0].articles or ()] == ["brief", "lead"]


def test_grades_follow_length_and_pictures():
    stories = [
        article("A", body=words(200), **PICTURED),
        article("B", body=words(400)),
        article("C", body=words(150)),
        article("D", body=words(40)),
    ]
    made = issue({"title": "News", "articles": stories})
    known = story_grades(made, shape)
    found = [known.of(one) for one in made.sections[0].articles or ()]
    assert found == ["lead", "feature", "story", "story"]


def test_three_short_stories_in_a_row_are_briefs_set_together():
    stories = [article("A", body=words(200)), *(article(one, body=words(40)) for one in "BCD")]
    made = issue({"title": "News", "articles": stories})
    groups = item_groups(made.sections[0], story_grades(made, shape))
    assert [(group.kind, len(group.items)) for group in groups] == [("columns", 1), ("briefs", 3)]


def test_a_long_first_story_is_the_lead_without_a_picture():
    made = issue({"title": "News", "articles": [article("Essay", body=words(3000))]})
    assert list(story_grades(made, shape).grades.values()) == ["lead"]


# links and notes


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://www.example.org/", "www.example.org"),
        ("http://example.org/a/", "example.org/a"),
        ("mailto:a@example.org", "a@example.org"),
        ("tel:+431555", "+431555"),
        ("https://example.org/?http://", "example.org/?http:/"),
    ],
)
def test_address_without_its_scheme(url, said):
    assert bare(url) == said


def test_the_number_of_a_note_stays_on_the_line_of_its_words():
    notes = LinkNotes(live=False)
    assert notes.link("Who?", "https://e.org/a") == (
        '<span class="link">Who?\u2060<sup class="note">1</sup></span>'
    )
    assert "\u2060" not in notes.link("You", "https://e.org/b")


def test_an_address_that_neighbours_share_is_printed_once():
    notes = LinkNotes(live=False, short_address=10)
    first = notes.link("One", "https://e.org/a", following="https://e.org/a")
    assert first == '<span class="link">One</span>'
    assert "address" in notes.link("Two", "https://e.org/a", following="https://e.org/b")
    assert notes.numbered == 0


def test_a_section_with_many_links_has_a_qr_code_in_print(resources):
    links = [{"label": str(n), "url": f"https://e.org/{n}"} for n in range(4)]
    made = issue(
        {"title": "Many", "articles": [article("A", links=links)]},
        {"title": "Few", "articles": [article("B", links=links[:3])]},
        online="https://e.org/2015-10",
    )
    options = HtmlOptions("print", "2015-10", live_links=False, section_code=4)
    composed, _ = compose(made, PUBLICATION, resources, options=options)
    assert composed is not None
    assert sorted(composed.files) == ["qr-1.png", "qr.png"]
    assert composed.html.count("section-code") == 1


def test_links_are_live_on_screen():
    notes = LinkNotes(live=True)
    assert notes.link('"A" & B', 'https://e.org/?a=1&b="') == (
        '<a href="https://e.org/?a=1&amp;b=&#34;">&#34;A&#34; &amp; B</a>'
    )
    assert notes.all() == []


def test_address_has_one_number_in_print():
    notes = LinkNotes(live=False)
    first = notes.link("A", "https://a.org/")
    assert first == '<span class="link">A<sup class="note">1</sup></span>'
    assert "2" in notes.link("B", "https://b.org/")
    assert "1" in notes.link("A again", "https://a.org/")
    assert [number for number, _ in notes.all()] == [1, 2]


def test_short_address_follows_the_words_of_its_link_in_print():
    notes = LinkNotes(live=False, short_address=10)
    assert notes.link("A", "https://a.org/b/c/") == (
        '<span class="link">A <bdi class="address" dir="ltr">a<wbr>.org/<wbr>b/<wbr>c</bdi></span>'
    )
    assert notes.link("a.org/b", "https://a.org/b") == '<span class="link">a.org/b</span>'
    assert '<sup class="note">1</sup>' in notes.link("A", "https://a.org/bcd/ef")
    assert len(notes.all()) == 1


def test_address_breaks_where_people_expect_it():
    said = LinkNotes(live=False).readable("https://a.org/b-c?d=<e>&f")
    assert said == "a<wbr>.org/<wbr>b-<wbr>c<wbr>?d<wbr>=&lt;e&gt;<wbr>&amp;f"
    whole = LinkNotes(live=False, breaks=False).readable("https://a.org/b-c?d=<e>&f")
    assert whole == "a.org/b-c?d=&lt;e&gt;&amp;f"


@given(st.text(alphabet="abc/._-?&#=<>\"'", max_size=30))
def test_breaks_change_no_address(text):
    with_breaks = LinkNotes(live=False).readable(f"https://{text}")
    without = LinkNotes(live=False, breaks=False).readable(f"https://{text}")
    assert with_breaks.replace("<wbr>", "") == without


def test_a_long_address_breaks_at_characters_in_place_of_elements():
    url = "https://example.org/" + "abc/" * 40
    said = LinkNotes(live=False).readable(url)
    assert "<wbr>" not in said
    assert said.count("abc/\u200b") == 39


@pytest.mark.parametrize("breaks", [True, False])
def test_a_long_part_of_a_long_address_breaks_too(breaks):
    url = "https://example.org/" + "a" * 200 + "&b"
    said = LinkNotes(live=False, breaks=breaks).readable(url)
    assert max(map(len, re.split("[\u200b/]", said))) < 60
    assert said.replace("\u200b", "") == "example.org/" + "a" * 200 + "&amp;b"


# the issue in plain words


def test_full_title_names_the_publication_once():
    assert describe(issue("A"), PUBLICATION).title == "Update: October"
    assert describe(issue("A", title="The *update* of May"), PUBLICATION).title == (
        "The update of May"
    )


def test_description_is_the_spotlight_cut_at_a_word():
    short = issue("A", spotlight={"heading": "A *calm* sea", "lead": "x"})
    assert describe(short, PUBLICATION).description == "A calm sea"
    long = issue("A", spotlight={"heading": "word " * 200, "lead": "x"})
    said = describe(long, PUBLICATION).description
    assert len(said) <= 400
    assert said.endswith("word…")
    assert describe(issue("A"), PUBLICATION).description == ""


# the HTML


@pytest.fixture(scope="module")
def resources(tmp_path_factory):
    return Resources.of(tmp_path_factory.mktemp("empty"))


def html_of(resources, made, layout="screen", *, publication=PUBLICATION, **more) -> str:
    setting = HtmlOptions(
        layout, "2015-10", {"a.png": "pictures/1"}, live_links=layout != "print", **more
    )
    composed, findings = compose(made, publication, resources, options=setting)
    assert findings == ()
    assert composed is not None
    return composed.html


class Reader(HTMLParser):
    """Collects tags with their attributes, and checks that what is opened is closed."""

    VOID = frozenset({"meta", "img", "br", "hr", "wbr", "link", "col"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


WORDS = st.text(min_size=1, max_size=30).filter(lambda text: text.strip())


@settings(max_examples=25, deadline=None)
@given(WORDS, WORDS)
def test_words_of_a_manuscript_are_never_markup(resources, text, other):
    ours, theirs = (
        Reader(
            html_of(resources, issue({"title": a, "articles": [article(b, kicker=a, authors=[b])]}))
        )
        for a, b in (("A", "B"), (text, other))
    )
    emphasis = {"em", "strong", "s"}
    assert [tag for tag, _ in theirs.tags if tag not in emphasis] == [tag for tag, _ in ours.tags]


@pytest.mark.parametrize(
    "text", ["{{ 7 * 7 }}", "{% for x in y %}", "{# x #}", "<script>x</script>", "<b>x</b>"]
)
@pytest.mark.parametrize("layout", ["screen", "print"])
def test_words_of_a_manuscript_are_no_template(resources, text, layout):
    made = issue(
        {"title": text, "lead": text, "articles": [{"heading": text, "standfirst": text, "body": text}]}
    )  # fmt: skip
    html = html_of(resources, made, layout)
    assert "49" not in html
    assert "<script>" not in html
    assert "<b>x" not in html


FULL = issue(
    {"title": "News", "lead": "A [link](https://a.org/).",
     "articles": [article("One", links=[{"label": "L", "url": "https://b.org/"}], image={**PICTURE, "caption": "C"})],
     "more": [{"label": "More", "url": "https://a.org/"}]},
    {"title": "Dates", "events": [{"title": "Day", "start": "2015-10-01", "url": "https://c.org/"}]},
    online="https://online.example.org/x",
    spotlight={"heading": "Big", "lead": "Words.", "image": PICTURE},
)  # fmt: skip


@pytest.mark.parametrize("layout", ["screen", "print"])
def test_html_is_whole(resources, layout):
    read = Reader(html_of(resources, FULL, layout))
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert all(one.startswith("2015-10--") for one in ids)
    inner = [one[1:] for one in read.values("href") if one.startswith("#")]
    assert inner
    assert set(inner) <= set(ids)
    assert [tag for tag, _ in read.tags].count("h1") == 1
    assert all(attributes.get("alt") for tag, attributes in read.tags if tag == "img")


def test_links_are_live_on_screen_and_numbered_in_print(resources):
    on_screen = Reader(html_of(resources, FULL)).values("href")
    assert {"https://a.org/", "https://b.org/", "https://c.org/"} <= set(on_screen)
    in_print = html_of(resources, FULL, "print")
    assert not any("://" in one for one in Reader(in_print).values("href"))
    assert all(f'<sup class="note">{number}</sup>' in in_print for number in (1, 2, 3))


def test_every_picture_and_code_is_named_with_the_origin(resources):
    sources = Reader(html_of(resources, FULL, "print")).values("src")
    assert set(sources) == {
        "https://printissue.invalid/pictures/1",
        "https://printissue.invalid/qr.png",
    }


def test_qr_code_is_only_in_print(resources):
    for layout, names in (("print", ["qr.png"]), ("screen", [])):
        setting = HtmlOptions(layout, "k", {"a.png": "pictures/1"}, live_links=layout != "print")
        composed, _ = compose(FULL, PUBLICATION, resources, options=setting)
        assert composed is not None
        assert list(composed.files) == names
        assert all(content.startswith(b"\x89PNG") for content in composed.files.values())


@pytest.mark.parametrize("address", ["https://a.org/", f"https://a.org/{'x' * 300}"])
def test_code_is_line_art_of_enough_pixels_for_print(resources, address):
    issue = FULL.model_copy(update={"online": address})
    setting = HtmlOptions("print", "k", {"a.png": "pictures/1"}, live_links=False)
    composed, _ = compose(issue, PUBLICATION, resources, options=setting)
    assert composed is not None
    image = Image.open(io.BytesIO(composed.files["qr.png"]))
    assert image.mode == "1"
    assert image.width / (32 / 25.4) > 799


def test_pages_are_added_before_the_last(resources):
    plain = html_of(resources, FULL, "print")
    filled = html_of(resources, FULL, "print", fillers=3)
    assert "filler" not in plain
    assert filled.count('class="filler') == 3
    assert filled.rindex('class="filler') < filled.index("2015-10---back")


def test_standing_fillers_come_first_and_one_quotation_after_them(resources):
    form = {
        "heading": "Subscribe",
        "form": ["Name"],
        "links": [{"label": "A", "url": "https://e.org/"}],
    }
    publication = PUBLICATION.model_validate(
        {"title": "Update", "publisher": "The Centre", "fillers": [form, {"heading": "Come in"}]}
    )
    made = issue({"title": "News", "articles": [article("A", standfirst="Words to quote.")]})
    filled = html_of(resources, made, "print", publication=publication, fillers=4)
    kinds = re.findall(r'class="filler(?: ([^"]*))?"', filled)
    assert kinds == ["standing", "standing reversed", "quote", ""]
    assert filled.count("Words to quote.") == 2  # the story's own, and the quotation
    assert filled.count('class="qr"') == 1


@pytest.mark.parametrize(
    ("publication", "own", "language", "direction"),
    [("en", None, "en", "ltr"), ("en", "ar", "ar", "rtl"), ("de-AT", None, "de-AT", "ltr")],
)
def test_language_and_direction(resources, publication, own, language, direction):
    serial = Publication(title="U", publisher="P", language=publication)
    made = issue("A", **({"language": own} if own else {}))
    read = Reader(html_of(resources, made, publication=serial))
    assert read.tags[0] == ("html", {"lang": language, "dir": direction, "class": "screen"})


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "Von Ada, Ben und Cleo<"), ("ar", "بقلم Ada، Ben وCleo<"), ("fi", "By Ada, Ben and Cleo<")],
)  # fmt: skip
def test_names_are_joined_as_the_language_does(resources, language, said):
    story = article("A", authors=["Ada", "Ben", "Cleo"], language=language)
    assert said in html_of(resources, issue({"title": "News", "articles": [story]}))


@pytest.mark.parametrize(("language", "comma"), [("en", ", "), ("ar", "، ")])
def test_lists_have_the_comma_of_the_language(resources, language, comma):
    contact = {"address": ["1 Quay", "Town"], "phone": "+43 1"}
    serial = {
        "title": "U",
        "publisher": "P",
        "issn": "1234-5679",
        "contact": contact,
        "address_panel": True,
    }
    reading = {"title": "Book", "authors": ["Ada"], "year": "2001"}
    made = issue({"title": "Books", "readings": [reading]}, language=language)
    html = html_of(resources, made, "print", publication=Publication.model_validate(serial))
    assert f"Ada{comma}2001" in html
    assert f"U</b>{comma}ISSN" in html
    assert f"<br>P{comma}1 Quay{comma}Town<" in html


def test_addresses_and_numbers_keep_their_direction(resources):
    contact = {"address": ["1 Quay"], "phone": "+43 1"}
    serial = Publication.model_validate({"title": "U", "publisher": "P", "contact": contact})
    html = html_of(resources, FULL, "print", publication=serial)
    assert '<bdi dir="ltr">+43 1</bdi>' in html
    assert '<bdi dir="ltr">b<wbr>.org</bdi>' in html


def test_focus_goes_to_the_cover_and_to_the_story(resources):
    seen = {**PICTURE, "focus": "20% 80%"}
    for spotlight, image in ((seen, PICTURE), (PICTURE, seen)):
        made = issue(
            {"title": "News", "articles": [article("One", image=image)]},
            spotlight={"heading": "Big", "lead": "Words.", "image": spotlight},
        )
        styles = [
            attributes.get("style")
            for tag, attributes in Reader(html_of(resources, made)).tags
            if tag == "img"
        ]
        expected = [None, None]
        expected[0 if spotlight is seen else 1] = "--focus: 20% 80%; object-position: 20% 80%"
        assert styles == expected


@pytest.mark.parametrize(
    ("words", "classes"), [(4, "with-lead short-lead"), (80, "with-lead"), (900, "")]
)
def test_cover_tells_how_long_its_lead_is(resources, words, classes):
    made = issue("News", spotlight={"heading": "Big", "lead": "word " * words})
    cover = Reader(html_of(resources, made)).values("class")[1]
    assert cover == f"cover without-picture {classes}".strip()


def test_same_issue_gives_the_same_html(resources):
    assert html_of(resources, FULL, "print") == html_of(resources, FULL, "print")
