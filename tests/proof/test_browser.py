"""A proof in Chromium: pages, a save, a fault and its repair, overlays, and a click that finds its line."""

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from printissue.core.workspace import Workspace
from printissue.pipeline.proofing import ProofOptions, proof
from workbench import REF, lay_out

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
ISSUE = """\
title: October
date: 2015-10
sections:
  - title: News
    articles:
      - heading: The harbour
        body: |
          Ships came from everywhere.

          The lighthouse is open on Sundays.
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return lay_out(tmp_path_factory.mktemp("proof"), {"issues/update/2015-10.yaml": ISSUE})


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    """Serve a proof in a thread, and end it."""
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no Chromium")
    ready: list[Any] = []
    listening = threading.Event()

    def on_ready(server) -> None:
        ready.append(server)
        listening.set()

    serving = threading.Thread(target=proof, args=(workspace, ProofOptions(REF), on_ready))
    serving.start()
    assert listening.wait(60)
    yield ready[0].address
    ready[0].end()
    serving.join(30)
    assert not serving.is_alive()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(60_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and errors.append(message.text))
        page.goto(address)
        page.locator("#status[data-status=exact]").wait_for()
        yield page
        assert errors == []
        browser.close()
    asyncio.set_event_loop(None)


def digests(page: Any) -> list[str]:
    images = page.locator("#thumbnails img").all()
    return [image.get_attribute("src") for image in images]


def save(workspace: Workspace, text: str) -> None:
    """Save the issue as many editors do: a new file takes the place of the old one."""
    file = workspace.issue_file(REF)
    new = file.with_name(".2015-10.yaml.swp")
    new.write_text(text, "utf-8")
    new.replace(file)


def test_pages_are_shown_and_a_click_finds_the_line(page: Any) -> None:
    assert page.locator(".page img").first.get_attribute("alt").startswith("Page 1: ")
    while (place := printed_at(page)) is None:  # the story is on a later page
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)
    page.mouse.click(*place)
    page.locator("#selection").wait_for(state="visible")
    assert page.locator("#place").inner_text() == "issues/update/2015-10.yaml:10"
    assert "lighthouse" in page.locator("#source").inner_text()
    page.keyboard.press("ArrowUp")
    assert page.locator("#place").inner_text() == "issues/update/2015-10.yaml:8"
    page.keyboard.press("Escape")
    page.locator("#selection").wait_for(state="hidden")


def printed_at(page: Any) -> list[float] | None:
    """Return the point of the window where the line about the lighthouse is printed."""
    place: list[float] | None = page.evaluate(
        """async () => {
          for (const number of document.querySelectorAll(".page")) {
            const answer = await fetch(`lines/print/${number.dataset.page}`);
            const line = (await answer.json()).find((one) => one.text.startsWith("The lighthouse"));
            if (!line) continue;
            const box = number.querySelector(".sheet").getBoundingClientRect();
            const mm = Number(document.getElementById("spread").style.getPropertyValue("--mm"));
            const [left, top, width, height] = line.area;
            return [box.left + (left + width / 2) * mm, box.top + (top + height / 2) * mm];
          }
        }"""
    )
    return place


def test_a_save_changes_its_page_and_keeps_page_and_zoom(page: Any, workspace: Workspace) -> None:
    page.keyboard.press("+")
    zoom, folios = page.locator("#fit").inner_text(), page.locator("#folios").inner_text()
    before = digests(page)
    save(workspace, ISSUE.replace("everywhere", "Trieste and Venice"))
    page.locator("#news", has_text="Pages updated").wait_for(state="attached")
    after = digests(page)
    assert len(after) == len(before)
    assert 0 < sum(a != b for a, b in zip(after, before, strict=True)) < len(before)
    assert (page.locator("#fit").inner_text(), page.locator("#folios").inner_text()) == (
        zoom,
        folios,
    )
    page.keyboard.press("0")


def test_a_fault_keeps_the_pages_until_it_is_repaired(page: Any, workspace: Workspace) -> None:
    before = digests(page)
    save(workspace, ISSUE.replace("title: News", "titel: News"))
    fault = page.locator("#faults .fault").first
    fault.wait_for()
    assert "issues/update/2015-10.yaml:4:5" in fault.inner_text()
    assert fault.locator("pre").inner_text().splitlines()[1].index("^") == 4
    assert page.locator("#status").get_attribute("data-status") == "faulty"
    assert digests(page) == before
    save(workspace, ISSUE)
    page.locator("#status[data-status=exact]").wait_for()
    assert page.locator("#faults").is_hidden()


def test_overlays_are_drawn_over_the_pages(page: Any) -> None:
    assert page.locator(".overlay rect.trim").count() == 0
    page.keyboard.press("t")
    assert page.locator(".overlay rect.trim").count() == page.locator(".page").count()
    width = page.locator(".sheet").first.bounding_box()["width"]
    page.get_by_role("button", name="Bleed").click()
    assert page.locator(".overlay rect.safe").count() == 0
    assert page.locator(".sheet").first.bounding_box()["width"] != width


@pytest.mark.slow
def test_the_plates_of_the_inks_are_shown_in_grey(page: Any) -> None:
    page.get_by_role("button", name="Black plate").click()
    plate = page.locator('.page img[src*="/Black.jpg"]').first
    plate.wait_for()
    assert ", black plate" in plate.get_attribute("alt")
    grey = plate.evaluate(
        """(image) => {
          const canvas = document.createElement("canvas");
          const context = canvas.getContext("2d");
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          return [0, 1, 2].map((channel) => data.filter((_, at) => at % 4 === channel).reduce((a, b) => a + b));
        }"""
    )
    assert len(set(grey)) == 1
    page.keyboard.press("p")  # after black, all inks again
    page.locator('.page img[src^="page/"]').first.wait_for()
    page.get_by_role("button", name="screen").click()
    page.locator("#inks").wait_for(state="hidden")
    page.get_by_role("button", name="print").click()
    page.locator("#status[data-status=exact]").wait_for()


@pytest.mark.slow
def test_the_web_edition_is_shown_in_a_frame_without_scripts(page: Any) -> None:
    page.get_by_role("button", name="web").click()
    page.locator("#status[data-status=exact]").wait_for()
    frame = page.frame_locator("#web")
    frame.get_by_text("Ships came from everywhere").wait_for()
    assert page.locator("#web").get_attribute("sandbox") == "allow-same-origin"
