"""How long printissue takes for libraries of 1 to 240 issues, and other programs for the same issues.

Programs take turns, so that a busy machine harms all alike. Processor time counts, of a program with all processes that
it starts; a machine that is shared needs more wall time. The result is a table in Markdown, with medians.
The ratios are those of printissue to the program in the row: below 1, printissue is faster.
`make bench` runs this; docs/performance.md has the results.
"""

import argparse
import datetime as dt
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from libraries import (
    YEAR,
    change_a_word,
    clone_year,
    manifests,
    pages,
    write_library,
    write_long_issue,
)
from measuring import CommandError, Measured, measure, median
from peers import PDF, Page, Peer, find_peers, write_ninja, write_page

from printissue.assets.resources import Resources
from printissue.core.workspace import Workspace
from printissue.pipeline.cache import Names

PAGES = (16, 32, 64, 128)
"""The numbers of stories of the issues that show the growth per page."""

EDITIONS_MADE = 3
"""The editions of a build; other programs run as often."""


APPEND = """
import sys
from pypdf import PdfWriter

writer = PdfWriter()
for file in sys.argv[2:]:
    writer.append(file)
writer.write(sys.argv[1])
"""
"""A program that merges PDFs as the documentation of pypdf shows."""


class Bench:
    """A run of the benchmark: its folder, how often each command runs, and the other programs."""

    def __init__(
        self, folder: Path, rounds: int, peers: Sequence[Peer], *, short: bool = False
    ) -> None:
        self.folder, self.rounds, self.peers, self.short = folder, rounds, peers, short
        self.failed: set[str] = set()
        fontconfig = str(Resources.of(folder).fontconfig())
        self.env = {"FONTCONFIG_FILE": fontconfig, "XDG_CACHE_HOME": str(folder / "cache")}
        if chromium := shutil.which("chromium"):
            self.env["PUPPETEER_EXECUTABLE_PATH"] = chromium

    def ours(self, root: Path, *words: str) -> Measured:
        """Measure a command of printissue."""
        command = [sys.executable, "-m", "printissue", "-C", str(root), *words]
        return measure(command, env=self.env)

    def cold(self, root: Path, *words: str) -> Measured:
        """Measure a build without any finished file, and without caches of its own."""
        shutil.rmtree(root / "output", ignore_errors=True)
        for cache in (self.folder / "cache").glob("printissue/*"):
            if cache.name != "fontconfig" and not cache.name.startswith("fonts-"):
                shutil.rmtree(cache, ignore_errors=True)
        return self.ours(root, "build", *words)

    def repeated(self, run: Callable[[], Measured], *, rounds: int = 0) -> Measured:
        """Return the median of several runs."""
        return median([run() for _ in range(rounds or self.rounds)])

    def theirs(self, peer: Peer, written: Sequence[Page], runs: int) -> Measured | None:
        """Measure another program on pages, each as often as there are editions; None if it fails."""
        total = Measured(0, 0, 0)
        try:
            for page in written:
                (page.folder / PDF).unlink(missing_ok=True)
                one = measure(peer.commands(page), env=self.env, folder=page.folder)
                if not (page.folder / PDF).is_file():
                    raise CommandError("it wrote no PDF")
                for _ in range(runs):
                    total += one
        except CommandError as error:
            if peer.name not in self.failed:
                print(f"<!-- {peer.name}: {error} -->", flush=True)
            self.failed.add(peer.name)
            return None
        return total


def library_rows(bench: Bench, size: int, *, cold_up_to: int) -> Iterator[list[str]]:
    """Yield the rows of a library.

    Larger libraries than `cold_up_to` are copies of a year that was built, with which only small changes are measured.
    """
    root = bench.folder / f"library-{size}"
    if size > cold_up_to:
        year = bench.folder / f"library-{YEAR}"
        if not (year / "output").is_dir():
            write_library(year, YEAR, short=bench.short)
            bench.ours(year, "build")
        shutil.copytree(year, root)
        names = clone_year(root, size)
        bench.ours(root, "build")
    else:
        names = write_library(root, size, short=bench.short)
        yield from _cold(bench, root, names)
    yield from _small_changes(bench, root, names)
    yield from _nothing_changed(bench, root)
    yield from _checks(bench, root, names[0])


