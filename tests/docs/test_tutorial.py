"""The tutorial, word by word: files are saved, commands run, and their output is what the page shows."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from checkout import ROOT
from workbench import default_signals

PAGE = ROOT / "docs" / "tutorial.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROOF = "printissue proof "


def steps() -> list[tuple[str, str, str]]:
    """Return the language of each code block, its text, and the last file named before it."""
    text = PAGE.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        names = re.findall(r"`([\w./-]+\.\w+)`", text[: match.start()])
        found.append((match[1], match[2], names[-1] if names else ""))
    return found


def run(commands: str, folder: Path, env: dict[str, str]) -> tuple[str, Path]:
    """Run commands in a shell; return their output, and the folder that it ends in."""
    where = folder / ".folder"
    done = subprocess.run(
        ["bash", "-c", f'set -e\n{commands}\npwd > "$ENDED_IN"'],
        cwd=folder,
        env=env | {"ENDED_IN": str(where)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not where.is_file():  # a command failed
        return done.stdout, folder
    ended = where.read_text().strip()
    where.unlink()
    return done.stdout, Path(ended)


def show(command: str, folder: Path, env: dict[str, str]) -> str:
    """Start the proof, wait for its address, and press Ctrl-C."""
    with subprocess.Popen(
        command.split(), cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, preexec_fn=default_signals,  # noqa: PLW1509 - no threads here
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            said = next(line for line in process.stdout if "http://127.0.0.1" in line)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        finally:
            process.kill()
    return said


def shown(line: str) -> str:
    return ".*".join(map(re.escape, line.split("…")))


@pytest.mark.slow
def test_the_tutorial_can_be_followed_word_by_word(tmp_path):
    program = tmp_path / "bin"
    program.mkdir()
    (program / "printissue").write_text(f'#!/bin/sh\nexec {sys.executable} -m printissue "$@"\n')
    (program / "printissue").chmod(0o755)
    env = os.environ | {"PATH": f"{program}:{os.environ['PATH']}", "BROWSER": "true"}
    folder, said = tmp_path, ""
    for language, text, file in steps():
        if language == "sh" and text.startswith(PROOF):
            said = show(text, folder, env)
        elif language == "sh":
            said, folder = run(text, folder, env)
            assert "Traceback" not in said
        elif language == "text":
            for line in text.splitlines():
                assert re.search(shown(line), said), f"{line!r} is not in\n{said}"
        else:
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    output = folder / "output"
    for name in ("harbour/2024/harbour-2024-volume.pdf", "site/harbour/2024-05/index.html"):
        assert (output / name).is_file(), said
    assert (folder / "report.html").is_file()
