"""The same manuscript gives the same bytes: on another day, in another place, for another user."""

import hashlib
import os
from pathlib import Path

import pytest

from conftest import SAMPLE, copy_sample, run
from printissue.workspace import Workspace

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
"""
"""A `sitecustomize` that sets a process nine years ahead."""

ELSEWHERE = {"TZ": "Pacific/Chatham", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}


def build(root: Path, env: dict[str, str]) -> dict[str, str]:
    """Build the sample in a new workspace; give the sums of its files by name."""
    copy_sample(root)
    done = run("-C", root, "build", str(SAMPLE), env=env)
    assert done.returncode == 0, done.stderr
    workspace = Workspace(root)
    paths = [workspace.target(SAMPLE, edition) for edition in ("print", "archive", "screen")]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Build as the machine is."""
    return build(tmp_path_factory.mktemp("a"), {"TZ": "UTC"})


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
    env |= {"PYTHONHASHSEED": "12345", "SOURCE_DATE_EPOCH": "99"} | ELSEWHERE
    deep = tmp_path / "a much longer path, with spaces" / ("deep" * 20) / "workspace"
    assert build(deep, env) == here


def test_the_later_day_is_one(tmp_path: Path) -> None:
    import datetime
    import subprocess
    import sys

    (tmp_path / "sitecustomize.py").write_text(LATER, encoding="utf-8")
    ask = "import datetime as d, time as t; print(d.datetime.now().year, d.date.today().year, t.strftime('%Y'))"
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    said = subprocess.check_output([sys.executable, "-c", ask], env=env, text=True)
    assert {int(year) for year in said.split()} == {datetime.date.today().year + 9}


def test_an_edition_by_itself_has_the_same_bytes(here: dict[str, str], tmp_path: Path) -> None:
    copy_sample(tmp_path)
    done = run("-C", tmp_path, "build", "--edition", "screen")
    assert done.returncode == 0, done.stderr
    path = Workspace(tmp_path).target(SAMPLE, "screen")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == here[path.name]


def test_a_changed_manuscript_gives_other_bytes(here: dict[str, str], tmp_path: Path) -> None:
    copy_sample(tmp_path)
    file = Workspace(tmp_path).issue_file(SAMPLE)
    file.write_text(file.read_text(encoding="utf-8").replace("trafficking", "smuggling", 1))
    done = run("-C", tmp_path, "build", "--edition", "screen")
    assert done.returncode == 0, done.stderr
    path = Workspace(tmp_path).target(SAMPLE, "screen")
    assert hashlib.sha256(path.read_bytes()).hexdigest() != here[path.name]
