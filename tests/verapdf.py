"""Runs veraPDF over files, many in one JVM, and returns which rules each fails."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from printissue.core.files import verapdf_folder

JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Options that halve the processor time of a JVM that runs for a few seconds."""
CLAIMED = "0"
"""veraPDF's name for the flavours that a file claims; one that claims none is validated as `1b`."""
MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
_LINE = re.compile(r"^(?P<verdict>PASS|FAIL) (?P<path>.+) (?P<flavour>\w+)$")


def validate(paths: Iterable[Path], flavour: str = CLAIMED) -> dict[Path, dict[str, list[str]]]:
    """Return the rules that each file fails by flavour (`3a`, `ua1`); no rules: it conforms.

    Skips the test where veraPDF or Java is not there, and fails it where CI is set. Fails where a file got no verdict.
    """
    jars = _jars()
    files = [path.resolve() for path in paths]
    command = ["java", *JAVA_OPTIONS, "-cp", jars, MAIN, "--format", "text", "-v", "-f", flavour]
    run = subprocess.run(
        [*command, *map(str, files)], capture_output=True, text=True, timeout=300, check=False
    )
    failed = _parse(run.stdout)
    missing = [str(path) for path in files if path not in failed]
    assert not missing, f"veraPDF gave no verdict on {missing}:\n{run.stdout}{run.stderr}"
    return failed


def _jars() -> str:
    """Return the class path of veraPDF, whose jars lie in its folder or in `lib` there."""
    folder = verapdf_folder()
    where = next((jar.parent for jar in folder.rglob("greenfield-apps-*.jar")), None)
    missing = (
        "java" if shutil.which("java") is None else f"veraPDF in {folder}" if where is None else ""
    )
    if missing:
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell(f"CONFORMANCE NOT TESTED: there is no {missing} (make verapdf fetches it)")
    return f"{where}/*"


def _parse(output: str) -> dict[Path, dict[str, list[str]]]:
    """Read `PASS path flavour`, and `FAIL path flavour` with a line for each rule after it."""
    failed: dict[Path, dict[str, list[str]]] = {}
    rules: list[str] = []
    for line in output.splitlines():
        if match := _LINE.match(line):
            rules = failed.setdefault(Path(match["path"]), {}).setdefault(match["flavour"], [])
            if match["verdict"] == "FAIL":
                rules.append("FAIL")
        elif line.startswith("  FAIL "):
            rules.append(line.split()[1])
    return failed
