"""The cost of binding volumes compared with other ways to merge PDFs: processor time, file size, memory.

The twelve archive editions of the Imprint of 2025 are bound, then as many as five and twenty years have: each further
year has its own names and pages, but the same attachments. Each way runs in its own process, and only processor time
counts, so that other work on the machine matters less. Compare the ratio of its median to that of pypdf's plain append.
What each way keeps is counted in the file of twelve: tags, links that still lead to their own issue, page labels,
attachments, claims. `make bench` runs this; build the sample first.
"""

import argparse
import io
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "output" / "imprint"
PDFBOX = "pdfbox-app-*.jar"
TIMES = (1, 5, 20)
SLOW = 5
"""A way that takes this many times as long as pypdf's append is left out for the larger volumes."""


def printissue_bind(files: list[Path], target: Path) -> None:
    """Bind them: everything is kept, equal objects are stored once."""
    import datetime as dt

    from printissue.model.records import BibliographicRecord
    from printissue.volume import BindingOptions, PartFile, bind

    record = BibliographicRecord(
        "Bench", "Imprint", "P", "en", "2025", dt.datetime(2025, 1, 1), "urn:bench"
    )
    pieces = [
        PartFile(f"k{at:03}", file.stem, file, "en", file=f"k{at:03}-{file.name}")
        for at, file in enumerate(files)
    ]
    content, _, _ = bind(pieces, BindingOptions(record, "Bench", "bench"))
    target.write_bytes(content)


def pypdf_append(files: list[Path], target: Path) -> None:
    """Append them with pypdf, as its documentation shows."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for file in files:
        writer.append(file)
    with target.open("wb") as stream:
        writer.write(stream)


def pikepdf_append(files: list[Path], target: Path) -> None:
    """Append their pages with pikepdf, as its documentation shows."""
    import warnings

    import pikepdf

    warnings.simplefilter("ignore")
    with pikepdf.new() as volume:
        for file in files:
            volume.pages.extend(pikepdf.open(file).pages)
        volume.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)


OURS: dict[str, Callable[[list[Path], Path], None]] = {
    "printissue": printissue_bind,
    "pypdf append": pypdf_append,
    "pikepdf append": pikepdf_append,
}


def others() -> dict[str, list[str]]:
    """Return the commands of the other programs; `FILES` and `TARGET` are replaced by the files and the result."""
    jar = next(Path.home().glob(f".cache/printissue/**/{PDFBOX}"), None)
    known = {
        "qpdf": ["qpdf", "--empty", "--pages", "FILES", "--", "TARGET"],
        "pdfunite": ["pdfunite", "FILES", "TARGET"],
        "mutool": ["mutool", "merge", "-o", "TARGET", "FILES"],
        "Ghostscript": [
            "gs",
            "-q",
            "-dBATCH",
            "-dNOPAUSE",
            "-sDEVICE=pdfwrite",
            "-o",
            "TARGET",
            "FILES",
        ],
        "PDFBox": ["java", "-jar", str(jar), "merge", "FILES:-i=", "-o=TARGET"],
    }
    missing = [
        name
        for name, command in known.items()
        if shutil.which(command[0]) is None or (name == "PDFBox" and jar is None)
    ]
    for name in missing:
        print(f"{name} is not installed, and left out")
    return {name: command for name, command in known.items() if name not in missing}


def filled(command: list[str], files: list[Path], target: Path) -> list[str]:
    """Put files into a command."""
    row: list[str] = []
    for word in command:
        if word.startswith("FILES"):
            row += [word.removeprefix("FILES").removeprefix(":") + str(file) for file in files]
        else:
            row.append(word.replace("TARGET", str(target)))
    return row


def years(folder: Path) -> list[Path]:
    """Return the sample's files, followed by copies as further years."""
    import pikepdf

    files = sorted(SAMPLE.glob("*/*-archive.pdf"))
    made = list(files)
    for year in range(2026, 2026 + max(TIMES) - 1):
        for file in files:
            target = io.BytesIO()
            with pikepdf.open(file) as pdf:
                for page in pdf.pages:
                    page.Contents.write(page.Contents.read_bytes() + b"\n%% %d" % year)
                pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            made.append(folder / file.name.replace("2025", str(year)))
            made[-1].write_bytes(target.getvalue().replace(b"(2025-", b"(%d-" % year))
    return made


