"""The built-in themes on every paper: whole sheets, pages of whole lines, a cover that keeps to its page."""

import re

import pikepdf
import pytest

from printissue import manuscript
from printissue.assets.resources import Resources, builtin_root
from printissue.assets.theme_files import read_theme_files
from printissue.core.findings import Place
from printissue.model.editions import PAPERS
from workbench import REF, lay_out_in_bulletin, output_file

MM = 72 / 25.4
THEMES = ("bulletin", "digest", "imprint")
every_theme = pytest.mark.parametrize("name", THEMES)
every_paper = pytest.mark.parametrize("paper", PAPERS)

WORDS = "They printed the sheets by hand and hung them up to dry under the roof. " * 7
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0h30v20H0z"/></svg>'
)


def read_theme(name, paper):
    resources = Resources(builtin_root() / "nowhere", builtin_root())
    theme, findings = manuscript.read_theme(resources, name, Place("publication.yaml"))
    assert findings == ()
    return read_theme_files(resources, name, theme, paper=paper)


@every_theme
@every_paper
def test_no_sheet_of_a_theme_is_at_fault(name, paper):
    made, findings = read_theme(name, paper)
    assert findings == ()
    own = made.theme.paper == paper
    variants = [
        sheet.name for sheet in made.stylesheets if sheet.name.endswith(f".{paper.lower()}.css")
    ]
    assert bool(variants) is not own


@every_theme
def test_every_variant_belongs_to_a_sheet_that_is_listed(name):
    folder = builtin_root() / "styles" / name
    made, _ = read_theme(name, None)
    for path in folder.glob("*.*.css"):
        sheet, paper = path.name.split(".")[:2]
        assert f"{sheet}.css" in made.theme.sheets, path.name
        assert paper in {one.lower() for one in PAPERS}, path.name


@every_theme
@every_paper
def test_the_text_block_is_whole_lines_high(name, paper):
    made, _ = read_theme(name, paper)
    pages = [sheet.css for sheet in made.stylesheets if "/page." in sheet.name]
    margins = [re.search(r"@page \{\s*margin: ([^;}]+)", css) for css in pages]
    top, _, bottom, _ = (float(one.strip("m")) for one in margins[-1][1].split())
    lines = (PAPERS[paper][1] - top - bottom) * MM / made.theme.fit.line
    assert 0 < lines - round(lines) < 0.02, (
        "a trace more, for the press to find room for all of them"
    )


def issue(*, stories, lead):
    """Write an issue with a cover picture, a lead of some paragraphs and some short stories."""
    written = "".join(f"      - heading: A story of some length, number {n}\n        body: {WORDS}\n"
                      for n in range(stories))  # fmt: skip
    text = "\n\n".join([f"    {WORDS}"] * lead)
    return (
        "title: October\ndate: 2015-10\nspotlight:\n  heading: A headline that takes two lines of a cover\n"
        "  image: {file: 2015-10/a.svg, alt: A black field., caption: A field.}\n"
        f"  lead: |\n{text}\nsections:\n  - title: News\n    articles:\n{written}"
    )


@pytest.fixture(scope="module")
def press(tmp_path_factory):
    """Builds an issue's screen edition in a theme, on a paper, and opens it."""
    from click.testing import CliRunner

    from printissue.cli import cli

    def set_up(name, paper, **form):
        workspace = lay_out_in_bulletin(
            tmp_path_factory.mktemp(name),
            {"issues/update/2015-10.yaml": issue(**form), "issues/update/2015-10/a.svg": DRAWING},
        )
        words = ["-C", str(workspace.root), "build", "--edition", "screen"]
        ended = CliRunner().invoke(cli, [*words, "--theme", name, "--paper", paper])
        assert ended.exit_code == 0, ended.output
        return pikepdf.open(output_file(workspace, REF, "screen"))

    return set_up


def titles(pdf):
    """Return the page, from 0, that each bookmark leads to."""
    with pdf.open_outline() as outline:
        found = list(outline.root)
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    every = [inner for one in found for inner in (one, *one.children)]
    return [pages[one.destination[0].objgen] for one in every if one.destination]


@pytest.mark.slow
def test_the_digest_has_stories_on_its_first_page(press):
    pdf = press("digest", "A5", stories=4, lead=1)
    assert titles(pdf)[:2] == [0, 0]
    assert len(pdf.pages) == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", [one for one in THEMES if one != "digest"])  # which has no cover
@pytest.mark.parametrize(("paper", "lead"), [("A4", 2), ("A5", 1), ("A5", 2), ("Letter", 1)])
def test_the_cover_is_one_page(press, name, paper, lead):
    pdf = press(name, paper, stories=4, lead=lead)
    # a lead that is too long for the cover has a page before the first story
    first = min(page for page in titles(pdf) if page > 0)
    assert first == (2 if (paper, lead) == ("A5", 2) else 1)
    width, height = (float(value) * 25.4 / 72 for value in pdf.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx(PAPERS[paper], abs=0.1)
