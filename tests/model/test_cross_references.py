"""Cross-references: addresses in other issues, and their anchors in archive files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printissue.core.workspace import IssueRef
from printissue.model.cross_references import (
    CrossReference,
    RelatedStory,
    address,
    archive_name,
    cross_reference,
)

REF = IssueRef("imprint", "2025-01")


def test_an_address_is_parsed_back() -> None:
    assert cross_reference(address(REF, "2025-01--the-octavo")) == CrossReference(
        "2025-01", "imprint-2025-01-archive.pdf", "2025-01--the-octavo"
    )


@given(st.text(min_size=1))
def test_any_anchor_survives(anchor: str) -> None:
    try:
        anchor.encode()
    except UnicodeEncodeError:
        return
    read = cross_reference(address(REF, anchor))
    assert read is not None
    assert read.anchor == anchor


@pytest.mark.parametrize(
    "words", ["The octavo, page 12", "a & b = c # d? 100 %", "العدد، صفحة ٣", "+", "a\u00a0b"]
)
def test_an_address_has_a_description(words: str) -> None:
    written = address(REF, "2025-01--the-octavo", words)
    assert written.isascii()
    read = cross_reference(written)
    assert read is not None
    assert (read.anchor, read.description) == ("2025-01--the-octavo", words)


@pytest.mark.parametrize(
    ("anchor", "page"), [("page=1", 0), ("page=12", 11), ("page=x", None), ("2025-01--a", None)]
)
def test_a_place_in_a_back_issue_is_a_page(anchor: str, page: int | None) -> None:
    read = cross_reference(address(REF, anchor))
    assert read is not None
    assert read.page == page


@pytest.mark.parametrize("target", ["#2025-01--a", "https://example.org/issue/a/b#c", ""])
def test_other_addresses_are_not_cross_references(target: str) -> None:
    assert cross_reference(target) is None


def test_the_archive_file_has_the_issue_in_its_name() -> None:
    assert archive_name(REF) == "imprint-2025-01-archive.pdf"


def test_a_related_story_knows_whether_it_is_in_the_same_file() -> None:
    assert RelatedStory("A", "May", "#2025-05--a").inside
    assert not RelatedStory("A", "May", address(REF, "a")).inside
