"""Addresses of links: redirects are replaced by their targets where the address carries them; nothing is fetched."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from pydantic_core import PydanticCustomError

from printissue.model.text_types import check_url

_MAX_URL = 2000
_MAX_REDIRECTS = 4
_TRACKING = re.compile(
    r"""
    utm_\w+ | mc_[ce]id | mkt_tok | _hs\w+ | __hs\w+ | hsa_\w+ | [fgdy]clid | gclsrc | msclkid | igshid | [gw]braid
    | ck_subscriber_id | subscriber_?(?:id|hash)? | ml_subscriber\w* | subid | vero_\w+ | elq\w* | trk\w* | lipi
    | mid(?:token|sig) | otptoken | email_(?:token|source) | token | r | j | e | _ke | _kx | _bhlid | bxid | __s
    | vgo_ee | akid | nvep | contactdata | em[cd]i | ceid | sc_(?:uid|llid|lid|eh) | dm_[it] | oly_\w+_id | cndid
    | sfmc_\w+ | j_sfmc\w* | et_rid | mlid
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Parameters that differ for each subscriber or only count clicks. The short ones are those of Substack and Drip."""

_READER = re.compile(r"e-?mail|e?mail_?address|recipient|m", re.IGNORECASE)
"""Parameters that differ for each subscriber if they are an e-mail address or a UUID (Ghost's `m`)."""

_ADDRESS_OR_UUID = re.compile(r"[^@\s]+@[^@\s]+\.\w+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_OWN = ((r"/civicrm/mailing/url$|/extern/url\.php$", "qid"), (r"/r/[0-9a-f]{20,}$", "ct"))
"""Paths of CiviCRM and Mautic, with the parameter by which they know a subscriber."""

_TARGETS = (
    "url", "u", "target", "redirect", "redirect_url", "redirecturl", "destination", "q", "link", "to", "l", "a", "p",
    "nltr",
)  # fmt: skip
_JSON_TARGETS = ("e", "url", "u", "href")
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
    candidates: list[str] = []
    for key, value in parse_qsl(parts.query):
        if key.lower() in _TARGETS:
            candidates += [value, *_decoded(value)]
    candidates += _in_path(url, parts)
    return next((one for one in candidates if re.match(r"https?://[^/\s]+\.[^/\s]", one)), "")


def _in_path(url: str, parts: SplitResult) -> Iterator[str]:
    """Yield what may be a target in the path of an address."""
    # the target is one segment, in which / is %2F; some programs have decoded it
    for path in (parts.path, unquote(parts.path)):
        if match := re.search(r"/C?L0/(https?:(?:[^/]+|.*?))/\d+/", path):
            yield unquote(match[1])
    if match := re.search(r"\.pstmrk\.it/[23][mst]{0,2}/([^/]+)/", url):
        yield f"https://{unquote(match[1])}"
    if match := re.search(r"urldefense\.com/v3/__([^*]+?)__;", url):
        yield match[1]
    if match := re.search(r"urldefense\.proofpoint\.com/v2/url\?u=([^&]+)", url):
        yield unquote(match[1].replace("-", "%").replace("_", "/"))
    for part in re.split(r"[/.]", parts.path):
        if len(part) > 15:
            yield from _decoded(part)


def _decoded(part: str) -> list[str]:
    """Return the addresses in base64: an address, JSON with one, fields between `;`, or compressed parameters."""
    try:
        data = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        if part.startswith("eJ"):
            data = zlib.decompressobj().decompress(data, _TOO_LONG)
            return [value for key, value in parse_qsl(data.decode()) if key == "l"]
        return _addresses(data.decode())
    except (binascii.Error, ValueError, RecursionError, zlib.error):
        return []


def _addresses(text: str) -> list[str]:
    if not text.startswith("{"):
        return [] if re.search(r"\s", text) else text.split(";") if ";" in text else [text]
    values = json.loads(text)
    inner = values.get("p")  # of Mandrill: JSON in JSON
    return [
        *(str(values.get(key, "")) for key in _JSON_TARGETS),
        *(_addresses(inner) if isinstance(inner, str) and inner.startswith("{") else ()),
    ]


def _without_tracking(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.query:
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    own = next((key for path, key in _OWN if re.search(path, parts.path)), "")
    kept = [pair for pair in pairs if pair[0] != own and not _is_tracking(*pair)]
    return url if kept == pairs else urlunsplit(parts._replace(query=urlencode(kept)))


def _is_tracking(key: str, value: str) -> bool:
    if _TRACKING.fullmatch(key) or (value.startswith("email-") and key == "source"):
        return True
    return bool(_READER.fullmatch(key) and _ADDRESS_OR_UUID.fullmatch(value))
