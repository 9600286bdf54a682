"""Issues of several lengths, in both themes, with many page counts: each is met, or refused with a line count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

import made_up
from printissue import (
    layout as stage,
)
from printissue.assets.resources import Resources
from printissue.core.workspace import IssueRef, Workspace
from printissue.layout.faults import MIN_FILL
from printissue.layout.fit.filling import last_page_fill
from printissue.model.editions import PRINT
from printissue.model.issue import RequiredPages
from printissue.pipeline import load
from printissue.pipeline.issue import Composer, fitter
from printissue.pipeline.job import Job
from printissue.pipeline.options import NO_CHOICE

REFUSED = re.compile(r"for \d+ pages? (the issue has \d+ lines? too (many|few)|there is no space)")
TABLE = "\n\n| Boat | Tons |\n|---|---|\n" + "".join(f"| Boat {n} | {n * 7} |\n" for n in range(9))


def issue(name: str, stories: int, **publication: str) -> made_up.MadeUp:
    """Return an issue with pictures, a table, pull quotes and notices between its stories."""
    items = [made_up.story(number, 2 + number % 3) for number in range(stories)]
    for number, item in enumerate(items):
        if number % 4 == 1:
            item["image"] = made_up.image("grey.png", caption="The bay at *noon*.")
        if number % 4 == 2:
            item["body"] += TABLE
        if number % 4 == 3:
            item["pull_quotes"] = [{"text": "The tide waits.", "by": "N. Barge"}]
    notices = [{"heading": f"Notice {number}", "body": "Nights only."} for number in range(3)]
    sections = [{"title": "News", "articles": items}, {"title": "Notices", "notices": notices}]
    return made_up.MadeUp(name, {"sections": sections}, publication, ("grey.png",))


ISSUES = (
    issue("one", 1, theme="imprint"),
    issue("some", 5, theme="bulletin", paper="A4"),
    issue("many", 7, theme="imprint", paper="A5"),
)


@dataclass
class Asked:
    """The result of a request: the layout, and the number of layouts that were made."""

    layout: stage.Layout
    made: int

    @property
    def rules(self) -> list[str]:
        return [one.rule for one in self.layout.findings]


def ask(job: Job, **wish: str) -> Asked:
    """Lay out an issue with a requested page count."""
    made = 0

    def compose(options: stage.LayoutOptions) -> stage.Layout:
        nonlocal made
        made += 1
        return composer.lay_out(PRINT, options)

    fit = RequiredPages.model_validate(wish) if wish else None
    job = replace(job, issue=job.issue.model_copy(update={"fit": fit}))
    composer = Composer(job)
    layout = replace(fitter(job, PRINT, composer), compose=compose).lay_out()
    return Asked(layout, made)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Job]:
    root = tmp_path_factory.mktemp("sweep")
    made_up.write(root, ISSUES)
    resources = Resources.of(root)
    stage.load(resources.fontconfig())
    read = {
        one.name: load.read(
            Workspace(root), IssueRef(one.name, made_up.KEY), resources, choice=NO_CHOICE
        )[0]
        for one in ISSUES
    }
    return {name: job for name, job in read.items() if job}


def wishes(natural: int) -> Iterator[dict[str, str]]:
    for pages in (natural - 1, natural, natural + 1, 99):
        yield {"pages": str(max(1, pages))}
    yield {"multiple": "4"}


@pytest.mark.slow
@pytest.mark.parametrize("name", [one.name for one in ISSUES])
def test_page_counts_are_met_or_refused(jobs: dict[str, Job], name: str) -> None:
    job = jobs[name]
    natural = ask(job, multiple="1").layout.pages
    assert natural
    for wish in wishes(natural):
        asked = ask(job, **wish)
        layout = asked.layout
        # a refusal also lays out the page counts that it names
        assert asked.made <= (8 if layout.document else 24), wish
        if layout.document is None:
            assert asked.rules == ["fit-impossible"], wish
            assert REFUSED.match(layout.findings[0].message), wish
            assert wish.get("pages") != str(natural)
            hint = layout.findings[0].hint
            (others,) = re.findall(r"ask for (\d+)(?: or (\d+))? pages?, or", hint)
            assert str(natural) in others or "pages" in wish, hint
            continue
        if "pages" in wish:
            assert layout.pages == int(wish["pages"])
        assert layout.pages % int(wish.get("multiple", 1)) == 0
        filled = last_page_fill(layout) >= MIN_FILL
        assert filled != ("fit-unfilled" in asked.rules), wish
        assert layout.notes, wish
