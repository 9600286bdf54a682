"""The contents of an issue as its manifest lists them: sections, stories with terms for indexes, events, pages."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from printissue import html
from printissue.model.parts import Event
from printissue.model.volumes import PageRange
from printissue.pipeline.job import Job

_NOWHERE = PageRange(0, 0)


def contents_of(job: Job, pages: Mapping[str, PageRange]) -> dict[str, Any]:
    """Return the contents of an issue; `pages` are the pages of its parts by their ids, if they are known.

    Texts are as in the manuscript, some with Markdown.
    """
    anchors = html.story_anchors(job.issue, job.ref.key, job.language)
    spans = dict.fromkeys(anchors, _NOWHERE)
    bound = html.bound_issue(job.issue, job.publication, spans, key=job.ref.key, pages=_NOWHERE)
    contents = asdict(bound)
    for part in (contents, *contents["sections"]):
        del part["span"]
    for story in (one for section in contents["sections"] for one in section["stories"]):
        del story["span"]
    del contents["offset"], contents["key"]
    others = [one.model_dump(exclude_none=True) for one in job.issue.translations]
    return (
        contents
        | ({"translations": others} if others else {})
        | {
            "publication": job.publication.title,
            "events": _events(job, anchors),
            "pages": {anchor: asdict(pages[anchor]) for anchor in anchors if anchor in pages},
        }
    )


def _events(job: Job, anchors: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the events of all sections in order, with their ids."""
    waiting = iter(anchors)
    events = []
    for section in job.issue.sections:
        next(waiting)
        for item in html.items(section):
            anchor = next(waiting)
            if isinstance(item, Event):
                values = item.model_dump(
                    mode="json", exclude_defaults=True, exclude={"id", "body", "image"}
                )
                events.append({**values, "anchor": anchor})
    return events