def measured(way: str, files: list[Path], target: Path) -> tuple[float, float]:
    """Run one way in its own process; return seconds, without the start of Python, and the peak memory in MiB."""
    command = [sys.executable, __file__, "--run", way, str(target), *map(str, files)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, peak = json.loads(run.stdout.splitlines()[-1])
    return seconds, peak


def run(way: str, target: Path, files: list[Path]) -> None:
    """Run one way, and print what it cost."""
    if way in OURS:
        OURS[way](files[:1], target)  # loads what it needs
        who = resource.RUSAGE_SELF
        before = _spent(who)
        OURS[way](files, target)
    else:
        who = resource.RUSAGE_CHILDREN
        command = filled(json.loads(way), files, target)
        before = _spent(who)
        subprocess.run(command, check=True, capture_output=True)
    print(json.dumps([_spent(who) - before, resource.getrusage(who).ru_maxrss / 1024]))


def _spent(who: int) -> float:
    """Return the processor time spent so far, in seconds."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def kept(content: bytes, pages: list[int]) -> dict[str, Any]:
    """Count what a merged file holds; `pages` are the numbers of pages of the issues."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        whose = [at for at, count in enumerate(pages) for _ in range(count)]
        numbers = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}
        aims = _aims(pdf)
        right = total = 0
        for at, page in enumerate(pdf.pages):
            for annot in page.obj.get("/Annots", ()):
                aim = annot.get("/Dest", annot.get("/A", pikepdf.Dictionary()).get("/D"))
                if aim is None or at >= len(whose):
                    continue
                aim = aims.get(bytes(aim)) if isinstance(aim, pikepdf.String) else aim
                there = numbers.get(aim[0].objgen) if aim is not None else None
                total += 1
                right += there is not None and whose[there] == whose[at]
        packet = pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b""
        return {
            "tags": sum(_is_element(one) for one in pdf.objects)
            if "/StructTreeRoot" in pdf.Root
            else 0,
            "links": f"{right} of {total}",
            "labels": "/PageLabels" in pdf.Root,
            "files": len(pdf.attachments),
            "claims": bool(re.search(rb"pdfaid:part", packet))
            + bool(re.search(rb"pdfuaid:part", packet)),
        }


def _is_element(one: Any) -> bool:
    import pikepdf

    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"


def _aims(pdf: Any) -> dict[bytes, Any]:
    """Return the named destinations."""
    import pikepdf

    found: dict[bytes, Any] = {}
    waiting = [pdf.Root.Names.Dests] if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names else []
    while waiting:
        node = waiting.pop()
        row = list(node.get("/Names", ()))
        for name, aim in zip(row[::2], row[1::2], strict=True):
            found[bytes(name)] = aim.D if isinstance(aim, pikepdf.Dictionary) else aim
        waiting += list(node.get("/Kids", ()))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="How often each is run.")
    parser.add_argument("--run", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        way, target, *files = given.run
        run(way, Path(target), [Path(file) for file in files])
        return
    if not list(SAMPLE.glob("*/*-archive.pdf")):
        sys.exit("build the sample first: printissue build imprint")
    ways = {name: name for name in OURS} | {name: json.dumps(one) for name, one in others().items()}
    print(
        f"Python {sys.version.split()[0]}, "
        + ", ".join(f"{n} {version(n)}" for n in ("pypdf", "pikepdf"))
    )
    with tempfile.TemporaryDirectory() as folder:
        files = years(Path(folder))
        for times in TIMES:
            ways = _table(
                ways,
                files[: 12 * times],
                Path(folder),
                rounds=given.rounds if times < max(TIMES) else 1,
            )


def _table(ways: dict[str, str], files: list[Path], folder: Path, *, rounds: int) -> dict[str, str]:
    """Measure every way with these files, in turns, and print a row for each. Return those that are not too slow."""
    import pikepdf

    rows: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            rows[name].append(measured(way, files, folder / f"{name}.pdf"))
    print(
        f"\n{len(files)} issues, {sum(f.stat().st_size for f in files) / 1e6:.2f} MB (median of {rounds})"
    )
    pages = [len(pikepdf.open(file).pages) for file in files] if len(files) <= 12 else []
    base = statistics.median(seconds for seconds, _ in rows["pypdf append"])
    least = (folder / "pypdf append.pdf").stat().st_size
    fast = {}
    for name, runs in rows.items():
        seconds, peak = (statistics.median(column) for column in zip(*runs, strict=True))
        content = (folder / f"{name}.pdf").read_bytes()
        words = (
            ", ".join(f"{key} {value}" for key, value in kept(content, pages).items())
            if pages
            else ""
        )
        print(
            f"{name:15} {seconds:7.2f} s {seconds / base:5.2f}  {len(content) / 1e6:6.2f} MB "
            f"{len(content) / least:5.2f}  {peak:5.0f} MiB  {words}"
        )
        if seconds < SLOW * base:
            fast[name] = ways[name]
    return fast


if __name__ == "__main__":
    main()
