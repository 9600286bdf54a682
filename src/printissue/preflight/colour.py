"""Rules about colour spaces and spot colours (GWG 2022 R0020 to R0024, R0027 to R0030)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from printissue.core.findings import Finding
from printissue.pdf.colour import ColourSpace
from printissue.pdf.functions import Values
from printissue.pdf.objects import BROKEN
from printissue.preflight.gwg import severity_of
from printissue.preflight.painted import PaintedGroup, PaintedObject, name_of
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject, Violation, as_findings

NOT_INKS = frozenset({"DeviceRGB", "CalRGB", "CalGray", "ICCBased", "Lab"})
"""Families of colour spaces that do not name inks."""


# spot colours

MOST_PAIRS = 100
"""The most pairs of spot colours that are reported."""
_TINTS = (0.0, 0.25, 0.5, 0.75, 1.0)
_SUFFIX = re.compile(
    r"(?P<base>(?:PANTONE|PMS|HKS)\b.*?|.*\d.*? )[ _-]*"
    r"(?P<suffix>CVC|CVU|CVP|CVS|CV|EC|PC|UP|CP|C|U|M|K|N|E|Z|)",
    re.IGNORECASE,
)
"""A suffix names the paper of the colour's sample: Pantone's C, U, M, CV and others, HKS's K, N, E and Z. In other
colour books, a name with a number may have one after a space."""


@dataclass(frozen=True, slots=True)
class _SpotColour:
    """A spot colour with its first use, and its tints in the alternate colour space where they are known."""

    name: str
    obj: PaintedObject
    tints: tuple[str, tuple[Values, ...]] | None


def check_spot_colours(subject: Subject) -> Iterator[Finding]:
    """R0020, R0024: only spot colours that the printer allows, and nothing on all plates."""
    yield from as_findings(subject, _unwanted_spots(subject))


def _unwanted_spots(subject: Subject) -> Iterator[Violation]:
    allowed = set(subject.printer.spots) if subject.printer else set[str]()
    for obj in content_of(subject).printed:
        for space in obj.paint.space.chain():
            for name in space.spots:
                if name not in allowed:
                    yield _spot_violation(
                        subject,
                        obj,
                        rule="R0020",
                        message=f"the spot colour {name} is used, but is not among the inks of the job",
                        hint="convert it to CMYK, or add it to the printer's spots",
                        key=name,
                    )
            if "All" in space.names:
                yield _spot_violation(
                    subject,
                    obj,
                    rule="R0024",
                    message="an object on the page prints on all plates (the separation All)",
                    hint="use All only for marks outside the bleed",
                )


def _spot_violation(
    subject: Subject, obj: PaintedObject, *, rule: str, message: str, hint: str, key: str = ""
) -> Violation:
    severity = severity_of(subject, rule)
    return Violation(rule, obj.page, message, hint, obj.box, key=key, severity_override=severity)


def check_spot_names(subject: Subject) -> Iterator[Finding]:
    """R0021, R0022, R0023: each ink has one name, because every name gets a plate."""
    spots = _spot_colours(content_of(subject).printed)
    yield from as_findings(subject, islice(_ambiguous_spots(subject, spots), MOST_PAIRS))


def _ambiguous_spots(subject: Subject, spots: list[_SpotColour]) -> Iterator[Violation]:
    for first, second in combinations(spots, 2):
        names = f"{first.name} and {second.name}"
        if _differ_in_suffix(first.name, second.name):
            rule, message = "R0021", f"the spot colours {names} differ only in their suffix"
        elif _letters(first.name) == _letters(second.name):
            rule, message = "R0022", f"the spot colours {names} differ only in their spelling"
        elif first.tints is not None and first.tints == second.tints:
            rule, message = "R0023", f"the spot colours {names} look the same in every tint"
        else:
            continue
        hint = "use the same name for the same ink, because each name gets a plate"
        yield _spot_violation(subject, second.obj, rule=rule, message=message, hint=hint, key=names)


def _differ_in_suffix(first: str, second: str) -> bool:
    """Return whether two names are the same colour of a colour book on two papers."""
    one, other = _SUFFIX.fullmatch(first.strip()), _SUFFIX.fullmatch(second.strip())
    if one is None or other is None or _letters(one["base"]) != _letters(other["base"]):
        return False
    return one["suffix"].casefold() != other["suffix"].casefold()


def _letters(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())


def _spot_colours(objects: tuple[PaintedObject, ...]) -> list[_SpotColour]:
    """Return the spot colours with their first use."""
    found: dict[str, _SpotColour] = {}
    seen = set[int]()
    for obj in objects:
        if id(obj.paint.space) in seen:
            continue
        seen.add(id(obj.paint.space))
        for space in obj.paint.space.chain():
            for name in space.spots:
                known = found.get(name)
                if known is None or (known.tints is None and space.size == 1):
                    first = known.obj if known else obj
                    found[name] = _SpotColour(name, first, _tints(space))
    return list(found.values())


def _tints(space: ColourSpace) -> tuple[str, tuple[Values, ...]] | None:
    """Return tints of a Separation in its alternate space; None where they cannot be calculated."""
    if space.family != "Separation" or space.tint is None or space.base is None:
        return None
    try:
        tints = [space.tint((step,)) for step in _TINTS]
    except BROKEN:
        return None
    rounded = tuple(tuple(round(one, 3) for one in tint) for tint in tints)
    return str(space.base), rounded


# colour spaces


def check_colour_spaces(subject: Subject) -> Iterator[Finding]:
    """R0027, or R0028 and R0029: colours are in the colour spaces that the kind of job allows."""
    violations = _cmyk_job(subject) if severity_of(subject, "R0027") else _rgb_tolerant_job(subject)
    yield from as_findings(subject, violations)


def _cmyk_job(subject: Subject) -> Iterator[Violation]:
    """R0027: only inks and grey, in soft masks and alternate spaces too."""
    severity = severity_of(subject, "R0027")
    for obj in content_of(subject).objects:
        if obj.hidden:
            continue
        for space in obj.paint.space.chain():
            if space.family in NOT_INKS:
                yield Violation(
                    "R0027",
                    obj.page,
                    f"{name_of(obj)} is in {_describe(obj, space)}",
                    "convert it to the inks of the output condition (DeviceCMYK)",
                    obj.box,
                    key=f"{obj.kind} {space}",
                    severity_override=severity,
                )
                break


def _describe(obj: PaintedObject, space: ColourSpace) -> str:
    """Return the name of a colour space and where it is used: by the object itself, or as an alternate space."""
    own = obj.paint.space
    where = "" if own is space else f", behind {own.family} {', '.join(own.names)}".rstrip()
    mask = ", in a soft mask" if obj.mask else ""
    annotation = ", in an annotation" if obj.annotation else ""
    return f"{space}{where}{mask}{annotation}"


def _rgb_tolerant_job(subject: Subject) -> Iterator[Violation]:
    """R0028, R0029: images may be in RGB with a profile or in Lab, other objects may not."""
    for obj in content_of(subject).objects:
        if obj.hidden:
            continue
        is_image = obj.kind == "image" and obj.image is not None and not obj.image.mask
        rule = "R0028" if is_image else "R0029"
        for space in obj.paint.space.chain(alternates=False):
            if space.family in NOT_INKS and not (is_image and _is_allowed_for_images(space)):
                yield Violation(
                    rule,
                    obj.page,
                    f"{name_of(obj)} is in {_describe(obj, space)}",
                    "embed an RGB profile in the image" if is_image else "convert it to DeviceCMYK",
                    obj.box,
                    key=f"{obj.kind} {space}",
                    severity_override=severity_of(subject, rule),
                )
                break


def _is_allowed_for_images(space: ColourSpace) -> bool:
    return space.family == "Lab" or (space.family == "ICCBased" and space.profile == "RGB")


def check_blending_spaces(subject: Subject) -> Iterator[Finding]:
    """R0030: transparency groups blend in DeviceCMYK, luminosity masks also in DeviceGray."""
    violations = (
        Violation(
            "R0030",
            group.page,
            f"the transparency group of {_owner(group)} blends in {group.space}",
            "set the colour space of the group to DeviceCMYK, then check its colours",
            group.box,
            key=str(group.space),
            severity_override=severity_of(subject, "R0030"),
        )
        for group in content_of(subject).groups
        if group.space is not None and not _blends_in_inks(group, group.space)
    )
    yield from as_findings(subject, violations)


def _owner(group: PaintedGroup) -> str:
    return "the page" if group.path == "page" else group.path


def _blends_in_inks(group: PaintedGroup, space: ColourSpace) -> bool:
    is_grey_mask = space.family == "DeviceGray" and group.mask in ("Luminosity", "nested")
    return space.family == "DeviceCMYK" or is_grey_mask


CHECKS: tuple[Check, ...] = (
    check_spot_colours,
    check_spot_names,
    check_colour_spaces,
    check_blending_spaces,
)
"""The checks of this module."""
