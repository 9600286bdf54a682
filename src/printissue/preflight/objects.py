"""Objects of a foreign file: what any of them may turn out to be."""

from typing import Any

import pikepdf

Raw = Any
"""An object of the file, of whatever kind: it is asked before it is used."""
MAX_PARENTS = 64
"""Ancestors of a page that are asked."""


def inherited(page: Raw, key: str) -> Raw:
    """Give a page's attribute, its own or an ancestor's; None where there is none."""
    for _ in range(MAX_PARENTS):
        if not isinstance(page, pikepdf.Dictionary):
            return None
        if key in page:
            return page[key]
        page = page.get("/Parent")
    return None
