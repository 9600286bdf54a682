"""The indexes of the site's search, made by pagefind, which is optional: the site is whole without it."""

import re
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path

from printissue.core.errors import MissingError
from printissue.core.files import temporary_folder
from printissue.core.limits import address_space_for_programs

_ENGINE = re.compile(r"pagefind(?:-worker)?\.js|wasm\.")
"""The files of the program that searches: the newest index has them for all."""

_OWN_INTERFACE = re.compile(r"pagefind-(?:ui|modular-ui|component-ui|highlight)\.")
"""Files of pagefind's own user interface: the search page of the site has another one."""

_SECONDS = 600


@cache
def is_installed() -> bool:
    """Return whether pagefind is installed."""
    return find_spec("pagefind") is not None and find_spec("pagefind_bin") is not None


def version() -> str:
    """Return the version of pagefind; empty if it is not installed."""
    try:
        return version_of("pagefind")
    except PackageNotFoundError:
        return ""


def has_text(name: str) -> bool:
    """Return whether a page has a part that is searched: those of stories, and reading pages."""
    return name.endswith("/index.html") and (
        "/stories/" in name or name.endswith("/web/index.html")
    )


def index(
    folder: Path, issues: Sequence[str], language: str, *, address: str, engine: bool
) -> dict[str, bytes]:
    """Return the files of an index of the issues at some addresses, by their names in the site.

    `address` is that of the index; with `engine`, it has the program that searches. All pages are indexed as one
    language: with several, the index would differ from run to run. Raise MissingError if pagefind cannot be run.
    """
    with temporary_folder() as target:
        command = [sys.executable, "-m", "pagefind_bin", "--site", str(folder)]
        command += ["--output-path", str(target), "--force-language", language.partition("-")[0]]
        folders = ",".join(one.rstrip("/") for one in issues)
        command += ["--glob", f"{{{folders}}}/{{web,stories/*}}/index.html"]
        with address_space_for_programs():
            run = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=_SECONDS
            )
        if run.returncode:
            said = " ".join((run.stderr or run.stdout).split())[-300:]
            raise MissingError(
                f"pagefind failed: {said}", "install it again: pip install printissue[search]"
            )
        paths = sorted(path for path in target.rglob("*") if path.is_file())
        return {
            f"{address}{path.relative_to(target).as_posix()}": path.read_bytes()
            for path in paths
            if not _OWN_INTERFACE.match(path.name) and (engine or not _ENGINE.match(path.name))
        }
