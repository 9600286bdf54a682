"""Runs the Nu Html Checker over pages, all in one JVM."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from printissue.core.files import cache_folder

_POM = Path(__file__).resolve().parents[1] / ".ci" / "html-checker" / "pom.xml"
_MAIN = "nu.validator.client.SimpleCommandLineValidator"


def folder() -> Path:
    """Return the folder of the checker's JAR files, in the user's cache."""
    version = re.search(
        r"<artifactId>validator</artifactId>\s*<version>(.+?)</version>", _POM.read_text()
    )
    assert version is not None
    return (cache_folder() or Path()) / f"html-checker-{version[1]}"


def html_errors(pages: Sequence[Path]) -> list[str]:
    """Return the errors that the checker finds in pages; skip the test without it or Java, fail it in CI.

    Its warnings are left out: it does not know the site that `'self'` names in the policy of a page.
    """
    java, jars = shutil.which("java"), folder() / "lib"
    if java is None or not jars.is_dir():
        message = "there is no Java or no Nu Html Checker (make html-checker fetches it)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    options = ("-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # it recurses deeply
    command = [java, *options, "-cp", f"{jars}/*", _MAIN, "--format", "json", "--stdout"]
    command += ["--exit-zero-always", "--no-langdetect", *map(str, pages)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return [
        f"{one['url']}:{one.get('lastLine')}: {one['message']}"
        for one in json.loads(run.stdout)["messages"]
        if one["type"] != "info"
    ]
