"""Jobs: the bibliographic record, and the names and media types of attachments."""

import datetime as dt
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printissue.assets.resources import Resources, builtin_root
from printissue.assets.theme_files import ThemeFiles
from printissue.core.findings import Place
from printissue.core.workspace import IssueRef
from printissue.model.issue import Issue, Publication
from printissue.model.printers import PRINTERS
from printissue.model.theme import Theme
from printissue.pipeline.job import (
    MEDIA_TYPES,
    IssuePicture,
    Job,
    attachment_names,
    media_type,
    record_of,
)

PUBLICATION: dict[str, Any] = {"title": "Update", "publisher": "The Centre", "language": "de"}
ARTICLES = [
    {"heading": "A", "authors": ["Ada", "Ben"], "topics": ["ships", "sea"]},
    {"heading": "B", "authors": ["Ben", "Cleo"], "topics": ["sea", "sky"]},
]
ISSUE: dict[str, Any] = {
    "title": "October",
    "date": "2015-10",
    "sections": [
        {"title": "One", "articles": ARTICLES},
        {"title": "Two", "readings": [{"title": "R", "authors": ["Not an author of ours"]}]},
    ],
}


def job(issue: dict[str, Any] | None = None, publication: dict[str, Any] | None = None) -> Job:
    """Make a job of the small issue, with some keys changed."""
    theme = Theme.model_validate(
        {
            "title": "T",
            "inks": {"ink": {"cmyk": "0 0 0 100", "rgb": "#000000"}},
            "sheets": ["a.css"],
        }
    )
    root = builtin_root()
    return Job(
        ref=IssueRef("update", "2015-10"),
        issue=Issue.model_validate(ISSUE | (issue or {})),
        publication=Publication.model_validate(PUBLICATION | (publication or {})),
        source=b"title: October\n",
        pictures={"2015-10/a.png": IssuePicture(b"file", b"ink", b"screen", (Place("a.yaml", 1),))},
        related={},
        theme_files=ThemeFiles(theme, "A4", (), {}),
        printer=PRINTERS["offset-eu"],
        profile=b"icc",
        resources=Resources(root, root),
        place="issues/update/2015-10.yaml",
    )


def test_the_record_of_a_small_issue() -> None:
    record = record_of(job(), title="Update: October", description="What it is about")
    assert record.title == "Update: October"
    assert record.description == "What it is about"
    assert (record.publication, record.publisher) == ("Update", "The Centre")
    assert record.cover_date == "2015-10"
    assert record.created == dt.datetime(2015, 10, 1, tzinfo=dt.UTC)
    assert record.identifier == "update-2015-10"
    assert (record.rights, record.issn, record.volume, record.number, record.url) == ("",) * 5


def test_authors_and_topics_are_listed_once_in_order() -> None:
    record = record_of(job(), title="", description="")
    assert record.authors == ("Ada", "Ben", "Cleo")
    assert record.subjects == ("ships", "sea", "sky")


def test_the_record_of_a_full_issue() -> None:
    full = job(
        {"date": "2015-10-31", "volume": "12", "number": "7-8", "online": "https://x.org/10"},
        {"issn": "1234-5679", "rights": "Copy freely", "base_url": "https://x.org/"},
    )
    record = record_of(full, title="", description="")
    assert record.created == dt.datetime(2015, 10, 31, tzinfo=dt.UTC)
    assert (record.volume, record.number, record.issn) == ("12", "7-8", "1234-5679")
    assert (record.rights, record.url) == ("Copy freely", "https://x.org/10")


def test_an_issue_without_its_own_address_has_that_of_its_publication() -> None:
    record = record_of(job({}, {"base_url": "https://x.org/"}), title="", description="")
    assert record.url == "https://x.org/"


@pytest.mark.parametrize(("own", "language"), [({}, "de"), ({"language": "fr-CA"}, "fr-CA")])
def test_the_language_is_the_issues_own_or_the_publications(
    own: dict[str, str], language: str
) -> None:
    assert job(own).language == language
    assert record_of(job(own), title="", description="").language == language


def test_a_job_can_be_sent_to_another_process() -> None:
    again = pickle.loads(pickle.dumps(job()))
    assert again == job()


def test_attachments_with_the_same_name_are_numbered() -> None:
    files = (
        "update-2015-10.yaml",
        "a/x.png",
        "b/x.png",
        "c/x.png",
        "c/x-2.png",
        "noext",
        "d/noext",
    )
    assert attachment_names(dict.fromkeys(files, b"")) == {
        "update-2015-10.yaml": "update-2015-10.yaml",
        "a/x.png": "x.png",
        "b/x.png": "x-2.png",
        "c/x.png": "x-3.png",
        "c/x-2.png": "x-2-2.png",
        "noext": "noext",
        "d/noext": "noext-2",
    }


names = st.from_regex(r"([ab]/){0,2}[xX](-2)?(\.png|\.PNG)?", fullmatch=True)


@given(st.lists(names, unique=True, max_size=12))
def test_attachment_names_are_unique(files: list[str]) -> None:
    given_names = attachment_names(dict.fromkeys(files, b""))
    assert list(given_names) == files
    assert len(set(given_names.values())) == len(files)
    assert not any("/" in name for name in given_names.values())


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("a/b.PNG", "image/png"),
        ("b.jpeg", "image/jpeg"),
        ("c.svg", "image/svg+xml"),
        ("d.yaml", "application/yaml"),
        ("e.tiff", "image/tiff"),
        ("f.unknown", "application/octet-stream"),
        ("png", "application/octet-stream"),
    ],
)
def test_media_types_of_attachments(file: str, kind: str) -> None:
    assert media_type(file) == kind


def test_every_media_type_is_well_formed() -> None:
    assert all(kind.count("/") == 1 and kind == kind.lower() for kind in MEDIA_TYPES.values())
