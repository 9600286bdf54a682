"""The mail of a sample issue as Chromium shows it: on a phone and in a window of 600 px, light and dark."""

from pathlib import Path

import pytest

from browser import ask
from conftest import SAMPLE, copy_sample
from mailfiles import build_mail
from printissue.core.workspace import Workspace

pytestmark = pytest.mark.browser

LOOK = """
  var text = page.querySelector("h3");
  var sheet = text.closest("td[class]");
  return [page.documentElement.scrollWidth, seen.innerWidth, page.querySelector("img").naturalWidth > 0,
          seen.getComputedStyle(text).color, seen.getComputedStyle(page.body).backgroundColor]
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("sample")
    copy_sample(root)
    workspace = Workspace(root)
    _, told = build_mail(workspace, SAMPLE)
    assert [one.as_text() for one in told.findings] == []
    return workspace.output_folder(SAMPLE) / "mail" / "index.html"


@pytest.mark.parametrize(("width", "dark"), [(320, True), (600, False)])
def test_the_message_fits_its_window_in_the_colours_that_the_reader_asks_for(
    index: Path, tmp_path: Path, width: int, dark: bool
) -> None:
    needs, has, picture, text, ground = ask(index, LOOK, tmp_path, width=width, dark=dark)
    assert needs <= has == width
    assert picture
    assert text == ("rgb(157, 186, 245)" if dark else "rgb(20, 56, 127)")
    assert ground == ("rgb(26, 34, 51)" if dark else "rgb(230, 237, 247)")
