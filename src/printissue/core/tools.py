"""Tools that printissue uses where they are installed, and where they are found."""

import os
from pathlib import Path

from printissue.core.files import cache_folder

VERAPDF = "verapdf-1.28.2"
"""The folder of veraPDF in the user's cache, named after its version."""


def verapdf_folder() -> Path:
    """Return the folder of veraPDF's jars: `PRINTISSUE_VERAPDF`, else one in the user's cache."""
    named = os.environ.get("PRINTISSUE_VERAPDF")
    return Path(named) if named else (cache_folder() or Path()) / VERAPDF
