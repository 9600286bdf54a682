"""Laying out: a job's issue becomes the layout of an edition, on as many pages as it is to have."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from printissue.core.counting import counted
from printissue.core.findings import Finding, Place
from printissue.layout import MIN_FILL, PLAIN, Layout
from printissue.model.editions import EDITIONS, Edition
from printissue.model.issue import RequiredPages
from printissue.pipeline.copyfit import Copyfit, copyfit, follow, note
from printissue.pipeline.fitting import Goal, Way, fit
from printissue.pipeline.job import Job


class Compositor(Protocol):
    """Sets an issue for an edition in a way."""

    def __call__(self, edition: Edition, way: Way) -> Layout:
        """Give the layout."""


def lay_out(job: Job, edition: Edition, compose: Compositor) -> Layout:
    """Lay an issue out for an edition, with the pages that it lacks to what is bound, or to what is printed."""
    if job.issue.fit is not None:
        return _on_pages(job, edition, compose, wish=job.issue.fit)
    multiple, least = (job.printer.page_multiple, 0) if edition.in_ink else (1, job.printed)
    goal = Goal(job.place, multiple, least=least)
    return fit(partial(compose, edition), job.theme_files.theme.fit, PLAIN, goal=goal)[0]


def _on_pages(job: Job, edition: Edition, compose: Compositor, *, wish: RequiredPages) -> Layout:
    """Lay an issue out on the pages that it asks for in print; other editions follow it."""
    given, place = job.theme_files.theme.fit, job.fit_place or Place(job.place)
    if not given.line:
        hint = "give its line in theme.yaml, for example fit: {line: 13}"
        return Layout(None, (Finding("fit-impossible", place, "the theme has no line", hint),))
    found = copyfit(partial(compose, EDITIONS["print"]), given, wish, place=job.place)
    if found.layout is None:
        hint = f"{_offer(found.others)}change the text, or the theme's ranges (fit: size, leading, gaps)"
        return Layout(None, (Finding("fit-impossible", place, found.refusal, hint),))
    layout = printed = found.layout
    if printed.document is None:
        return printed
    if not edition.in_ink:
        goal = Goal(job.place, least=job.printed)
        layout = follow(partial(compose, edition), given, found, goal=goal)
    more = (*_unbound(job, printed.pages, place), *_unfilled(found, place))
    notes = (note(found.scale, printed),)
    return replace(layout, findings=layout.findings + more, notes=notes)


def _offer(others: Sequence[int]) -> str:
    """Say which numbers of pages would be met."""
    if not others:
        return ""
    last = counted(others[-1], "page")
    numbers = f"{others[0]} or {last}" if len(others) > 1 else last
    return f"it can have {numbers}: ask for that, or "


def _unfilled(found: Copyfit, place: Place) -> tuple[Finding, ...]:
    """Warn of pages that are met with a last one that is not well filled."""
    if not found.short:
        return ()
    message = (
        f"the last page of text lacks {counted(found.short, 'line')} to be {MIN_FILL:.0%} full"
    )
    return (Finding("fit-unfilled", place, message, "change the text, or ask for fewer pages"),)


def _unbound(job: Job, pages: int, place: Place) -> tuple[Finding, ...]:
    """Warn of a number of pages that is none of the printer's."""
    multiple = job.printer.page_multiple
    if not pages % multiple:
        return ()
    message = f"{pages} pages are no multiple of {multiple}, which the printer binds"
    return (Finding("fit-multiple", place, message, f"fit: {{multiple: {multiple}}}"),)
