"""Web pages as Chromium shows them: the sample issue on a phone and on a desk, light and dark."""

import shutil
from pathlib import Path

import pytest

from browser import ask
from printissue.core.workspace import IssueRef, Workspace
from webpages import build_web, faults

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[3]
REF = IssueRef("monthly-update", "2015-10")
DESK, PHONE = 1200, 390

CONTRASTS = """
  function parts(colour) { return colour.match(/[\\d.]+/g).map(Number); }
  function luminance(colour) {
    var linear = parts(colour).slice(0, 3).map(function (one) {
      var part = one / 255;
      return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }
  function ground(element) {
    for (var one = element; one; one = one.parentElement) {
      var colour = seen.getComputedStyle(one).backgroundColor;
      if (parts(colour).length === 3 || parts(colour)[3] > 0) { return colour; }
    }
    return "rgb(255, 255, 255)";
  }
  var poor = [];
  page.querySelectorAll("body *").forEach(function (element) {
    var own = Array.from(element.childNodes).some(function (node) {
      return node.nodeType === 3 && node.textContent.trim();
    });
    if (!own) { return; }
    var pair = [luminance(seen.getComputedStyle(element).color), luminance(ground(element))];
    var contrast = (Math.max.apply(0, pair) + 0.05) / (Math.min.apply(0, pair) + 0.05);
    if (contrast < 4.5) { poor.push(element.className + ": " + contrast.toFixed(2)); }
  });
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    """The index page of the sample issue."""
    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "issues" / REF.publication, root / "issues" / REF.publication)
    workspace = Workspace(root)
    files, reporter = build_web(workspace, REF)
    assert [one for one in reporter.findings if one.severity == "error"] == []
    assert faults(files) == []
    return workspace.output_folder(REF) / "web" / "index.html"


@pytest.mark.slow
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_nothing_reaches_beyond_the_window(index: Path, tmp_path: Path, width: int) -> None:
    script = "return [page.documentElement.scrollWidth, seen.innerWidth]"
    needs, has = ask(index, script, tmp_path, width=width)
    assert needs <= has == width


def test_lines_have_60_to_75_characters_on_a_desk(index: Path, tmp_path: Path) -> None:
    script = """
      var letters = 0, lines = 0;
      page.querySelectorAll(".articles .body > p").forEach(function (one) {
        var range = page.createRange();
        range.selectNodeContents(one);
        var tops = Array.from(range.getClientRects()).map(function (box) { return Math.round(box.bottom / 8); });
        var count = new Set(tops).size;
        if (count > 3) { letters += one.textContent.length; lines += count - 0.5; }
      });
      return letters / lines
    """
    assert 60 <= ask(index, script, tmp_path, width=DESK) <= 75


@pytest.mark.parametrize("dark", [False, True])
def test_text_has_enough_contrast(index: Path, tmp_path: Path, dark: bool) -> None:
    script = CONTRASTS + "return [luminance(ground(page.body)), poor]"
    ground, poor = ask(index, script, tmp_path, dark=dark)
    assert poor == []
    assert ground < 0.05 if dark else ground > 0.9


def test_the_policy_lets_own_files_load(index: Path, tmp_path: Path) -> None:
    script = """
      var image = page.querySelector("img");
      var faces = Array.from(page.fonts).filter(function (one) { return one.status === "loaded"; });
      return [image.complete && image.naturalWidth > 0, faces.length,
              seen.getComputedStyle(page.querySelector("h3")).fontWeight]
    """
    picture, faces, weight = ask(index, script, tmp_path)
    assert picture
    assert faces >= 4
    assert weight == "600"
