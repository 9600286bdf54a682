"""The HTML of stories: its addresses led elsewhere, for pages and for feeds."""

import re
from collections.abc import Callable

import lxml.html

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def retarget(content: str, target: Callable[[str], str]) -> str:
    """Return HTML whose addresses within the site are changed by `target`; others, such as `https:`, stay."""
    if not content.strip():
        return ""
    root = lxml.html.fragment_fromstring(content, create_parent="div")
    for element in root.iter():
        for name in ("href", "src", "poster"):
            if (value := element.get(name)) is not None and not _SCHEME.match(value):
                element.set(name, target(value))
        if (sources := element.get("srcset")) is not None:
            element.set("srcset", ", ".join(_source(one, target) for one in sources.split(",")))
    inner: str = lxml.html.tostring(root, encoding="unicode")
    return inner.removeprefix("<div>").removesuffix("</div>")


def _source(candidate: str, target: Callable[[str], str]) -> str:
    """Return one candidate of a `srcset`, its address changed."""
    address, *descriptor = candidate.split()
    return " ".join([address if _SCHEME.match(address) else target(address), *descriptor])
