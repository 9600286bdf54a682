"""The site of a small workspace: its pages, their links, what a second run writes, and the server that shows it."""

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from browser import chromium
from htmlchecker import html_errors
from printissue import pipeline
from printissue.core.errors import UsageError
from printissue.core.folders import written_files
from printissue.core.loopback import bound_socket
from printissue.core.workspace import Workspace
from printissue.site import addresses
from printissue.site.addresses import file_of
from printissue.site.pages import search_indexes
from printissue.site.server import application, root_of
from sitefiles import BASE, built_workspace, faults
from sitelibrary import library
from webpages import parsed, text
from workbench import Program, RecordingReporter, contents, lay_out

ROOT = "/letters/"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return built_workspace(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def site(workspace: Workspace) -> Path:
    """The folder of the site, made by a first run."""
    reporter = RecordingReporter()
    made = pipeline.make_site(workspace, pipeline.SiteOptions(), reporter)
    assert made
    assert [one.as_text() for one in reporter.findings if one.severity == "error"] == []
    return made.path.parent


def page(site: Path, address: str):
    return parsed((site / address / "index.html").read_bytes())


@pytest.mark.slow
def test_every_link_leads_to_a_page_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    assert faults(site, ROOT) == []


def test_addresses_in_feeds_calendars_and_metadata_are_those_of_files_and_places(
    site: Path,
) -> None:
    files = contents(site)
    seen = set()
    for name, content in files.items():
        if name.endswith((".xml", ".ics", ".html", "robots.txt")):
            unfolded = unescape(unescape(content.decode().replace("\r\n ", "")))
            for address in re.findall(rf"{BASE}([^\s\"'<>]*)", unfolded):
                target, anchor = file_of(address), address.partition("#")[2]
                assert target in files, f"{name}: {address}"
                if target.endswith(".html") and anchor:
                    assert f'id="{anchor}"'.encode() in files[target], f"{name}: {address}"
                seen.add(name.rpartition(".")[2])
    assert seen == {"xml", "ics", "html", "txt"}


def test_there_is_a_page_for_each_issue_story_and_term(site: Path) -> None:
    pages = {
        name.removesuffix("index.html") for name in contents(site) if name.endswith("index.html")
    }
    assert {
        "", "latest/", "search/", "accessibility/", "update/", "update/latest/", "akhbar/",
        "update/2015-10/", "update/2015-10/web/", "update/2015-10/stories/harbour/", "update/2014-01/",
        "akhbar/2015-09/", "topics/printing/", "people/manuzio-aldo/", "places/venice/",
    } <= pages  # fmt: skip


def test_pages_have_the_language_of_their_publication(site: Path) -> None:
    own = [
        (page(site, name).get("lang"), page(site, name).get("dir"))
        for name in ("", "akhbar/", "akhbar/2015-09/")
    ]
    assert own == [("en", "ltr"), ("ar", "rtl"), ("ar", "rtl")]


def test_each_page_has_one_first_heading_and_one_main_part(site: Path) -> None:
    for name, content in contents(site).items():
        if name.endswith(".html"):
            tree = parsed(content)
            assert [len(list(tree.iter(tag))) for tag in ("h1", "main")] == [1, 1], name


def test_the_page_of_an_issue_offers_its_files_with_their_checksums(site: Path) -> None:
    said = text(page(site, "update/2015-10/"))
    name = "update/2015-10/update-2015-10-screen.pdf"
    assert written_files(site)[name] in said
    assert "PDF/UA-1" in said


@pytest.mark.slow
def test_the_html_of_all_pages_is_valid(site: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!doctype html><title>Wrong</title><p id=a><p id=a>")
    found = html_errors([*sorted(site.rglob("*.html")), wrong])
    assert [one.partition(": ")[2] for one in found] == ["Duplicate ID “a”."]
    assert f"{wrong}:" in found[0]


def test_the_404_page_has_links_that_work_at_any_address(site: Path) -> None:
    links = [one.get("href") for one in parsed((site / "404.html").read_bytes()).iter("a")]
    assert all(link.startswith((ROOT, "#", "mailto:")) for link in links)


def test_a_second_run_writes_only_what_has_changed(workspace: Workspace, site: Path) -> None:
    (site / "CNAME").write_text("news.example.org")
    before = contents(site)
    stamps = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    again = RecordingReporter()
    pipeline.make_site(workspace, pipeline.SiteOptions(), again)
    assert contents(site) == before
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert ", 0 files written" in again.notes[0]


def test_a_changed_issue_changes_the_site_as_a_fresh_run_does(
    workspace: Workspace, site: Path, tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(workspace.root, root, ignore=shutil.ignore_patterns("site", ".site.json"))
    made = pipeline.make_site(Workspace(root), pipeline.SiteOptions(), RecordingReporter())
    assert made
    folder = made.path.parent
    before = contents(folder)
    assert before == {name: one for name, one in contents(site).items() if name != "CNAME"}
    manuscript = root / "issues" / "update" / "2015-10.yaml"
    manuscript.write_text(manuscript.read_text("utf-8").replace("Why to read on.", "Or why not."))
    pipeline.make_site(Workspace(root), pipeline.SiteOptions(), RecordingReporter())
    after = contents(folder)
    changed = {name for name in after if after[name] != before.get(name)}
    assert {"update/2015-10/index.html", "update/feed.xml", "topics/printing/index.html"} <= changed
    assert not {name for name in changed if name.startswith(("akhbar", "assets", "update/2018-11"))}
    assert {name.split("/")[1] for name in changed if name.startswith("pagefind/")} <= {"2013"}
    fresh = pipeline.SiteOptions(folder=tmp_path / "fresh")
    assert pipeline.make_site(Workspace(root), fresh, RecordingReporter())
    assert contents(tmp_path / "fresh") == after


def test_a_new_issue_is_in_the_newest_index_of_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "ISSUES_OF_INDEX", 10)
    before, after = (
        {address: [one.key for one in issues] for address, issues in search_indexes(one).items()}
        for one in (library(29), library(30))
    )
    assert {address: len(keys) for address, keys in after.items()} == {
        "pagefind/2025/": 6, "pagefind/2022-3/": 3, "pagefind/2022-2/": 10, "pagefind/2022/": 10,
    }  # fmt: skip
    assert list(after) == list(before)
    assert [address for address in after if after[address] != before[address]] == ["pagefind/2025/"]


def test_another_address_changes_only_what_names_it(workspace: Workspace, tmp_path: Path) -> None:
    options = pipeline.SiteOptions("https://other.example.org/", tmp_path / "other")
    other = pipeline.make_site(workspace, options, RecordingReporter())
    assert other
    assert faults(other.path.parent, "/") == []
    pages = [one for one in other.path.parent.rglob("*.html") if one.parent.name != "web"]
    assert [one for one in pages if BASE in one.read_text("utf-8")] == []


def test_files_that_printissue_did_not_write_are_never_replaced(
    workspace: Workspace, tmp_path: Path
) -> None:
    foreign = tmp_path / "index.html"
    foreign.write_text("mine")
    with pytest.raises(UsageError, match=r"index\.html is in the way"):
        pipeline.make_site(workspace, pipeline.SiteOptions(folder=tmp_path), RecordingReporter())
    assert foreign.read_text() == "mine"


@pytest.mark.parametrize("name", ["issues", "output", "output/update", "."])
def test_the_site_is_not_written_into_folders_of_the_workspace(
    workspace: Workspace, name: str
) -> None:
    options = pipeline.SiteOptions(folder=workspace.root / name)
    with pytest.raises(UsageError, match="has other files of the workspace"):
        pipeline.make_site(workspace, options, RecordingReporter())


@pytest.mark.slow
def test_a_template_of_the_workspace_is_used(workspace: Workspace, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(workspace.root, root, ignore=shutil.ignore_patterns("site", ".site.json"))
    own = root / "templates" / "site" / "parts" / "footer.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text("<footer>Our own end</footer>\n{{ nothing }}")
    reporter = RecordingReporter()
    assert pipeline.make_site(Workspace(root), pipeline.SiteOptions(), reporter) is None
    assert reporter.rules == ["template-undefined"]
    own.write_text("<footer>Our own end</footer>")
    made = pipeline.make_site(Workspace(root), pipeline.SiteOptions(), RecordingReporter())
    assert made
    assert "Our own end" in made.path.read_text("utf-8")


@pytest.mark.usefixtures("site")
def test_the_command_prints_the_home_page_and_what_was_written(
    workspace: Workspace, program: Program
) -> None:
    code, out, err = program(workspace, "site")
    assert (code, out) == (0, "output/site/index.html\n")
    assert "0 files written" in err


def test_a_workspace_without_site_yaml_is_an_error(tmp_path: Path, program: Program) -> None:
    code, _, err = program(lay_out(tmp_path), "site")
    assert code == 3
    assert "write site.yaml" in err


def test_an_address_that_cannot_be_one_is_refused(workspace: Workspace, program: Program) -> None:
    code, _, err = program(workspace, "site", "--base-url", "news.example.org")
    assert code == 2
    assert "'news.example.org' cannot be the address of a site" in err


# serving


Get = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def get(site: Path) -> Get:
    """Return the function that asks the server for an address."""
    transport = httpx.ASGITransport(application(site, root_of(site)))

    async def ask(address: str, host: str) -> httpx.Response:
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost:8000"
        ) as client:
            return await client.get(address, headers={"host": host})

    return lambda address, host="localhost:8000": asyncio.run(ask(address, host))


def test_the_server_sends_pages_and_files(get: Get) -> None:
    assert get("/").headers["location"] == ROOT
    assert get(f"{ROOT}update/2015-10").headers["location"].endswith(f"{ROOT}update/2015-10/")
    assert "The fair" in get(f"{ROOT}update/2015-10/").text
    pdf = get(f"{ROOT}update/2015-10/update-2015-10-screen.pdf")
    assert pdf.content.startswith(b"%PDF-")


def test_unknown_addresses_get_the_404_page(get: Get) -> None:
    for address in (
        "/elsewhere",
        f"{ROOT}nothing/",
        f"{ROOT}.files.json",
        f"{ROOT}%2e%2e/%2e%2e/site.yaml",
    ):
        answer = get(address)
        assert (answer.status_code, "Page not found" in answer.text) == (404, True), address


def test_links_to_files_elsewhere_are_not_followed(
    get: Get, site: Path, workspace: Workspace
) -> None:
    link = site / "link.yaml"
    link.symlink_to(workspace.root / "site.yaml")
    assert get(f"{ROOT}link.yaml").status_code == 404
    link.unlink()


def test_requests_for_other_hosts_are_refused(get: Get) -> None:
    assert get(ROOT, "evil.example.org").status_code == 400


@pytest.mark.usefixtures("site")
def test_a_port_in_use_and_a_missing_site_are_errors(workspace: Workspace, tmp_path: Path) -> None:
    with bound_socket(0) as taken, pytest.raises(UsageError, match="cannot listen on port"):
        pipeline.SiteServer.of(workspace, None, taken.getsockname()[1])
    with pytest.raises(UsageError, match="there is no site"):
        pipeline.SiteServer.of(workspace, tmp_path, 0)


# in the browser

KINDS = ("", "update/", "update/2015-10/", "update/2015-10/web/", "update/2015-10/stories/harbour/",
         "update/2014-01/", "akhbar/", "akhbar/2015-09/", "topics/", "topics/printing/", "search/",
         "accessibility/", "404.html")  # fmt: skip
"""A page of each kind."""

HOST = "http://site.invalid"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()
    asyncio.set_event_loop(None)


def opened(browser: Any, site: Path, **options: Any) -> tuple[Any, list[str]]:
    """Return a window that gets the site's files, and the list of what it asks for or reports beside them."""
    page = browser.new_page(**options)
    others: list[str] = []
    page.on("pageerror", lambda error: others.append(str(error)))
    page.on("console", lambda message: message.type == "error" and others.append(message.text))

    def answer(route: Any) -> None:
        url = urlsplit(route.request.url)
        path = url.path.removeprefix(ROOT)
        file = site / (f"{path}index.html" if not path or path.endswith("/") else path)
        if f"{url.scheme}://{url.netloc}" == HOST and file.is_file():
            route.fulfill(path=file)
        else:
            others.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    return page, others


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1920])
def test_pages_fit_the_window_and_ask_nobody_else(browser: Any, site: Path, width: int) -> None:
    page, others = opened(browser, site, viewport={"width": width, "height": 900})
    wide = []
    for address in KINDS:
        page.goto(f"{HOST}{ROOT}{address}")
        wide += [address] if page.evaluate("document.documentElement.scrollWidth") > width else []
    page.close()
    assert (wide, others) == ([], [])


