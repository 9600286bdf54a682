"""The archive and screen editions of the sample and of all made-up issues hold what they claim."""

import re
from collections.abc import Iterable

import pytest

from conftest import BUILT, EVERY_ISSUE, QUICK, Built
from printissue.core.errors import ExitCode
from printissue.core.workspace import IssueRef
from printissue.model.editions import default_editions
from structure import walk
from verapdf import validate

FINDING = re.compile(r": (?:warning|error): .*\[([\w-]+)\]$", re.MULTILINE)
EXPECTED = {
    "gallery": {"R0031", "R0032", "image-coarse"},
    "harbour-letter": {"R0031"},
    "in-imprint": {"R0031"},
    "long-reads": {"R0031", "image-coarse"},
    "magazine": {"R0016", "R0031"},
    "markdown": {"markdown-misread"},
    "pocket": {"layout-empty", "page-count", "safe-margin"},
    "stretched": {"layout-hyphens", "layout-runt"},
}
"""The rules that each made-up issue breaks on purpose: small pictures, words at an edge, long words."""


@pytest.mark.slow
def test_all_is_built(built: Built) -> None:
    assert {code for code, _ in built.runs().values()} <= {ExitCode.OK, ExitCode.PREFLIGHT}
    for ref in BUILT:
        for edition in default_editions():
            assert built.path(ref, edition.name).is_file()


@pytest.mark.slow
def test_only_the_faults_made_on_purpose_are_found(built: Built) -> None:
    found = {name: set(FINDING.findall(text)) for name, (_, text) in built.runs().items()}
    assert {name: rules for name, rules in found.items() if rules} == EXPECTED


@pytest.mark.verapdf
@pytest.mark.parametrize(
    "refs",
    [QUICK, pytest.param(set(BUILT) - set(QUICK), marks=pytest.mark.slow)],
    ids=["quick", "others"],
)
def test_verapdf_finds_nothing(built: Built, refs: Iterable[IssueRef]) -> None:
    claims = {"archive": {"3a": [], "ua1": []}, "screen": {"ua1": []}}
    expected = {built.path(ref, name): rules for ref in refs for name, rules in claims.items()}
    assert validate(expected) == expected


@pytest.mark.parametrize("edition", ["archive", "screen"])
@EVERY_ISSUE
def test_the_tag_tree_is_whole(built: Built, ref: IssueRef, edition: str) -> None:
    with built.open(ref, edition) as pdf:
        assert walk(pdf).faults == []
