"""Draw the pictures of the sample issues again: run this file with the Python of .venv, or `make samples`."""

import subprocess
import sys
from pathlib import Path

SCRIPTS = sorted(Path(__file__).resolve().parent.glob("*/20*.py"))
"""One script for each issue, `<publication>/<key>.py`."""


def main() -> None:
    """Run the script of each issue; stop at the first one that fails."""
    for script in SCRIPTS:
        print(f"{script.parent.name}/{script.stem}", flush=True)
        subprocess.run([sys.executable, script], check=True)


if __name__ == "__main__":
    main()
