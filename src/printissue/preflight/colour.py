"""Rules of colour spaces: what CMYK and RGB-tolerant jobs may hold (GWG 2022 R0027 to R0030)."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.pdf.colour import ColourSpace
from printissue.preflight.gwg import severity_of
from printissue.preflight.overprint import name_of
from printissue.preflight.painted import PaintedGroup, PaintedObject
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings

EXTENSIONS = frozenset({"DeviceRGB", "CalRGB", "CalGray", "ICCBased", "Lab"})
"""Families that are no inks."""


def check_spaces(subject: Subject) -> Iterator[Finding]:
    """R0027, or R0028 and R0029: colours are in the spaces that the kind of job allows."""
    violations = _strict(subject) if severity_of(subject, "R0027") else _tolerant(subject)
    yield from as_findings(subject, violations)


def _strict(subject: Subject) -> Iterator[Violation]:
    """R0027: nothing is in a space other than inks and grey, soft masks and alternates neither."""
    asked = severity_of(subject, "R0027")
    for obj in content_of(subject).objects:
        if obj.hidden:
            continue
        for space in obj.paint.space.chain():
            if space.family in EXTENSIONS:
                yield Violation(
                    "R0027",
                    obj.page,
                    f"{name_of(obj)} is in {_named(obj, space)}",
                    "convert it to the inks of the output condition (DeviceCMYK)",
                    obj.box,
                    thing=f"{obj.kind} {space}",
                    severity_override=asked,
                )
                break


def _named(obj: PaintedObject, space: ColourSpace) -> str:
    """Say where a space stands: the object's own, or behind it."""
    own = obj.paint.space
    where = "" if own is space else f", behind {own.family} {', '.join(own.names)}".rstrip()
    mask = ", in a soft mask" if obj.mask else ""
    note = ", in an annotation" if obj.annotation else ""
    return f"{space}{where}{mask}{note}"


def _tolerant(subject: Subject) -> Iterator[Violation]:
    """R0028, R0029: pictures may be in RGB with a profile, or in Lab; nothing else may be."""
    for obj in content_of(subject).objects:
        if obj.hidden:
            continue
        picture = obj.kind == "image" and obj.image is not None and not obj.image.mask
        rule = "R0028" if picture else "R0029"
        for space in obj.paint.space.chain(alternates=False):
            if space.family in EXTENSIONS and not (picture and _photograph(space)):
                yield Violation(
                    rule,
                    obj.page,
                    f"{name_of(obj)} is in {_named(obj, space)}",
                    "give the picture an RGB profile" if picture else "convert it to DeviceCMYK",
                    obj.box,
                    thing=f"{obj.kind} {space}",
                    severity_override=severity_of(subject, rule),
                )
                break


def _photograph(space: ColourSpace) -> bool:
    return space.family == "Lab" or (space.family == "ICCBased" and space.profile == "RGB")


def check_groups(subject: Subject) -> Iterator[Finding]:
    """R0030: transparency blends in DeviceCMYK, a luminosity mask in DeviceGray too."""
    violations = (
        Violation(
            "R0030",
            group.page,
            f"the transparency group of {_who(group)} blends in {group.space}",
            "set the group's colour space to DeviceCMYK, and look at its colours again",
            group.box,
            thing=str(group.space),
            severity_override=severity_of(subject, "R0030"),
        )
        for group in content_of(subject).groups
        if group.space is not None and not _blends_in_inks(group, group.space)
    )
    yield from as_findings(subject, violations)


def _who(group: PaintedGroup) -> str:
    return "the page" if group.path == "page" else group.path


def _blends_in_inks(group: PaintedGroup, space: ColourSpace) -> bool:
    grey = space.family == "DeviceGray" and group.mask in ("Luminosity", "nested")
    return space.family == "DeviceCMYK" or grey


CHECKS: tuple[Check, ...] = (check_spaces, check_groups)
