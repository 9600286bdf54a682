"""The web edition: pages of an issue with all that they need beside them, and nothing from elsewhere."""

import io
import itertools
import re

import pytest
from PIL import Image

import workbench
from printissue.assets.labels import file_size
from printissue.core.workspace import IssueRef
from webpages import build_web, faults, parsed, text
from workbench import REF, lay_out

ISSUE = """\
title: October
date: 2015-10
spotlight:
  heading: The *big* story
  lead: What it is about.
  image: {file: 2015-10/photo.jpg, alt: A photograph., focus: 30% 40%}
sections:
  - title: News
    articles:
      - heading: One & two
        id: one
        kicker: Here
        standfirst: Why to read on.
        authors: [Ann Lee]
        image: {file: 2015-10/chart.svg, alt: A chart., size: wide}
        pull_quotes: [{text: A sentence., by: Bob}]
        boxes: [{heading: Box, body: In the box.}]
        related: [two]
        body: |
          Some words and a [link](https://example.org/).

          ## A heading

          Table: Figures

          | Year | Number |
          |------|-------:|
          | 2014 | 12 |

          With `code`.
      - heading: مقال
        id: two
        language: ar
        body: بعض الكلمات.
        figures:
          - {file: 2015-10/line.png, alt: A line.}
          - {file: 2015-10/photo.jpg, alt: A photograph again.}
  - title: Jobs
    notices:
      - {heading: Editor, place: Vienna, deadline: 2015-11-02, body: Do it.}
  - title: Dates
    events:
      - {title: Meeting, start: 2015-10-19, end: 2015-10-23, place: Tbilisi}
  - title: Books
    readings:
      - title: A book
        downloads: [{language: fr, url: "https://example.org/fr.pdf"}]
photo_credits: [Somebody]
"""


