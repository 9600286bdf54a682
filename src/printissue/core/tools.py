"""Optional tools, and where they are installed."""

import os
from pathlib import Path

from printissue.core.files import cache_folder

VERAPDF = "verapdf-1.28.2"
"""The name of veraPDF's folder in the user's cache; it has the version."""


def verapdf_folder() -> Path:
    """Return the folder of veraPDF's JAR files: `PRINTISSUE_VERAPDF`, or a folder in the user's cache."""
    named = os.environ.get("PRINTISSUE_VERAPDF")
    return Path(named) if named else (cache_folder() or Path()) / VERAPDF
