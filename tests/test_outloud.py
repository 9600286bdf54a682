"""outloud, a checker of what a PDF says out loud, finds no error in any tagged edition, volume or index.

Its warnings are those that docs/editions.md explains, and no others.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from conftest import BUILT, ROOT, Built
from printissue import pipeline
from printissue.core.workspace import Workspace
from printissue.pipeline import VolumeOptions, YearRef
from workbench import RecordingReporter
from yearfiles import lay_out

EXPLAINED = frozenset({"ORD-001", "PAG-001", "TAG-030", "TXT-004"})
"""Warnings that stay; docs/editions.md says why."""


def heard(paths: Iterable[Path]) -> dict[str, list[tuple[str, str, str]]]:
    """Return the errors and warnings of each file by its name: severity, rule and message."""
    files = [str(path) for path in paths]
    command = [sys.executable, "-m", "outloud.cli", "--json", "-", "--fail-on", "never", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=580)
    results = json.loads(done.stdout)["results"]
    assert [one["path"] for one in results if one["error"]] == []
    assert len(results) == len(files)
    return {
        Path(one["path"]).name: [
            (row["severity"], row["rule"], row["message"])
            for row in one["findings"]
            if row["severity"] != "info"
        ]
        for one in results
    }


MEANT = {("gallery", "FIG-010"), ("many-scripts", "HDG-010"), ("stretched", "HDG-011")}
"""What made-up issues are meant to have: 'Picture 3' as an alternative, a heading that says hello, a long one."""


def unexplained(said: dict[str, list[tuple[str, str, str]]]) -> dict[str, list[object]]:
    kept = {
        name: [row for row in rows if row[0] == "error" or not _is_explained(name, row[1])]
        for name, rows in said.items()
    }
    return {name: rows for name, rows in kept.items() if rows}


def _is_explained(name: str, rule: str) -> bool:
    meant = any(name.startswith(f"{issue}-") and rule == one for issue, one in MEANT)
    return rule in EXPLAINED or meant


@pytest.mark.slow
def test_it_finds_nothing_unexplained_in_any_edition(built: Built) -> None:
    paths = [built.path(ref, edition) for ref in BUILT for edition in ("archive", "screen")]
    assert unexplained(heard(paths)) == {}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A year of tagged issues alone, with a gap."""
    workspace = lay_out(tmp_path_factory.mktemp("year"))
    for name in ("2024-03.yaml", "2024-03.pdf"):
        (workspace.issues / "news" / name).unlink()
    return workspace


@pytest.mark.slow
def test_it_finds_nothing_unexplained_in_a_volume_or_an_index(year: Workspace) -> None:
    ref = YearRef("news", "2024")
    orders = [VolumeOptions(ref, form, allow_gaps=True) for form in ("archive", "screen")]
    made = pipeline.bind(year, orders, RecordingReporter())
    made += pipeline.index(year, "news", RecordingReporter(), strict=False)
    paths = [one.path for one in made if one.path.suffix == ".pdf"]
    assert len(paths) == 3
    assert unexplained(heard(paths)) == {}


def test_what_stays_is_explained() -> None:
    text = (ROOT / "docs" / "editions.md").read_text(encoding="utf-8")
    assert [rule for rule in sorted(EXPLAINED) if rule not in text] == []
