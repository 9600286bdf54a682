"""Rules of spot colours: which are allowed, and that each has one name (GWG 2022 R0020 to R0024)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from printissue.core.findings import Finding
from printissue.pdf.colour import ColourSpace
from printissue.pdf.functions import Values
from printissue.pdf.objects import BROKEN
from printissue.preflight.gwg import severity_of
from printissue.preflight.painted import PaintedObject
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings

MOST_PAIRS = 100
"""Pairs of spot colours that are told."""
_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
_SUFFIX = re.compile(
    r"(?P<base>(?:PANTONE|PMS|HKS)\b.*?|.*\d.*? )[ _-]*"
    r"(?P<suffix>CVC|CVU|CVP|CVS|CV|EC|PC|UP|CP|C|U|M|K|N|E|Z|)",
    re.IGNORECASE,
)
"""Suffixes name the paper that a colour's sample is printed on: Pantone's C, U, M, CV and more; HKS's K, N, E, Z. Of
other books a name with a number may have one, after a space."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A spot colour's first use, and what its tints look like where that can be known."""

    name: str
    obj: PaintedObject
    look: tuple[str, tuple[Values, ...]] | None


def check_spots(subject: Subject) -> Iterator[Finding]:
    """R0020, R0024: no spot colour but those that the printer allows, and nothing on all plates."""
    yield from as_findings(subject, _unwanted(subject))


def _unwanted(subject: Subject) -> Iterator[Violation]:
    allowed = set(subject.printer.spots) if subject.printer else set[str]()
    for obj in content_of(subject).printed:
        for space in obj.paint.space.chain():
            for name in space.spots:
                if name not in allowed:
                    yield _violation(
                        subject,
                        obj,
                        rule="R0020",
                        message=f"the spot colour {name} is used, which the job has no ink for",
                        hint="convert it to the four inks, or name it in the printer's spots",
                        thing=name,
                    )
            if "All" in space.names:
                yield _violation(
                    subject,
                    obj,
                    rule="R0024",
                    message="a thing on the page prints on all plates (the separation All)",
                    hint="keep All for marks beyond the bleed",
                )


def _violation(
    subject: Subject, obj: PaintedObject, *, rule: str, message: str, hint: str, thing: str = ""
) -> Violation:
    asked = severity_of(subject, rule)
    return Violation(rule, obj.page, message, hint, obj.box, thing=thing, severity_override=asked)


def check_names(subject: Subject) -> Iterator[Finding]:
    """R0021, R0022, R0023: one ink has one name, else it gets two plates."""
    spots = _inventory(content_of(subject).printed)
    yield from as_findings(subject, islice(_ambiguous(subject, spots), MOST_PAIRS))


def _ambiguous(subject: Subject, spots: list[Spot]) -> Iterator[Violation]:
    for first, second in combinations(spots, 2):
        names = f"{first.name} and {second.name}"
        if _differ_in_suffix(first.name, second.name):
            rule, message = "R0021", f"the spot colours {names} differ in their suffix alone"
        elif _letters(first.name) == _letters(second.name):
            rule, message = "R0022", f"the spot colours {names} differ in their spelling alone"
        elif first.look is not None and first.look == second.look:
            rule, message = "R0023", f"the spot colours {names} look the same in every tint"
        else:
            continue
        hint = "use one name for one ink: each name gets a plate"
        yield _violation(subject, second.obj, rule=rule, message=message, hint=hint, thing=names)


def _differ_in_suffix(first: str, second: str) -> bool:
    """Tell whether two names are one swatch of a book on two papers."""
    one, other = _SUFFIX.fullmatch(first.strip()), _SUFFIX.fullmatch(second.strip())
    if one is None or other is None or _letters(one["base"]) != _letters(other["base"]):
        return False
    return one["suffix"].casefold() != other["suffix"].casefold()


def _letters(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())


def _inventory(marks: tuple[PaintedObject, ...]) -> list[Spot]:
    """List the spot colours with their first use."""
    found: dict[str, Spot] = {}
    seen = set[int]()
    for obj in marks:
        if id(obj.paint.space) in seen:
            continue
        seen.add(id(obj.paint.space))
        for space in obj.paint.space.chain():
            for name in space.spots:
                known = found.get(name)
                if known is None or (known.look is None and space.size == 1):
                    use = known.obj if known else obj
                    found[name] = Spot(name, use, _look(space))
    return list(found.values())


def _look(space: ColourSpace) -> tuple[str, tuple[Values, ...]] | None:
    """Give a separation's tints in the space beneath; None where they cannot be known."""
    if space.family != "Separation" or space.tint is None or space.base is None:
        return None
    try:
        tints = [space.tint((step,)) for step in _STEPS]
    except BROKEN:
        return None
    rounded = tuple(tuple(round(one, 3) for one in tint) for tint in tints)
    return str(space.base), rounded


CHECKS: tuple[Check, ...] = (check_spots, check_names)
