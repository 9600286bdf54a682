"""What belongs to the repository: what git has, or where the tests run from an sdist, what that brought."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

_HIDDEN = (".venv/", ".git/", ".pytest_cache/", ".mypy_cache/", ".ruff_cache/", ".hypothesis/")
_MADE = {"dist", "__pycache__"}


@cache
def tracked() -> tuple[str, ...]:
    """List the files by their names from the root, as far as they are there."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        names = [name for name in run.stdout.split("\0") if name]
    else:
        paths = (path.relative_to(ROOT) for path in sorted(ROOT.rglob("*")))
        names = [path.as_posix() for path in paths if not _MADE & set(path.parts)]
        names = [name for name in names if not name.startswith(_HIDDEN)]
        names = [name for name in names if not name.startswith("output/") or name == "output/.gitkeep"]  # fmt: skip
    return tuple(name for name in names if (ROOT / name).is_file())
