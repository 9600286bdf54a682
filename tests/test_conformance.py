"""The archive and screen editions of the sample and of all made-up issues hold what they claim."""

import pytest

from conftest import BUILT, Built
from printissue.core.errors import ExitCode
from printissue.core.workspace import IssueRef
from printissue.model.editions import EDITIONS
from structure import walk
from verapdf import validate

MEANT = (
    "[R0031]",
    "[R0032]",
    "[page-count]",
    "[image-coarse]",
    "[language-labels]",
    "[markdown-misread]",
)
"""What is rightly found in made-up issues: small pictures, too few pages, languages without labels, odd lists."""


def told(built: Built, severity: str) -> list[str]:
    """Return the lines of what was found, without what the made-up issues are meant to have."""
    said = [line for _, text in built.runs().values() for line in text.splitlines()]
    lines = [line for line in said if f": {severity}: " in line]
    return [line for line in lines if not line.endswith(MEANT)]


def test_all_is_built(built: Built) -> None:
    assert {code for code, _ in built.runs().values()} <= {ExitCode.OK, ExitCode.PREFLIGHT}
    assert told(built, "error") == []
    for ref in BUILT:
        for edition in EDITIONS:
            assert built.path(ref, edition).is_file()


def test_what_a_typesetter_minds_is_rare(built: Built) -> None:
    warned = told(built, "warning")
    odd = ("issues/stretched/", "issues/long-reads/", "issues/pocket/")
    assert [line for line in warned if not line.startswith(odd)] == []
    assert [line for line in warned if "[layout-" not in line] == []


@pytest.mark.verapdf
@pytest.mark.parametrize(
    ("flavour", "editions"), [("3a", ["archive"]), ("ua1", ["archive", "screen"])]
)
def test_verapdf_finds_nothing(built: Built, flavour: str, editions: list[str]) -> None:
    names = {built.path(ref, one): f"{ref} {one}" for ref in BUILT for one in editions}
    failed = {names[path]: rules for path, rules in validate(names, flavour).items() if rules}
    assert failed == {}


@pytest.mark.parametrize("edition", ["archive", "screen"])
@pytest.mark.parametrize("ref", BUILT, ids=str)
def test_the_tag_tree_is_whole(built: Built, ref: IssueRef, edition: str) -> None:
    with built.open(ref, edition) as pdf:
        assert walk(pdf).faults == []
