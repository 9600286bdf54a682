"""The languages that an issue is in: whether templates have words for them."""

from collections.abc import Iterator

from printissue import html, manuscript
from printissue.assets.resources import Resources
from printissue.core.findings import Finding, Place


def check_languages(found: manuscript.Manuscript, resources: Resources) -> tuple[Finding, ...]:
    """Return a finding for each language that has no labels or no name, at the first line that states it.

    The languages of downloads are only named: they need no labels.
    """
    labelled = html.labelled_languages(resources)
    seen: set[tuple[str, bool]] = set()
    findings: list[Finding] = []
    for part, places in (
        (found.publication, found.publication_places),
        (found.issue, found.places),
    ):
        for path, tag in manuscript.languages(part):
            named_only = "downloads" in path
            if (tag, named_only) not in seen:
                seen.add((tag, named_only))
                findings += _faults(tag, places.of(path), labelled, named_only=named_only)
    return tuple(findings)


def _faults(
    tag: str, place: Place, labelled: frozenset[str], *, named_only: bool
) -> Iterator[Finding]:
    if tag in labelled or tag.split("-", maxsplit=1)[0] in labelled:
        return
    main = tag.split("-", maxsplit=1)[0]
    name = html.language_name(main, in_language="en")
    if name.lower() == main:
        hint = f"use the language's code, or leave it if it is right and add templates/labels/{main}.yaml"
        yield Finding("language-unknown", place, f"no language is known by the code {tag!r}", hint)
    elif not named_only:
        message = (
            f"there are no labels in {name} ({tag!r}): words such as 'Contents' are in English"
        )
        hint = (
            f"copy templates/labels/en.yaml to templates/labels/{main}.yaml and translate it; "
            f"there are labels in {', '.join(sorted(labelled))}"
        )
        yield Finding("language-labels", place, message, hint)
