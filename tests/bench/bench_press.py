"""How long three editions of an issue, and of a year, take from the command line, against WeasyPrint by itself.

WeasyPrint's command sets the same HTML with the same sheets, pictures and fonts three times, as three editions
would be made without printissue: untagged, in RGB, no second layout, no finishing. The two take turns, so that a busy
machine harms both alike; what counts is the ratio of the medians. `make bench` runs it.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from printissue.assets.resources import RESOURCE_ORIGIN, Resources
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import SCREEN
from printissue.pipeline import NO_CHOICE, issue, load

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = {"one issue": ("monthly-update/2015-10", 5), "a year of twelve": ("imprint", 3)}
"""What is made, and how often."""
EDITIONS_MADE = 3


def lay_out(folder: Path, ref: IssueRef) -> list[str]:
    """Write an issue's HTML for the screen with all that it names; give WeasyPrint's command for it."""
    resources = Resources.of(ROOT)
    job, findings = load.read(Workspace(ROOT), ref, resources, choice=NO_CHOICE)
    assert job is not None, findings
    composed, findings = issue.Composer(job).compose(SCREEN)
    assert composed is not None, findings
    layout_input = issue._layout_input(job, SCREEN, composed)
    for name, content in layout_input.files.items():
        _write(folder / name, content)
    page = folder / "issue.html"
    _write(page, layout_input.html.replace(RESOURCE_ORIGIN, "").encode())
    sheets = []
    for number, sheet in enumerate(layout_input.stylesheets):
        own = folder / sheet.name if sheet.name.startswith("styles/") else folder / f"{number}.css"
        _write(own, sheet.css.encode())
        sheets += ["-s", str(own)]
    return [sys.executable, "-m", "weasyprint", "-q", *sheets, str(page), str(folder / "out.pdf")]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def seconds(*commands: list[str], env: dict[str, str]) -> float:
    """Run commands one after the other, and give how long they took together."""
    start = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, capture_output=True, env=env)
    return time.perf_counter() - start


def measure(what: str, name: str, rounds: int) -> None:
    """Make an issue or a publication both ways in turns, and print how long it took."""
    env = os.environ | {"FONTCONFIG_FILE": str(Resources.of(ROOT).fontconfig())}
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        refs = Workspace(ROOT).select((name,))
        plain = [lay_out(Path(folder) / ref.key, ref) for ref in refs]
        made = [sys.executable, "-m", "printissue", "-C", str(ROOT), "build", name]
        for _ in range(rounds):
            ours.append(seconds(made, env=env))
            theirs.append(seconds(*plain * EDITIONS_MADE, env=env))
    one, other = statistics.median(ours), statistics.median(theirs)
    runs = len(plain) * EDITIONS_MADE
    print(f"{what}, median of {rounds} in turns, with weasyprint {version('weasyprint')}")
    print(f"  printissue, three editions:  {one:6.2f} s  ({_spread(ours)})")
    print(f"  weasyprint, {runs:2} runs:         {other:6.2f} s  ({_spread(theirs)})")
    print(f"  ratio:                       {one / other:6.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, help="How often each is run.")
    rounds = parser.parse_args().rounds
    for what, (name, usual) in SAMPLES.items():
        measure(what, name, rounds or usual)


def _spread(times: list[float]) -> str:
    return f"{min(times):.2f} to {max(times):.2f}"


if __name__ == "__main__":
    main()
