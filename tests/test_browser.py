"""The web pages, as a browser shows them: on a desk and on a telephone, boxes where they belong."""

from pathlib import Path

import pytest

from browser import ask
from printissue.preflight import report_html
from reportfiles import RESOURCES, SHEET, finding, made
from volumepages import YEARS, web

pytestmark = pytest.mark.browser

DESK, TELEPHONE = 1200, 360
BOX = (10.0, 20.0, 30.0, 40.0)


@pytest.fixture
def report(tmp_path: Path) -> str:
    long = "a" * 80
    findings = (finding(), finding(1, BOX), finding(2, (60, 90, 90, 40), message=long))
    html, _ = report_html([made(tmp_path, *findings)], RESOURCES)
    return html or ""


@pytest.mark.slow
@pytest.mark.parametrize("width", [DESK, TELEPHONE])
def test_nothing_reaches_beyond_the_window(report: str, tmp_path: Path, width: int) -> None:
    script = "return [page.documentElement.scrollWidth, seen.innerWidth]"
    for text in (report, web(*YEARS)):
        needs, has = ask(text, script, tmp_path, width=width)
        assert needs <= has == width


@pytest.mark.parametrize("width", [DESK, TELEPHONE])
def test_a_box_lies_on_the_picture_where_the_place_is(
    report: str, tmp_path: Path, width: int
) -> None:
    script = """
      function sides(one) {
        var rect = page.querySelector(one).getBoundingClientRect();
        return [rect.left, rect.top, rect.width, rect.height];
      }
      return [sides(".picture img"), sides("#b-1-2 .frame")]
    """
    (left, top, across, down), box = ask(report, script, tmp_path, width=width)
    assert across > 200
    assert down / across == pytest.approx(SHEET[1] / SHEET[0], rel=0.02)
    scale = across / SHEET[0]
    wanted = [left + BOX[0] * scale, top + BOX[1] * scale, BOX[2] * scale, BOX[3] * scale]
    assert box == pytest.approx(wanted, abs=2)


def test_the_index_is_narrowed_to_what_is_typed(tmp_path: Path) -> None:
    script = """
      var wanted = page.getElementById("wanted");
      function shown(word) {
        wanted.value = word;
        wanted.dispatchEvent(new seen.Event("input"));
        return Array.from(page.querySelectorAll(".entries > li")).filter(
          function (one) { return one.getClientRects().length > 0; }).length;
      }
      return [shown(""), shown("TYPE"), shown("týpe"), shown("no such word"), shown("")]
    """
    every, typed, accented, none, again = ask(web(*YEARS), script, tmp_path)
    assert 0 < typed == accented < every == again
    assert none == 0


def test_links_of_the_index_lead_into_the_volumes(tmp_path: Path) -> None:
    script = """
      var links = Array.from(page.querySelectorAll(".entries a"));
      return links.map(function (one) { return one.getAttribute("href"); })
    """
    links = ask(web(*YEARS), script, tmp_path)
    assert links
    assert all("#page=" in link for link in links)
