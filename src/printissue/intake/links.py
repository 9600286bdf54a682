"""Addresses of links: redirects are replaced by their targets where the address carries them; nothing is fetched."""

import base64
import binascii
import json
import re
import zlib
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from pydantic_core import PydanticCustomError

from printissue.model.text_types import check_url

_MAX_URL = 2000
_MAX_REDIRECTS = 4
_TRACKING = re.compile(
    r"^(utm_\w+|mc_[ce]id|mkt_tok|_hs\w+|fbclid|gclid|ck_subscriber_id|vero_\w+|token|r|j|e|subscriber_?id|elq\w*|trk\w*)$",
    re.IGNORECASE,
)
"""Parameters that differ for each subscriber or only count clicks. The short ones are those of Substack."""

_TARGETS = ("url", "u", "target", "redirect", "redirect_url", "destination", "q", "link", "to", "l")
_TOO_LONG = 100_000


def unwrap(url: str) -> str:
    """Return the target of a redirect, without parameters for tracking; other addresses keep theirs."""
    for _ in range(_MAX_REDIRECTS):
        target = _target(url)
        if not target:
            break
        url = target
    return _without_tracking(url)


def usable(url: str) -> str:
    """Return an address as an issue can have it, or an empty text."""
    url = re.sub(r"\s+", "%20", url.strip())
    url = re.sub(r'[<>"\\^`{|}]', lambda match: f"%{ord(match[0]):02X}", url)
    if url.startswith("//"):
        url = f"https:{url}"
    try:
        url = unwrap(url)
        return check_url(url) if len(url) <= _MAX_URL else ""
    except (PydanticCustomError, ValueError):
        return ""


def _target(url: str) -> str:
    if len(url) > _TOO_LONG:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return ""
    candidates = [value for key, value in parse_qsl(parts.query) if key.lower() in _TARGETS]
    if match := re.search(r"/CL0/(https?:.*?)/\d+/", unquote(parts.path)):
        candidates.append(match[1])
    for part in parts.path.split("/"):
        if len(part) > 15:
            candidates += _decoded(part)
    return next((one for one in candidates if re.match(r"https?://[^/\s]+\.[^/\s]", one)), "")


def _decoded(part: str) -> list[str]:
    """Return the addresses in a part of a path: base64 of an address, of JSON, or of compressed parameters."""
    try:
        data = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        if part.startswith("eJ"):
            data = zlib.decompressobj().decompress(data, _TOO_LONG)
            return [value for key, value in parse_qsl(data.decode()) if key == "l"]
        text = data.decode()
        if text.startswith("{"):
            values = json.loads(text)
            return [str(values.get(key, "")) for key in ("e", "url", "u")]
    except (binascii.Error, ValueError, RecursionError, zlib.error):
        return []
    return [text] if not re.search(r"\s", text) else []


def _without_tracking(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.query:
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _TRACKING.match(key)]
    return url if kept == pairs else urlunsplit(parts._replace(query=urlencode(kept)))
