"""All made-up issues and the sample are what their metadata claims: PDF/A-3a and PDF/UA-1, by veraPDF and by a walk."""

import pikepdf
import pytest
from structure import walk
from verapdf import validate


@pytest.mark.verapdf
@pytest.mark.parametrize(
    ("flavour", "editions"), [("3a", ["archive"]), ("ua1", ["archive", "screen"])]
)
def test_every_file_passes(pressed, flavour, editions):
    verdicts = validate(pressed.files(*editions), flavour)
    assert len(verdicts) == len(pressed.refs) * len(editions)
    assert {path.name: rules for path, rules in verdicts.items() if rules} == {}


@pytest.mark.parametrize("edition", ["archive", "screen"])
def test_every_tree_is_whole(pressed, edition):
    faults = {}
    for path in pressed.files(edition):
        with pikepdf.open(path) as pdf:
            faults[path.name] = walk(pdf).faults
    assert {name: found for name, found in faults.items() if found} == {}
