"""Other programs that set the same issues, and the commands that run them, where they are installed.

They get the HTML that printissue composes for the screen edition, with the same style sheets, pictures and fonts, and
make one untagged PDF of it in RGB. Their pages are not the same: they understand other parts of CSS, and know nothing
of level lines. Typst gets the text of the issue.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from printissue.assets.resources import RESOURCE_ORIGIN, Resources
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import SCREEN
from printissue.pipeline import NO_CHOICE, issue, load
from printissue.pipeline.job import Job

PDF = "out.pdf"
"""The file that each command writes, in the folder of the issue."""


@dataclass(frozen=True)
class Page:
    """An issue as files in a folder: `issue.html` with its style sheets and pictures, and `issue.typ`."""

    folder: Path
    stylesheets: Sequence[str]


@dataclass(frozen=True)
class Peer:
    """Another program: its name with the version, and its command without the page."""

    name: str
    command: Sequence[str] = field(default_factory=tuple)
    takes: str = "issue.html"

    def commands(self, page: Page) -> list[str]:
        """Return the command for a page, to be run in its folder."""
        words = []
        for word in self.command:
            if word == "STYLESHEETS":
                words += [part for sheet in page.stylesheets for part in ("-s", sheet)]
            else:
                words.append(word)
        return words


def write_page(workspace: Workspace, name: str, folder: Path) -> Page:
    """Write what other programs need to set an issue."""
    ref = IssueRef(*name.split("/"))
    resources = Resources.of(workspace.root)
    job, findings = load.read(workspace, ref, resources, choice=NO_CHOICE)
    assert job is not None, findings
    composed, findings = issue.Composer(job).compose(SCREEN)
    assert composed is not None, findings
    layout_input = issue._layout_input(job, SCREEN, composed)
    for file, content in layout_input.files.items():
        _write(folder / file, content)
    sheets = []
    for number, sheet in enumerate(layout_input.stylesheets):
        file = sheet.name if sheet.name.startswith("styles/") else f"{number}.css"
        _write(folder / file, sheet.css.encode())
        sheets.append(file)
    html = layout_input.html.replace(RESOURCE_ORIGIN, "")
    html = re.sub(
        r'( id="| href="#)(?=\d)', r"\1n", html
    )  # paged.js knows no ids that begin with a digit
    links = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    _write(folder / "plain.html", html.encode())
    _write(folder / "issue.html", html.replace("</head>", f"{links}</head>", 1).encode())
    _write(folder / "issue.typ", _typst(job).encode())
    return Page(folder, sheets)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _typst(job: Job) -> str:
    """Return the text of an issue as a document of Typst, in two columns with headings."""
    lines = [
        '#set page(paper: "a4", columns: 2, numbering: "1", margin: 18mm)',
        f'#set text(size: 9.5pt, lang: "{job.language[:2]}")',
        "#set par(justify: true)",
    ]
    for section in job.issue.sections:
        lines.append(f"= {_escaped(section.title)}")
        values = section.model_dump()
        for kind in ("articles", "notices", "readings", "events"):
            for item in values.get(kind) or ():
                heading, body = item.get("heading") or item.get("title"), item.get("body")
                lines += ["", f"== {_escaped(heading or '')}", "", _escaped(body or "")]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"([\\#$*_`<>@=~\[\]/+-])", r"\\\1", plain)


def find_peers(python: str = "") -> tuple[list[Peer], list[str]]:
    """Return the programs that are installed, and the names of the others.

    `python` is a Python that has the package `typst`, for which there need not be a command.
    """
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), "")
    sandbox = ["--no-sandbox"] if os.name == "posix" and os.getuid() == 0 else []
    known = {
        "WeasyPrint": Peer(
            f"WeasyPrint {version('weasyprint')}",
            (sys.executable, "-m", "weasyprint", "-q", "STYLESHEETS", "plain.html", PDF),
        ),
        "Prince": Peer("", ("prince", "issue.html", "-o", PDF)),
        "Typst": Peer("", ("typst", "compile", "issue.typ", PDF)),
        "Chromium": Peer(
            "",
            (
                chromium or "chromium",
                "--headless",
                *sandbox,
                "--no-pdf-header-footer",
                f"--print-to-pdf={PDF}",
                "issue.html",
            ),
        ),
        "Vivliostyle": Peer(
            "",
            ("vivliostyle", "build", "issue.html", "-o", PDF, "--executable-browser", chromium),
        ),
        "paged.js": Peer(
            "", ("pagedjs-cli", "issue.html", "-o", PDF, "--browserArgs", ",".join(sandbox))
        ),
    }
    if python and not shutil.which("typst"):
        code = f"import typst; typst.compile('issue.typ', output='{PDF}')"
        known["Typst"] = Peer("", (python, "-c", code))
    found, missing = [], []
    for name, peer in known.items():
        if shutil.which(peer.command[0]) is None:
            missing.append(name)
        else:
            found.append(Peer(peer.name or _with_version(name, peer), peer.command))
    return found, missing


def _with_version(name: str, peer: Peer) -> str:
    """Return the name of a program with its version."""
    ask = [peer.command[0], "--version"]
    if peer.command[1] == "-c":
        ask = [
            peer.command[0],
            "-c",
            "from importlib.metadata import version; print(version('typst'))",
        ]
    run = subprocess.run(ask, capture_output=True, text=True, check=False)
    number = re.search(r"\d+(\.\d+)*", run.stdout)
    return f"{name} {number[0]}" if number else name


def write_ninja(folder: Path, inputs: Sequence[Sequence[Path]]) -> list[str]:
    """Build targets that depend on files with ninja, and return the command that finds nothing to do."""
    lines = ["rule touch", "  command = touch $out"]
    for number, files in enumerate(inputs):
        names = " ".join(
            str(path).replace("$", "$$").replace(" ", "$ ").replace(":", "$:") for path in files
        )
        lines.append(f"build out{number}: touch {names}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "build.ninja").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = ["ninja", "-C", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return command
