"""Keys: names of publications, issues, themes and parts that are also names of files and anchors."""

import re
import unicodedata

KEY_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}$"
"""The form of a key."""

DEVICE_NAMES = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)
"""Names that Windows reserves for devices."""


def key_fault(name: str) -> str:
    """Return the reason why `name` cannot be a key, or an empty text."""
    if not name:
        return "the name is empty"
    if not re.fullmatch(KEY_PATTERN, name):
        return (
            "a key has a-z, 0-9 and hyphens, starts with a letter or digit, and is at most 64 long"
        )
    if name in DEVICE_NAMES:
        return "this is the name of a device on Windows"
    return ""


def key_like(name: str) -> str:
    """Return a key that is similar to a name (`my-story` for My Story), or an empty text."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-")
    return "" if key_fault(key) else key