def _cold(bench: Bench, root: Path, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the rows for builds without any finished file, and those of other programs."""
    cold: list[Measured] = []
    others: dict[str, list[Measured]] = {peer.name: [] for peer in bench.peers}
    written = []
    if others and len(names) <= YEAR:
        written = [
            write_page(Workspace(root), name, bench.folder / f"pages-{len(names)}" / str(at))
            for at, name in enumerate(names)
        ]
    bound: list[Measured] = []
    appended: list[Measured] = []
    for _ in range(bench.rounds if len(names) <= YEAR else 1):
        cold.append(bench.cold(root))
        bound.append(cold[-1] + bench.ours(root, *_volume(names)))
        for peer in bench.peers if written else ():
            if peer.name not in bench.failed and (
                one := bench.theirs(peer, written, EDITIONS_MADE)
            ):
                others[peer.name].append(one)
                if peer.name.startswith("WeasyPrint"):
                    files = [str(page.folder / PDF) for page in written]
                    command = [sys.executable, "-c", APPEND, str(bench.folder / PDF), *files]
                    appended.append(one + measure(command))
    own, count = median(cold), len(names) * EDITIONS_MADE
    yield _row(f"`build`, cold: {count} files, {pages(root)} pages", own)
    for name, runs in others.items():
        if runs:
            yield _row(f"{name}, {count} times", median(runs), own)
    yield _row("`build` and `volume`, cold", median(bound))
    if appended:
        what = f"WeasyPrint, {count} times, and pypdf's append"
        yield _row(what, median(appended), median(bound))


def _small_changes(bench: Bench, root: Path, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the rows for one word changed, of an issue and of its volume."""
    changed, bound = [], []
    bench.ours(root, *_volume(names))
    for number in range(bench.rounds):
        change_a_word(root, names[0], 100 * len(names) + number)  # copies have earlier words
        changed.append(bench.ours(root, "build"))
        bound.append(bench.ours(root, *_volume(names)))
    one, volume = median(changed), median(bound)
    yield _row("`build`, one word changed", one)
    yield _row(f"and `volume` of {min(len(names), YEAR)}", volume)


def _volume(names: Sequence[str]) -> list[str]:
    """Return the arguments of the command that binds the first year."""
    options = [] if len(names) >= YEAR else ["--allow-gaps"]
    return ["volume", names[0][: names[0].index("/") + 5], *options]


def _checks(bench: Bench, root: Path, name: str) -> Iterator[list[str]]:
    """Yield the rows for checks of an issue."""
    changed, again = [], []
    for number in range(bench.rounds):
        change_a_word(root, name, 100_000 + number)
        changed.append(bench.ours(root, "check", name))
        again.append(bench.ours(root, "check", name))
    yield _row("`check` of one issue, one word changed", median(changed))
    yield _row("`check` of one issue, nothing changed", median(again))


def _nothing_changed(bench: Bench, root: Path) -> Iterator[list[str]]:
    """Yield the rows for a build of what is up to date, and for ninja with as many files and inputs."""
    bench.ours(root, "build")  # stamps of the build before may be too young to be trusted
    own = bench.repeated(lambda: bench.ours(root, "build"), rounds=max(3, bench.rounds))
    yield _row("`build`, nothing changed", own)
    if shutil.which("ninja"):
        names = Names(str(root), {"!builtin": str(Resources.of(root).builtin)})
        inputs = []
        for manifest in manifests(root):
            table = manifest["inputs"]
            for edition in manifest["editions"]:
                files = [name for name, one in table.items() if edition in one["editions"]]
                paths = (Path(names.path(name)) for name in files)
                inputs.append([path for path in paths if path.is_file()])
        command = write_ninja(bench.folder / f"ninja-{root.name}", inputs)
        one = bench.repeated(lambda: measure(command), rounds=max(3, bench.rounds))
        yield _row("ninja, nothing changed", one, own)


def long_issue_rows(bench: Bench) -> Iterator[list[str]]:
    """Yield the rows of issues of growing length, and the growth per page."""
    before: dict[str, tuple[float, float]] = {}
    for stories in PAGES:
        root = bench.folder / f"long-{stories}"
        name = write_long_issue(root, stories)
        own = bench.repeated(lambda root=root: bench.cold(root, "--edition", "screen"), rounds=1)
        count = pages(root)
        page = write_page(Workspace(root), name, bench.folder / f"long-pages-{stories}")
        results = {"`build --edition screen`": own}
        for peer in bench.peers:
            if peer.name not in bench.failed and (one := bench.theirs(peer, [page], 1)):
                results[peer.name] = one
        for what, one in results.items():
            old = before.get(what)
            growth = ""
            if old is not None and count > old[1]:
                growth = f"{1000 * (one.cpu - old[0]) / (count - old[1]):.0f} ms a page"
            before[what] = one.cpu, count
            ours = own if one is not own else None
            yield [*_row(f"{what}, {count} pages", one, ours), growth]


def _row(what: str, one: Measured, ours: Measured | None = None) -> list[str]:
    """Return a row of the table; with `ours`, also how many times as long as this one printissue takes."""
    ratios = ["", ""]
    if ours is not None:
        ratios = [_ratio(ours.cpu, one.cpu), _ratio(ours.wall, one.wall)]
    return [what, _seconds(one.cpu), _seconds(one.wall), f"{one.memory:.0f}", *ratios]


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs else ""


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


_LOOPS = 10_000_000
"""The length of a loop by whose time results of different machines, or of a busy one, can be compared."""


def _loop() -> float:
    """Return the processor time in seconds of a loop."""
    start = time.process_time()
    total = 0
    for number in range(_LOOPS):
        total += number
    return time.process_time() - start


HEAD = ("command", "CPU s", "wall s", "MiB", "ratio of CPU", "ratio of wall")


def print_table(title: str, rows: Iterator[list[str]], *, more: tuple[str, ...] = ()) -> None:
    """Print a table row by row, as the rows are measured."""
    head = (*HEAD, *more)
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="How often commands run (median).")
    parser.add_argument("--sizes", default="1,12", help="Numbers of issues: some of 1,12,60,240.")
    parser.add_argument(
        "--cold-up-to", type=int, default=YEAR, help="The largest library that is built as a whole."
    )
    parser.add_argument("--peers", default="all", help="Names of other programs, all, or none.")
    parser.add_argument("--short", action="store_true", help="Make issues of one story.")
    parser.add_argument("--no-pages", action="store_true", help="Leave out the growth per page.")
    parser.add_argument("--python", default="", help="A Python with the package typst.")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users have bytecode files
    sizes = [int(one) for one in given.sizes.split(",") if one]
    peers, missing = find_peers(given.python)
    if given.peers != "all":
        wanted = given.peers.lower().split(",")
        peers = [one for one in peers if one.name.split()[0].lower() in wanted]
        missing = []
    print(_heading(peers, missing))
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        bench = Bench(Path(name), given.rounds, peers, short=given.short)
        (bench.folder / "cache").mkdir()
        empty = [sys.executable, "-m", "printissue", "--help"]
        first = iter([_row("`--help`", bench.repeated(lambda: measure(empty), rounds=5))])
        print_table("Start", first)
        for size in sizes:
            rows = library_rows(bench, size, cold_up_to=given.cold_up_to)
            print_table(f"{size} issues" if size > 1 else "1 issue", rows)
        if not given.no_pages:
            print_table("Growth per page", long_issue_rows(bench), more=("growth",))


def _heading(peers: Sequence[Peer], missing: Sequence[str]) -> str:
    """Return the date, the machine, the versions and the command."""
    commit = subprocess.run(
        ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    words = " ".join(sys.argv[1:])
    lines = [
        f"{dt.date.today().isoformat()}, commit {commit}: `python tests/bench/bench.py {words}`",
        f"Python {platform.python_version()}, {os.cpu_count()} processors,"
        f" load {os.getloadavg()[0]:.1f} at the start; {_LOOPS} sums in Python take {_loop():.2f} CPU s",
        "With " + ", ".join([one.name for one in peers] + [f"pypdf {version('pypdf')}"]),
    ]
    if missing:
        lines.append(f"Not installed: {', '.join(missing)}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
