"""A small site for tests: two publications, one of them in Arabic, a back issue, and what is wrong with its pages."""

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

from printissue import pipeline
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from webpages import parsed
from workbench import RecordingReporter, lay_out
from yearfiles import old_pdf

BASE = "https://news.example.org/letters/"
ISSUE = """\
title: {title}
date: {date}
number: {number}
spotlight: {{heading: The *fair* of {date}, lead: It opens. All come.}}
sections:
  - title: News
    articles:
      - heading: The harbour & the sea
        id: harbour
        kicker: Ships
        standfirst: Why to read on.
        authors: [Ann Lee]
        topics: [Printing, Paper mills]
        people: ["Manuzio, Aldo"]
        places: [Venice]
        body: |
          Some words, and [a link](https://example.org/).

          ## A heading

          | Year | Ships |
          |---|---|
          | 1500 | 12 |
      - {{heading: مقال عن البحر, id: second, language: ar, topics: [Printing], body: بعض الكلمات.}}
  - title: Dates
    events:
      - {{title: Meeting, start: {date}-19, place: Tbilisi, body: Come.}}
"""
ARABIC = """\
title: العدد الأول
date: 2015-09
sections:
  - title: أخبار
    articles:
      - {heading: أخبار المطبعة, topics: [الطباعة], body: بعض الكلمات.}
"""
FILES: dict[str, str | bytes] = {
    "site.yaml": f"""\
title: Letters & more
base_url: {BASE}
description: What we send.
publications: [update, akhbar]
contact: {{email: office@example.org, address: [A street]}}
accessibility:
  conformance: partial
  exceptions: [Old PDFs are scans.]
  prepared: 2026-11-01
  feedback: {{label: office@example.org, url: mailto:office@example.org}}
""",
    "issues/update/publication.yaml": "title: Update\npublisher: The Centre\nimprint: Who *we* are.\n",
    "issues/update/2015-10.yaml": ISSUE.format(title="October", date="2015-10", number=10),
    "issues/update/2018-11.yaml": ISSUE.format(title="November", date="2018-11", number=11),
    "issues/update/2014-01.yaml": "title: Back\ndate: 2014-01\nheadings: [{title: Old, page: 2, topics: [PAPER]}]\n",
    "issues/akhbar/publication.yaml": "title: أخبار\npublisher: المركز\nlanguage: ar\n",
    "issues/akhbar/2015-09.yaml": ARABIC,
}


def built_workspace(folder: Path) -> Workspace:
    """Return a workspace whose issues have a PDF and a web edition."""
    workspace = lay_out(folder, FILES)
    old_pdf(workspace.back_issue_pdf(IssueRef("update", "2014-01")))
    refs = tuple(workspace.select(()))
    options = pipeline.BuildOptions(refs, (EDITIONS["screen"], EDITIONS["web"]))
    reporter = RecordingReporter()
    pipeline.build(workspace, options, reporter)
    assert [one for one in reporter.findings if one.severity == "error"] == []
    return workspace


def faults(folder: Path, root: str) -> list[str]:
    """Return the links and files of all pages that lead nowhere or elsewhere; `root` is the path of the site."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pages = {name: parsed((folder / name).read_bytes()) for name in files if name.endswith(".html")}
    ids = {
        name: [one.get("id") for one in page.iter() if one.get("id")]
        for name, page in pages.items()
    }
    found = [f"{name}: an id twice" for name, own in ids.items() if len(set(own)) != len(own)]
    for name, page in pages.items():
        for element in page.iter():
            if element.get("rel") == "canonical":
                continue
            for address in _addresses(element):
                target, anchor = _target(name, address, root)
                if target is None:
                    found += [f"{name}: loads {address}"] if element.tag != "a" else []
                elif target not in files:
                    found.append(f"{name}: no file {address}")
                elif anchor and anchor not in ids.get(target, [anchor]):
                    found.append(f"{name}: no place {address}")
    return found


def _addresses(element: ET.Element) -> list[str]:
    addresses = [one for name in ("href", "src") if (one := element.get(name))]
    return addresses + [
        one.split()[0] for one in element.get("srcset", "").split(",") if one.strip()
    ]


def _target(page: str, address: str, root: str) -> tuple[str | None, str]:
    """Return the file of the site that an address leads to, None if it leads elsewhere, and its anchor."""
    if re.match(r"[a-z]+:", address):
        return None, ""
    parts = urlsplit(urljoin(f"http://host{root}{page}", address))
    path = unquote(parts.path).removeprefix(root)
    return (f"{path}index.html" if not path or path.endswith("/") else path), unquote(
        parts.fragment
    )
