"""The same manuscript gives the same bytes: on another day, in another place, for another user."""

import hashlib
import os
from pathlib import Path

import pytest
from fontTools import unicodedata
from fontTools.ttLib import TTFont

from conftest import OTHER_SAMPLE, ROOT, copy_sample, run
from printissue.assets.resources import Resources
from printissue.core.workspace import Workspace
from workbench import output_file

LATER = """\
import datetime, time

_SHIFT = 9 * 365 * 86400 + 12345
_time = time.time

class _Date(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time() + _SHIFT)

class _DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(_time() + _SHIFT, tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)

    today = now

for real, other in (("date", _Date), ("datetime", _DateTime)):
    other.__name__ = f"datetime.{real}"  # as its values show themselves
    setattr(datetime, real, other)
_localtime, _gmtime, _strftime = time.localtime, time.gmtime, time.strftime
time.time = lambda: _time() + _SHIFT
time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
time.strftime = lambda form, moment=None: _strftime(form, moment or time.localtime())

import os
os.cpu_count = lambda: 1
os.umask(0o077)
"""
"""A `sitecustomize` that sets a process nine years ahead, with one worker and another umask."""

ELSEWHERE = {"TZ": "Pacific/Chatham", "LANG": "ja_JP.UTF-8", "LC_ALL": "tr_TR.UTF-8"}
ELSEWHERE |= {"FC_LANG": "ja", "PANGO_LANGUAGE": "ja", "SOURCE_DATE_EPOCH": "99"}

EVERY_SCRIPT = """\
title: {title}
date: {date}
number: {number}
sections:
  - title: Scripts
    articles:
      - heading: Every script
        id: story
        topics: [scripts]
        related: [{related}]
        body: |
{body}
"""


def every_script() -> list[str]:
    """Return a line in each script that the fonts cover, of letters, and lines of signs, numbers and symbols."""
    found: dict[str, dict[str, None]] = {}
    for font in Resources.of(ROOT).font_files():
        with TTFont(font, lazy=True) as opened:
            for letter in map(chr, sorted(opened.getBestCmap())):
                kind = unicodedata.category(letter)
                if kind[0] in "LNS" and letter not in "`^=~|<>$+":
                    name = unicodedata.script(letter) if kind[0] == "L" else kind
                    found.setdefault(name, {})[letter] = None
    assert {"Hebr", "Geor", "Deva", "Arab", "Thai", "Sm", "So"} <= set(found)
    lines = {
        name: "".join(list(letters)[:: len(letters) // 30 + 1]) for name, letters in found.items()
    }
    return [f"{name} {line}" for name, line in sorted(lines.items())]


def build(root: Path, env: dict[str, str]) -> dict[str, str]:
    """Build a sample in a new workspace; return the sums of its files by name."""
    copy_sample(root, OTHER_SAMPLE)
    done = run("-C", root, "build", str(OTHER_SAMPLE), env=env)
    assert done.returncode == 0, done.stderr
    workspace = Workspace(root)
    editions = ("print", "archive", "screen")
    paths = [output_file(workspace, OTHER_SAMPLE, edition) for edition in editions]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Build as the machine is."""
    return build(tmp_path_factory.mktemp("a"), {"TZ": "UTC"})


@pytest.mark.slow
def test_another_place_day_and_user_give_the_same_bytes(
    here: dict[str, str], tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(LATER, encoding="utf-8")
    home = tmp_path / "home of another user, ünïcode"
    home.mkdir()
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    env = {"PYTHONPATH": path, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    env |= {"PYTHONHASHSEED": "12345"} | ELSEWHERE
    deep = tmp_path / "a much longer path, with spaces" / ("deep" * 20) / "workspace"
    assert build(deep, env) == here
    assert bound(tmp_path / "other scripts", env) == bound(tmp_path / "scripts", {"TZ": "UTC"})


def bound(root: Path, env: dict[str, str]) -> dict[str, str]:
    """Build issues in every script, their volumes and their index; return the sums of all files by name."""
    folder = root / "issues" / "scripts"
    folder.mkdir(parents=True)
    (folder / "publication.yaml").write_text(
        "title: Scripts\npublisher: Us\nfrequency: irregular\n"
    )
    lines = every_script()
    for number in (1, 2):
        body = "\n\n".join(f"          {line}" for line in lines[number - 1 :: 2])
        related = "story" if number == 1 else "2024-01/story"
        text = EVERY_SCRIPT.format(
            title=f"Issue {number}",
            date=f"2024-0{number}",
            number=number,
            related=related,
            body=body,
        )
        (folder / f"2024-0{number}.yaml").write_text(text, encoding="utf-8")
    commands = (
        ("build",),
        ("volume", "scripts/2024", "--bag"),
        ("volume", "scripts/2024", "--form", "screen"),
        ("index", "scripts"),
    )
    for command in commands:
        done = run("-C", root, *command, env=env)
        assert done.returncode == 0, done.stderr
    output = root / "output"
    files = [path for path in output.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert {path.suffix for path in files} >= {".pdf", ".html", ".json", ".txt"}
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
    }


def test_the_later_day_is_one(tmp_path: Path) -> None:
    import datetime
    import subprocess
    import sys

    (tmp_path / "sitecustomize.py").write_text(LATER, encoding="utf-8")
    ask = "import datetime as d, time as t; print(d.datetime.now().year, d.date.today().year, t.strftime('%Y'))"
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    said = subprocess.check_output([sys.executable, "-c", ask], env=env, text=True)
    assert {int(year) for year in said.split()} == {datetime.date.today().year + 9}


@pytest.mark.slow
def test_an_edition_by_itself_has_the_same_bytes(here: dict[str, str], tmp_path: Path) -> None:
    copy_sample(tmp_path, OTHER_SAMPLE)
    done = run("-C", tmp_path, "build", str(OTHER_SAMPLE), "--edition", "screen")
    assert done.returncode == 0, done.stderr
    path = output_file(Workspace(tmp_path), OTHER_SAMPLE, "screen")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == here[path.name]


@pytest.mark.slow
def test_a_changed_manuscript_gives_other_bytes(here: dict[str, str], tmp_path: Path) -> None:
    copy_sample(tmp_path, OTHER_SAMPLE)
    file = Workspace(tmp_path).issue_file(OTHER_SAMPLE)
    text = file.read_text(encoding="utf-8")
    assert "The feeder misses" in text
    file.write_text(text.replace("The feeder misses", "The feeder stops", 1), encoding="utf-8")
    done = run("-C", tmp_path, "build", str(OTHER_SAMPLE), "--edition", "screen")
    assert done.returncode == 0, done.stderr
    path = output_file(Workspace(tmp_path), OTHER_SAMPLE, "screen")
    assert hashlib.sha256(path.read_bytes()).hexdigest() != here[path.name]