@pytest.mark.browser
def test_the_foot_of_all_pages_looks_the_same(browser: Any, site: Path) -> None:
    page, _ = opened(browser, site)
    looks = {}
    script = """Array.from(document.querySelectorAll(".site-foot ul"), one => {
      const look = getComputedStyle(one); return [look.listStyleType, look.paddingLeft] })"""
    for address in KINDS:
        page.goto(f"{HOST}{ROOT}{address}")
        looks[address] = page.evaluate(script)
    page.close()
    reading = looks.pop("update/2015-10/web/")
    assert reading == []
    assert list(looks.values()) == [[["none", "0px"]] * 2] * len(looks)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_pass_axe(browser: Any, site: Path, scheme: str) -> None:
    import axe_playwright_python as axe

    script = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    page, _ = opened(browser, site, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    violations = []
    for address in KINDS:
        page.goto(f"{HOST}{ROOT}{address}")
        page.evaluate(script)
        for one in page.evaluate("axe.run()")["violations"]:
            violations.append((address, one["id"], [node["html"] for node in one["nodes"]]))
    page.close()
    assert violations == []


@pytest.mark.browser
def test_the_keyboard_reaches_the_content_first_and_then_every_link(
    browser: Any, site: Path
) -> None:
    page, _ = opened(browser, site, viewport={"width": 1200, "height": 900})
    page.goto(f"{HOST}{ROOT}update/2015-10/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    wanted = page.locator("main a:not([tabindex='-1']), main summary").count()
    reached = 0
    while reached <= wanted:
        page.keyboard.press("Tab")
        if not page.evaluate("!!document.activeElement.closest('main')"):
            break
        reached += 1
    page.close()
    assert reached == wanted


@pytest.mark.slow
@pytest.mark.browser
def test_the_search_finds_a_story(browser: Any, site: Path) -> None:
    page, others = opened(browser, site)
    page.goto(f"{HOST}{ROOT}search/")
    page.locator("#words").fill("harbour")
    link = page.locator("[data-results] a", has_text="The harbour").first
    link.wait_for()
    assert "/stories/harbour/" in link.get_attribute("href")
    found = [one.get_attribute("href") for one in page.locator("[data-results] a").all()]
    assert {one.split("/")[3] for one in found} == {"2015-10", "2018-11"}  # from two indexes
    page.close()
    assert others == []
