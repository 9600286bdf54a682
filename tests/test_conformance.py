"""The archive and screen editions of the sample and of all made-up issues hold what they claim."""

import pytest

from conftest import BUILT, Built
from printissue.workspace import IssueRef
from structure import walk
from verapdf import validate


def test_all_is_built(built: Built) -> None:
    assert built.code == 0, built.said
    assert f"{3 * len(BUILT)} files made" in built.said
    assert "; 0 errors, " in built.said


def test_what_a_typesetter_minds_is_rare(built: Built) -> None:
    warned = [line for line in built.said.splitlines() if " warning: " in line]
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