def photo(width: int = 900) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((width, width * 2 // 3), 60).convert("RGB").save(target, "JPEG")
    return target.getvalue()


def graphic() -> bytes:
    target = io.BytesIO()
    Image.new("RGBA", (300, 100), (20, 60, 120, 128)).save(target, "PNG")
    return target.getvalue()


CHART = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">
<rect width="80" height="40"/><text x="5" y="60" font-family="Source Sans Pro" font-size="10">Größe</text>
</svg>
"""

FILES: dict[str, str | bytes] = {
    "issues/update/2015-10.yaml": ISSUE,
    "issues/update/2015-10/photo.jpg": photo(),
    "issues/update/2015-10/line.png": graphic(),
    "issues/update/2015-10/chart.svg": CHART,
}
PAGES: dict[str, str | bytes] = {
    "issues/update/publication.yaml": f"{workbench.PUBLICATION}stories: pages\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """One web edition with everything in it, and a page for each story."""
    workspace = lay_out(tmp_path_factory.mktemp("web"), FILES | PAGES)
    files, reporter = build_web(workspace)
    assert [one for one in reporter.findings if one.severity == "error"] == []
    return files


@pytest.fixture(scope="module")
def page(built):
    return parsed(built["index.html"])


def find(page, tag, **attributes):
    """Return the elements with a tag and attributes."""
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return [
        one
        for one in page.iter(tag)
        if all(one.get(name) == value for name, value in wanted.items())
    ]


def test_every_page_is_valid_and_every_link_leads_somewhere(built) -> None:
    assert {name for name in built if name.endswith(".html")} == {
        "index.html",
        "stories/one.html",
        "stories/two.html",
    }
    assert faults(built) == []


def test_pages_have_landmarks_and_one_first_heading(built) -> None:
    for name in ("index.html", "stories/one.html"):
        page = parsed(built[name])
        body = page.find("body")
        assert [one.tag for one in body] == ["a", "header", "main", "footer"]
        assert body[0].get("href") == f"#{body[2].get('id')}"
        assert len(list(page.iter("h1"))) == 1
        levels = [int(one.tag[1]) for one in page.iter() if re.fullmatch("h[1-6]", str(one.tag))]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_stories_keep_their_anchors(page) -> None:
    (story,) = find(page, "article", id="2015-10--one")
    assert "Some words and a link." in text(story)
    entries = [one.get("href") for one in find(page, "nav")[0].iter("a")]
    assert "#2015-10--one" in entries
    assert "#2015-10--jobs" in entries


def test_each_part_has_its_language_and_direction(page) -> None:
    assert page.get("lang") == "en"
    (story,) = find(page, "article", id="2015-10--two")
    assert (story.get("lang"), story.get("dir")) == ("ar", "rtl")


def test_photographs_come_in_several_widths(built, page) -> None:
    image = page.find(".//figure//img")
    assert image.get("alt") == "A photograph."
    assert (image.get("width"), image.get("height")) == ("900", "600")
    assert "lazy" not in image.attrib.values()
    (source, *_) = page.iter("source")
    widths = re.findall(r"pictures/\S+ (\d+)w", source.get("srcset"))
    assert widths == ["480", "800", "900"]
    for name, width in re.findall(r"(pictures/\S+) (\d+)w", source.get("srcset")):
        assert Image.open(io.BytesIO(built[name])).size[0] == int(width)
    assert Image.open(io.BytesIO(built[image.get("src")])).format == "JPEG"


def test_other_pictures_are_loaded_when_they_come_into_view(page) -> None:
    images = list(page.iter("img"))
    assert len(images) == 4
    assert [one.get("loading") for one in images] == [None, "lazy", "lazy", "lazy"]


def test_graphics_stay_free_of_loss(built, page) -> None:
    (image,) = find(page, "img", alt="A line.")
    assert image.get("src").endswith(".png")
    copy = Image.open(io.BytesIO(built[image.get("src")])).convert("RGBA")
    assert copy.getpixel((150, 50)) == (20, 60, 120, 128)


def test_drawings_bring_their_fonts(built, page) -> None:
    (image,) = find(page, "img", alt="A chart.")
    drawing = built[image.get("src")].decode()
    assert '@font-face{font-family:"Source Sans Pro"' in drawing
    assert "http" not in drawing.replace("http://www.w3.org/2000/svg", "")
    assert (image.get("width"), image.get("height")) == ("200", "100")


def test_a_policy_allows_own_files_only_and_no_style_is_inline(built) -> None:
    for name in ("index.html", "stories/one.html"):
        page = parsed(built[name])
        (policy,) = find(page, "meta", http_equiv="Content-Security-Policy")
        assert policy.get("content").startswith("default-src 'none'")
        assert "unsafe" not in policy.get("content")
        assert not list(page.iter("script")) + list(page.iter("style"))
        assert not [one for one in page.iter() if "style" in one.attrib]
        assert not [
            one for one in page.iter() if any(key.startswith("data-") for key in one.attrib)
        ]
    assert b"text-align:right" in built["styles/pages.css"]
    assert b"object-position: 30% 40%" in built["styles/pages.css"]


def test_fonts_have_the_characters_of_the_pages(built) -> None:
    from fontTools.ttLib import TTFont

    fonts = {
        name: set(TTFont(io.BytesIO(content)).getBestCmap())
        for name, content in built.items()
        if name.endswith(".woff2")
    }
    serif = [chars for name, chars in fonts.items() if "serifpro-regular" in name]
    arabic = [chars for name, chars in fonts.items() if "amiri-regular" in name]
    assert ord("é") in serif[0]
    assert ord("я") not in serif[0]
    assert ord("م") in arabic[0]
    assert ord("a") not in arabic[0]
    assert any("mono" in name for name in fonts)
    css = built["styles/fonts.css"].decode()
    assert all(name in css for name in fonts)


def test_tables_scroll_in_a_box_with_a_name(page) -> None:
    (box,) = find(page, "div", class_="table")
    assert (box.get("tabindex"), box.get("aria-label")) == ("0", "Figures")
    assert box[0].tag == "table"


def test_a_story_has_a_page_of_its_own(built) -> None:
    page = parsed(built["stories/one.html"])
    assert text(page.find(".//h1")) == "One & two"
    assert page.find("head/title").text == "One & two – Update: October"
    assert find(page, "meta", name="description")[0].get("content") == "Why to read on."
    assert "Do it." not in text(page)
    links = [one.get("href") for one in page.iter("a")]
    assert "../index.html#2015-10--one" in links
    assert "two.html" in links
    issue = parsed(built["index.html"])
    assert "stories/one.html" in [one.get("href") for one in issue.iter("a")]


def test_one_page_is_the_default(tmp_path) -> None:
    files, reporter = build_web(lay_out(tmp_path))
    assert [name for name in files if name.endswith(".html")] == ["index.html"]
    assert "stories/" not in files["index.html"].decode()
    assert reporter.rules == []


def test_downloads_are_those_that_are_there(tmp_path) -> None:
    workspace = lay_out(tmp_path)
    files, _ = build_web(workspace)
    assert b"download" not in files["index.html"]
    files, reporter = build_web(workspace, more=("screen",))
    page = parsed(files["index.html"])
    (link,) = [one for one in page.iter("a") if one.get("type") == "application/pdf"]
    assert link.get("href") == "../update-2015-10-screen.pdf"
    size = (tmp_path / "output/update/2015-10/update-2015-10-screen.pdf").stat().st_size
    assert f"PDF, {file_size(size, 'en')}" in text(page)
    (note,) = find(page, "p", class_="print-note")
    assert text(note).endswith(" update-2015-10-screen.pdf")
    assert faults(files, tmp_path / "output/update/2015-10/web") == []
    assert reporter.events[-2:] == ["update/2015-10: screen", "update/2015-10: web"]


def test_the_same_manuscript_makes_the_same_bytes(tmp_path, built) -> None:
    files, _ = build_web(lay_out(tmp_path, FILES | PAGES))
    assert files == built


def test_pictures_that_are_no_longer_used_are_removed(tmp_path) -> None:
    workspace = lay_out(tmp_path, FILES)
    assert [name for name in build_web(workspace)[0] if name.startswith("pictures/")]
    lay_out(tmp_path)
    assert not [name for name in build_web(workspace)[0] if name.startswith("pictures/")]


def test_links_to_other_issues_lead_to_their_web_edition(tmp_path) -> None:
    other = workbench.ISSUE.replace("body: Some words.", "related: [2015-10/one]").replace(
        "2015-10\n", "2015-11\n", 1
    )
    workspace = lay_out(tmp_path, {"issues/update/2015-11.yaml": other})
    files, _ = build_web(workspace, IssueRef(REF.publication, "2015-11"))
    page = parsed(files["index.html"])
    assert "../../2015-10/web/index.html#2015-10--one" in [a.get("href") for a in page.iter("a")]


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ("", "https://example.org/news/2015-10/"),
        ("online: https://example.org/x\n", "https://example.org/x"),
    ],
)
def test_the_publication_states_the_address_of_its_issues(tmp_path, own, address) -> None:
    online = "online: https://example.org/news/{key}/\n"
    files = {
        "issues/update/publication.yaml": workbench.PUBLICATION + online,
        "issues/update/2015-10.yaml": workbench.ISSUE + own,
    }
    written, reporter = build_web(lay_out(tmp_path, files))
    assert reporter.rules == []
    (link,) = find(parsed(written["index.html"]), "link", rel="canonical")
    assert link.get("href") == address


def test_an_address_of_issues_has_their_key(tmp_path) -> None:
    about = workbench.PUBLICATION + "online: https://example.org/news/\n"
    _, reporter = build_web(lay_out(tmp_path, {"issues/update/publication.yaml": about}))
    assert reporter.rules == ["wrong-link"]


def test_a_fault_of_a_web_style_sheet_is_found(tmp_path) -> None:
    theme = str(workbench.PLAIN_THEME["styles/bulletin/theme.yaml"]) + "web: [web.css]\n"
    sheet = '@font-face { font-family: "Nowhere" }\np { color: var(--nothing) }\n'
    for css, rule in (
        (sheet, "css-fault"),
        (sheet.replace("var(--nothing)", "red"), "font-missing"),
    ):
        files = {"styles/bulletin/theme.yaml": theme, "styles/bulletin/web.css": css}
        written, reporter = build_web(lay_out(tmp_path, files))
        assert reporter.rules == [rule]
        assert written == {}


def test_theme_sheets_and_their_files_are_beside_the_page(tmp_path) -> None:
    files = {
        "styles/bulletin/theme.yaml": str(workbench.PLAIN_THEME["styles/bulletin/theme.yaml"])
        + "web: [web.css]\n",
        "styles/bulletin/web.css": 'h2 { background: url("ornament.png") }',
        "styles/bulletin/ornament.png": graphic(),
    }
    written, _ = build_web(lay_out(tmp_path, files))
    assert written["styles/bulletin/ornament.png"] == graphic()
    links = [one.get("href") for one in parsed(written["index.html"]).iter("link")]
    assert links[-1] == "styles/bulletin/web.css"


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [(820_400, "en", "820 kB"), (1_440_000, "de", "1,4 MB"), (300, "en", "1 kB")],
)
def test_sizes_are_written_as_in_the_language(size, language, words) -> None:
    assert file_size(size, language).replace("\xa0", " ") == words
