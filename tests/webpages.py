"""Web editions for tests: built in a small workspace, their pages parsed and their links followed."""

import re
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from tinyhtml5.parser import HTMLParser

from printissue import pipeline
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from workbench import REF, RecordingReporter, contents

WEB = (EDITIONS["web"],)


def build_web(
    workspace: Workspace, ref: IssueRef = REF, *, more: tuple[str, ...] = ()
) -> tuple[dict[str, bytes], RecordingReporter]:
    """Build the web edition of an issue and return its files by their paths in its folder."""
    reporter = RecordingReporter()
    editions = (*WEB, *(EDITIONS[name] for name in more))
    pipeline.build(workspace, pipeline.BuildOptions((ref,), editions), reporter)
    folder = workspace.output_folder(ref) / "web"
    return (contents(folder) if folder.is_dir() else {}), reporter


def parsed(page: bytes) -> ET.Element:
    """Parse a page; a parse error fails."""
    parser = HTMLParser(namespace_html_elements=False)
    root: ET.Element = parser.parse(page.decode())
    assert parser.errors == []
    return root


def text(page: ET.Element) -> str:
    """Return all text of a page with single spaces."""
    return " ".join("".join(page.itertext()).split())


def faults(files: dict[str, bytes], outside: Path | None = None) -> list[str]:
    """Return what is wrong with the pages of a web edition: ids, links, what they load.

    `outside` is the folder of the edition: links that leave it are looked up there.
    """
    pages = {name: parsed(files[name]) for name in files if name.endswith(".html")}
    ids = {
        name: [one.get("id") for one in page.iter() if one.get("id")]
        for name, page in pages.items()
    }
    found = [f"{name}: an id twice" for name, own in ids.items() if len(set(own)) != len(own)]
    for name, page in pages.items():
        for element in page.iter():
            for address in _addresses(element):
                found += _address_faults(
                    name, address, files, ids, outside, loads=element.tag != "a"
                )
    return found


def _addresses(element: ET.Element) -> list[str]:
    addresses = [element.get("href"), element.get("src")]
    addresses += [part.split()[0] for part in element.get("srcset", "").split(", ") if part]
    if element.get("rel") == "canonical":
        return []
    return [one for one in addresses if one is not None]


def _address_faults(name, address, files, ids, outside, *, loads) -> list[str]:
    if re.match(r"[a-z]+:", address):
        return [f"{name}: loads {address}"] if loads else []
    path, _, anchor = address.partition("#")
    target = _resolved(PurePosixPath(name).parent, path) if path else name
    if target.startswith(".."):
        there = outside is None or (outside / target).is_file()
        return [] if there else [f"{name}: no file {address}"]
    if target not in files:
        return [f"{name}: no file {address}"]
    if anchor and anchor not in ids[target]:
        return [f"{name}: no place {address}"]
    return []


def _resolved(folder: PurePosixPath, path: str) -> str:
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(path).parts):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
