"""What a report says of a file in words: its facts as rows of a table."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from printissue.core.counting import counted
from printissue.preflight.examining import Report
from printissue.preflight.sheets import PageFacts

Row = tuple[str, str]
"""What it is, and what is said of it."""

_FAMILIES = {"print": "for the print shop", "access": "for readers"}
_INTENTS = {"GTS_PDFX": "PDF/X", "GTS_PDFA1": "PDF/A"}


def rows(report: Report) -> list[Row]:
    """Say what a file is; what is not known has no row."""
    return [(name, said) for name, said in _all_rows(report) if said]


def verdict(report: Report) -> str:
    """Say in a few words how a file fares."""
    errors, warnings = report.count("error"), report.count("warning")
    said = [_counted(errors, "error"), _counted(warnings, "warning")]
    return " and ".join(one for one in said if one) or "Nothing to mend"


def size(page: PageFacts) -> str:
    """Say how large a page is: trimmed where it has a trim, and the sheet."""
    wide, high = (round(side, 1) for side in _finished(page))
    sheet = f"{page.size[0]:.1f} × {page.size[1]:.1f} mm"
    return f"trim {wide:g} × {high:g} mm, sheet {sheet}" if page.trim else sheet


def _all_rows(report: Report) -> Iterator[Row]:
    facts = report.facts
    yield "Printer", report.printer
    asked = " and ".join(_FAMILIES.get(one, one) for one in report.families)
    yield "Checks", f"{report.checks} {asked}" if report.checks else ""
    yield "Pages", _pages(report.pages)
    yield "PDF version", f"{facts.get('version', '')}{', encrypted' * bool(facts.get('encrypted'))}"
    yield "Says of itself", ", ".join(facts.get("claims", ()))
    yield "Title", facts.get("title", "")
    yield "Made with", "; ".join(filter(None, (facts.get("creator"), facts.get("producer"))))
    yield "Output intent", "; ".join(map(_intent, facts.get("intents", ())))
    yield "Inks that print", ", ".join(facts.get("inks", ()))
    yield "Spot colours", ", ".join(facts.get("spots", ()))
    yield "Most ink", _densest(report.pages)
    yield "Fonts", _fonts(facts.get("fonts", ()))
    yield "Ink measured by", ", ".join(facts.get("separated by", ()))
    yield "Tools at hand", _tools(facts)
    yield "SHA-256", report.sha256


def _pages(pages: tuple[PageFacts, ...]) -> str:
    """Count the pages, and name their sizes: the trimmed one where there is a trim."""
    sizes = Counter(tuple(round(side, 1) for side in _finished(page)) for page in pages)
    shown = [f"{wide:g} × {high:g} mm" for (wide, high), _ in sizes.most_common(3)]
    more = f" and {len(sizes) - 3} more sizes" if len(sizes) > 3 else ""
    return f"{len(pages)}, {', '.join(shown)}{more}" if pages else ""


def _finished(page: PageFacts) -> tuple[float, float]:
    return (page.trim[2], page.trim[3]) if page.trim else page.size


def _intent(intent: dict[str, str]) -> str:
    kind = _INTENTS.get(intent.get("kind", ""), intent.get("kind", ""))
    profile = intent.get("profile", "")
    condition = intent.get("condition", "") or "no condition"
    return f"{kind}: {condition}{f' ({profile})' if profile else ', no profile'}"


def _densest(pages: tuple[PageFacts, ...]) -> str:
    """Name the densest window of all pages."""
    dense = [(page.densest[0], page.number) for page in pages if page.densest]
    if not dense:
        return ""
    most, number = max(dense, key=lambda one: one[0])
    return f"{most:.0f} %, on page {number}" if most >= 0.5 else "none"


def _fonts(fonts: Sequence[dict[str, Any]]) -> str:
    bare = sum(not font["embedded"] for font in fonts)
    names = [str(font["name"]).partition("+")[2] or font["name"] for font in fonts]
    shown = ", ".join(dict.fromkeys(names[:12]))
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    lacking = f"; {bare} not embedded" if bare else "; all embedded"
    return f"{shown}{more}{lacking}" if fonts else ""


def _tools(facts: dict[str, Any]) -> str:
    found, versions = [], {"Ghostscript": "ghostscript", "veraPDF": "verapdf"}
    for name, key in versions.items():
        version = str(facts.get(key, "")).removeprefix("verapdf-")
        found.append(f"{name} {version}" if version else f"no {name}")
    return ", ".join(found)


def _counted(count: int, noun: str) -> str:
    return counted(count, noun) if count else ""
