"""The issues that the benchmark makes: copies of samples with pictures of their own, and issues of any length."""

import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from made_up_words import paragraphs, sentences  # noqa: E402 - needs the path

YEAR = 12
"""The issues of a year of the sample Imprint, of which larger libraries have several."""

SINGLE = ("monthly-update", "2015-10")
"""The library of one issue."""


def write_library(root: Path, size: int, *, short: bool = False) -> list[str]:
    """Write a workspace with a number of issues, and return their names: one of Monthly Update, or years of Imprint.

    With `short`, all are issues of one story.
    """
    if short:
        return _write_short(root, size)
    if size == 1:
        publication, key = SINGLE
        _copy(root, publication, publication, [key])
        return [f"{publication}/{key}"]
    names: list[str] = []
    keys = sorted(path.stem for path in (ROOT / "issues" / "imprint").glob("2025-*.yaml"))
    while len(names) < size:
        publication = f"imprint-{len(names) // YEAR + 1:03}"
        some = keys[: size - len(names)]
        _copy(root, "imprint", publication, some)
        names += [f"{publication}/{key}" for key in some]
    return names


def _write_short(root: Path, size: int) -> list[str]:
    names = [f"imprint-{at // YEAR + 1:03}/2025-{at % YEAR + 1:02}" for at in range(size)]
    for at, name in enumerate(names):
        story = {"heading": sentences(f"h{at}", 1, "en"), "body": paragraphs(at, 2, "en")}
        date = name.partition("/")[2]
        _write_issue(root, name, {"title": date, "date": date}, [story])
    return names


def _write_issue(
    root: Path, name: str, values: dict[str, Any], stories: Sequence[dict[str, str]]
) -> None:
    """Write an issue of stories in sections of eight, and its publication."""
    publication, _, key = name.partition("/")
    folder = root / "issues" / publication
    folder.mkdir(parents=True, exist_ok=True)
    sections = [
        {"title": f"Part {at // 8 + 1}", "articles": stories[at : at + 8]}
        for at in range(0, len(stories), 8)
    ]
    about = {"title": publication.title(), "publisher": "The Harbour Office", "theme": "bulletin"}
    _dump(folder / "publication.yaml", about)
    _dump(folder / f"{key}.yaml", {**values, "sections": sections})


def _dump(path: Path, values: dict[str, Any]) -> None:
    text = yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Writes texts of several paragraphs as blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _copy(root: Path, sample: str, publication: str, keys: Sequence[str]) -> None:
    """Copy issues of a sample; drawings get a comment, so that no cache knows them from another publication."""
    source, target = ROOT / "issues" / sample, root / "issues" / publication
    target.mkdir(parents=True)
    shutil.copy(source / "publication.yaml", target)
    for key in keys:
        shutil.copy(source / f"{key}.yaml", target)
        if (source / key).is_dir():
            shutil.copytree(source / key, target / key)
    for drawing in target.rglob("*.svg"):
        text = drawing.read_text(encoding="utf-8")
        drawing.write_text(f"{text}<!-- {publication} -->\n", encoding="utf-8")


def clone_year(root: Path, size: int) -> list[str]:
    """Copy the first year of a library and its finished files until there are as many issues, and return their names.

    The manifests of the copies describe the copies, so these are up to date as well.
    """
    first = "imprint-001"
    for number in range(2, size // YEAR + 1):
        publication = f"imprint-{number:03}"
        shutil.copytree(root / "issues" / first, root / "issues" / publication)
        for file in (root / "output" / first).glob("20*-*/**/*"):
            if file.is_file():
                path = file.relative_to(root / "output" / first).as_posix()
                target = root / "output" / publication / path.replace(first, publication)
                target.parent.mkdir(parents=True, exist_ok=True)
                if file.name == "manifest.json":
                    text = file.read_text(encoding="utf-8")
                    target.write_text(text.replace(first, publication), encoding="utf-8")
                else:
                    shutil.copy(file, target)
    folders = sorted((root / "issues").glob("imprint-*"))
    return [f"{one.name}/{path.stem}" for one in folders for path in sorted(one.glob("20*.yaml"))]


def write_long_issue(root: Path, stories: int) -> str:
    """Write a workspace with an issue of a number of stories of about 150 words each, and return its name."""
    articles = [
        {"heading": sentences(f"h{at}", 1, "en"), "body": paragraphs(at, 3, "en")}
        for at in range(stories)
    ]
    _write_issue(root, "long/2024-03", {"title": "March 2024", "date": "2024-03"}, articles)
    return "long/2024-03"


def change_a_word(root: Path, name: str, number: int) -> None:
    """Change a word in the body of an issue's first story; another `number` makes another word."""
    path = root / "issues" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    body = text.index("body: |")
    match = re.compile(r"(?<=[a-z] )([a-z]{3,}|again\d+)(?= [a-z])").search(text, body)
    assert match is not None
    path.write_text(f"{text[: match.start()]}again{number}{text[match.end() :]}", encoding="utf-8")


def manifests(root: Path) -> list[dict[str, Any]]:
    """Return the manifests of the issues that were built, without those of volumes."""
    found = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((root / "output").glob("*/*/manifest.json"))
    ]
    return [one for one in found if "editions" in one]


def pages(root: Path) -> int:
    """Return the pages of all files that were built."""
    records = [one for manifest in manifests(root) for one in manifest["editions"].values()]
    return sum(one["pages"] or 0 for one in records)
