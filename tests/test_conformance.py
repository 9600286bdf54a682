"""The archive and screen editions of the sample and of all made-up issues hold what they claim."""

import pytest

from conftest import BUILT, Built
from printissue.workspace import IssueRef
from structure import walk
from verapdf import validate


def test_all_is_built_without_a_word(built: Built) -> None:
    assert built.code == 0, built.said
    assert f"{3 * len(BUILT)} files made" in built.said
    assert "0 errors, 0 warnings" in built.said


@pytest.mark.verapdf
@pytest.mark.parametrize(
    ("edition", "flavour"), [("archive", "3a"), ("archive", "ua1"), ("screen", "ua1")]
)
def test_verapdf_finds_nothing(built: Built, edition: str, flavour: str) -> None:
    files = {built.path(ref, edition): str(ref) for ref in BUILT}
    failed = {files[path]: rules for path, rules in validate(files, flavour).items() if rules}
    assert failed == {}


@pytest.mark.parametrize("edition", ["archive", "screen"])
@pytest.mark.parametrize("ref", BUILT, ids=str)
def test_the_tag_tree_is_whole(built: Built, ref: IssueRef, edition: str) -> None:
    with built.open(ref, edition) as pdf:
        assert walk(pdf).faults == []
