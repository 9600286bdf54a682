"""What the site shows, gathered from a workspace: issues with their finished files, back issues, terms, findings."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from printissue import pipeline
from printissue.assets.resources import Resources
from printissue.core.workspace import IssueRef, Workspace
from printissue.manuscript import read_site
from printissue.model.editions import EDITIONS
from printissue.pipeline import publishing
from printissue.pipeline.issue_manifest import manifest_file
from printissue.pipeline.load import read
from printissue.pipeline.options import NO_CHOICE
from printissue.pipeline.publishing import gather_library
from printissue.site.addresses import file_of
from printissue.site.data import data_files
from printissue.site.library import IssueEntry, Library
from printissue.volume import manifest as manifests
from printissue.volume.manifest import Entry, Manifest, Part
from workbench import RecordingReporter, lay_out, output_file
from yearfiles import old_pdf

ISSUE = """\
title: October & *more*
date: 2015-10
number: 10
spotlight: {heading: The fair, lead: It *opens*.}
sections:
  - title: News
    lead: A few words.
    articles:
      - heading: One & two
        id: one
        standfirst: Why to read on.
        authors: [Ann Lee]
        topics: [Printing, paper]
        people: ["Aldus, Manutius"]
        body: |
          Some words, and [a link](https://example.org/).

          ## A heading

          More.
        related: [two, 2015-11/hidden, 2015-12/later]
      - {heading: مقال, id: two, language: ar, topics: [printing], body: بعض الكلمات.}
  - title: Dates
    events:
      - {title: Meeting, start: 2015-10-19, end: 2015-10-23, place: Tbilisi, body: Come.}
"""
OTHER = """\
title: {0}
date: {0}
sections: [{{title: S, articles: [{{heading: A story, id: {1}, topics: [paper], body: Text.}}]}}]
"""
BACK_ISSUE = """\
title: Back
date: 2014-01
headings: [{title: An old story, page: 2, topics: [PAPER]}]
"""
SITE = """\
title: Letters
base_url: https://news.example.org/letters
hidden: [update/2015-11]
"""
FILES = {
    "site.yaml": SITE,
    "issues/update/2015-10.yaml": ISSUE,
    "issues/update/2015-11.yaml": OTHER.format("2015-11", "hidden"),
    "issues/update/2015-12.yaml": OTHER.format("2015-12", "later"),
    "issues/update/2014-01.yaml": BACK_ISSUE,
}
OCTOBER, DECEMBER = IssueRef("update", "2015-10"), IssueRef("update", "2015-12")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with one issue that is built, one that is not, one that is hidden, and a back issue."""
    workspace = lay_out(tmp_path_factory.mktemp("site"), FILES)
    old_pdf(workspace.back_issue_pdf(IssueRef("update", "2014-01")))
    editions = (EDITIONS["screen"], EDITIONS["web"])
    pipeline.build(workspace, pipeline.BuildOptions((OCTOBER,), editions), RecordingReporter())
    return workspace


@pytest.fixture(scope="module")
def gathered(workspace: Workspace) -> tuple[Library, RecordingReporter]:
    reporter = RecordingReporter()
    library = gather_library(workspace, reporter)
    assert library is not None
    return library, reporter


@pytest.fixture
def october(gathered) -> IssueEntry:
    return gathered[0].publications[0].issues[0]


@pytest.mark.slow
def test_public_issues_with_finished_files_are_gathered(gathered):
    library, reporter = gathered
    assert library.base_url == "https://news.example.org/letters/"
    [publication] = library.publications
    assert [issue.key for issue in publication.issues] == ["2015-10", "2014-01"]
    assert publication.colours["ink"] == "#14387f"
    [finding] = reporter.findings
    assert finding.rule == "site-unbuilt"
    assert finding.place.file == "issues/update/2015-12.yaml"


def test_an_issue_has_its_words_files_and_cover(gathered, october):
    files = gathered[0].files
    assert (october.title, october.number, october.date_words) == (
        "October & more",
        "10",
        "October 2015",
    )
    assert (october.headline, october.summary) == ("The fair", "It opens.")
    [screen] = october.downloads
    assert screen.address == "update/2015-10/update-2015-10-screen.pdf"
    assert (screen.size, screen.pages) == (files[screen.address].stat().st_size, october.pages)
    assert [one.width for one in october.cover.pictures] == [320, 800]
    assert files[october.cover.thumbnail.address].startswith(b"\xff\xd8")
    assert october.reading.address == "update/2015-10/web/"
    assert set(october.reading.stylesheets) <= set(files)
    assert file_of(october.reading.address) in files


def test_a_story_has_its_text_pages_and_terms(october):
    one, two = october.stories()
    assert one.address == "update/2015-10/stories/one/"
    assert (one.title, one.title_html) == ("One & two", "One &amp; two")
    assert one.summary == "Why to read on."
    assert (one.folios, one.first_folio, one.page) == ("1–2", "1", 1)
    assert "<h2>A heading</h2>" in one.content_html
    assert "printissue.invalid/site/update/2015-10/stories/two/" in one.content_html
    assert (two.language, two.summary) == ("ar", "بعض الكلمات.")
    news, dates = october.sections
    assert news.lead_html == "<p>A few words.</p>"
    assert "Tbilisi" in dates.content_html
    [event] = october.events
    assert (event.days, event.description) == ("19–23 October", "Come.")


def test_links_to_issues_that_are_not_public_become_text(october):
    one, _ = october.stories()
    assert "A story" in one.content_html
    assert "2015-11" not in one.content_html
    assert "2015-12" not in one.content_html


def test_a_back_issue_leads_to_the_pages_of_its_pdf(gathered):
    old = gathered[0].publications[0].issues[1]
    assert (old.kind, old.pages, old.reading) == ("back-issue", 3, None)
    [story] = old.stories()
    assert story.address == "update/2014-01/update-2014-01.pdf#page=2"
    assert not story.has_page
    assert old.downloads[0].edition == "original"


def test_terms_have_the_stories_of_all_issues(gathered):
    library, _ = gathered
    terms = {one.term: [ref.issue.key for ref in one.references] for one in library.terms}
    assert terms == {
        "paper": ["2015-10", "2014-01"],
        "Printing": ["2015-10", "2015-10"],
        "Aldus, Manutius": ["2015-10"],
    }


def test_feeds_lead_to_files_and_pages_of_the_site(gathered):
    library, _ = gathered
    made = {one.address: one.make() for one in data_files(library, {})}
    feed = made["update/feed.xml"].decode()
    assert "It &lt;em&gt;opens&lt;/em&gt;." in feed
    assert "https://news.example.org/letters/update/2015-10/stories/one/" in feed
    assert "update/2015-10/events.ics" in made


def test_a_second_run_reads_no_manuscript_again(workspace, gathered, monkeypatch):
    monkeypatch.setattr(publishing, "_STILL", -1.0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(workspace.root / "cache"))
    first = gather_library(workspace, RecordingReporter())
    monkeypatch.setattr(publishing.manuscript, "read", None)
    monkeypatch.setattr(publishing.manuscript, "read_back_issue", None)
    second = gather_library(replace(workspace), RecordingReporter())
    assert first == second == gathered[0]


def test_editions_that_are_older_than_the_manuscript_are_reported(workspace, tmp_path):
    copy = Workspace(shutil.copytree(workspace.root, tmp_path / "copy"))
    text = copy.issue_file(OCTOBER).read_text()
    copy.issue_file(OCTOBER).write_text(text.replace("heading: مقال", "heading: New"))
    reporter = RecordingReporter()
    gather_library(copy, reporter)
    found = {one.message: one.hint for one in reporter.findings}
    hint = found["the manuscript is newer than these editions: screen, web"]
    assert hint.endswith("printissue build update/2015-10 --edition screen --edition web")


def test_a_story_that_the_web_edition_does_not_have_is_reported(workspace, tmp_path):
    copy = Workspace(shutil.copytree(workspace.root, tmp_path / "copy"))
    manifest_file(copy, OCTOBER).unlink()
    text = copy.issue_file(OCTOBER).read_text()
    copy.issue_file(OCTOBER).write_text(text.replace("مقال, id: two", "New, id: new"))
    reporter = RecordingReporter()
    gather_library(copy, reporter)
    messages = [one.message for one in reporter.findings]
    assert "the web edition is older than the manuscript: it has no story 'New'" in messages


@pytest.mark.parametrize(
    ("site", "rule", "line"),
    [
        (None, "yaml-file", None),
        ("title: Letters\n", "missing-key", 1),
        (f"{SITE}publications: [updates]\n", "wrong-value", 4),
        (SITE.replace("2015-11", "2015-13"), "wrong-value", 3),
        (SITE.replace("letters", "letters?a=b"), "wrong-link", 2),
    ],
    ids=["no file", "no base_url", "no publication", "no issue", "a query"],
)
def test_faults_of_the_settings_have_their_place(tmp_path, site, rule, line):
    workspace = lay_out(tmp_path, {"site.yaml": site} if site else {})
    for name in ("2015-11", "2015-12"):
        workspace.issue_file(IssueRef("update", name)).write_text(OTHER.format(name, "x"))
    settings, [finding] = read_site(workspace)
    assert settings is None
    assert (finding.rule, finding.place.file, finding.place.line) == (rule, "site.yaml", line)
    assert finding.hint


def test_printed_addresses_that_the_site_does_not_have_are_reported(workspace, tmp_path):
    copy = Workspace(shutil.copytree(workspace.root, tmp_path / "copy"))
    about = copy.publication_file("update")
    about.write_text(f"{about.read_text()}online: https://news.example.org/letters/{{key}}/\n")
    reporter = RecordingReporter()
    gather_library(copy, reporter)
    assert "site-online" in reporter.rules


def test_printed_links_lead_to_the_permanent_address_of_the_issue(workspace):
    resources = Resources.of(workspace.root)
    job, findings = read(workspace, OCTOBER, resources, choice=NO_CHOICE)
    assert job is not None
    assert findings == ()
    assert job.issue.online == "https://news.example.org/letters/update/2015-10/"
    hidden, _ = read(workspace, IssueRef("update", "2015-11"), resources, choice=NO_CHOICE)
    assert hidden is not None
    assert hidden.issue.online is None


def test_an_address_of_the_publication_is_kept(workspace, tmp_path):
    copy = Workspace(shutil.copytree(workspace.root, tmp_path / "copy"))
    about = copy.publication_file("update")
    about.write_text(f"{about.read_text()}online: https://other.example/{{key}}/\n")
    job, _ = read(copy, OCTOBER, Resources.of(copy.root), choice=NO_CHOICE)
    assert job is not None
    assert job.issue.online == "https://other.example/2015-10/"


def with_volume(workspace: Workspace, folder: Path, *keys: str) -> Workspace:
    """Copy a workspace and put a volume into it, as if the issues were bound in it."""
    copy = Workspace(shutil.copytree(workspace.root, folder / "copy"))
    output = copy.volume_folder("update", "2015")
    output.mkdir(parents=True)
    old_pdf(output / "update-2015-volume.pdf")
    parts = [Part("update-2015-front", "Front matter", "front", "0" * 64, 1, 2)]
    parts += [Part(f"update-{key}", key, "issue", "0" * 64, 3, 3) for key in keys]
    entry = Entry("archive", "update-2015-volume.pdf", "a" * 64, 3, ("pdfa-3a",), tuple(parts))
    manifests.write(
        output, Manifest("update", "2015", "Update 2015", "The Centre", "2015-12-31", (entry,))
    )
    return copy


def test_a_volume_has_its_issues_pages_and_index(workspace, tmp_path):
    library = gather_library(with_volume(workspace, tmp_path, "2015-10"), RecordingReporter())
    assert library is not None
    [volume] = library.publications[0].volumes
    assert volume.address == "update/volumes/2015/"
    assert [issue.key for issue in volume.issues] == ["2015-10"]
    assert volume.first_pages == {"2015-10": 3}
    assert [term.term for term in volume.terms] == ["paper", "Printing", "Aldus, Manutius"]
    [archive] = volume.downloads
    assert (archive.sha256, archive.pages) == ("a" * 64, 3)
    assert {archive.address, volume.cover.thumbnail.address} <= set(library.files)


def test_a_volume_with_a_hidden_issue_is_not_public(workspace, tmp_path):
    reporter = RecordingReporter()
    copy = with_volume(workspace, tmp_path, "2015-10", "2015-11")
    library = gather_library(copy, reporter)
    assert library is not None
    assert library.publications[0].volumes == ()
    assert "site-volume" in reporter.rules


def test_names_of_other_pages_are_refused(workspace, tmp_path):
    copy = Workspace(shutil.copytree(workspace.root, tmp_path / "copy"))
    copy.issue_file(IssueRef("update", "2014-01")).rename(copy.issues / "update/volumes.yaml")
    (copy.issues / "update/2014-01.pdf").rename(copy.issues / "update/volumes.pdf")
    reporter = RecordingReporter()
    assert gather_library(copy, reporter) is None
    [finding] = [one for one in reporter.findings if one.rule == "site-address"]
    assert finding.place.file == "issues/update/volumes.yaml"


def test_damaged_files_cost_an_issue_its_pages_but_not_its_place(workspace, tmp_path):
    copy = Workspace(shutil.copytree(workspace.root, tmp_path / "copy"))
    (copy.output_folder(OCTOBER) / "web" / "index.html").write_bytes(b"")
    output_file(copy, OCTOBER, "screen").write_bytes(b"no PDF")
    copy.back_issue_pdf(IssueRef("update", "2014-01")).write_bytes(b"no PDF either")
    library = gather_library(copy, RecordingReporter())
    assert library is not None
    october, old = library.publications[0].issues
    assert (october.reading, october.cover, october.pages) == (None, None, None)
    assert [one.title for one in october.stories()] == ["One & two", "مقال"]
    assert (old.cover, old.pages, old.downloads[0].size) == (None, None, 13)
