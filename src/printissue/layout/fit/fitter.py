"""The entrance to `layout.fit`: one object lays out an issue, with full pages and the page count it should have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from printissue.core.counting import counted
from printissue.core.findings import Finding, Place
from printissue.layout.faults import MIN_FILL
from printissue.layout.fit.filler import ComposeLayout, Filler, PageGoal
from printissue.layout.fit.page_count import PageCountSearch, PageFit, follow, note
from printissue.layout.pages import Layout
from printissue.model.issue import RequiredPages
from printissue.model.theme import AdjustableParts


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The page count that a manuscript asks for (`fit`), where it does, and the multiple that the printer binds."""

    wish: RequiredPages
    place: Place
    bound_multiple: int = 1


@dataclass(frozen=True, slots=True)
class Fitter:
    """Lays out an issue in one layout. See the docstring of this package.

    `compose` composes its HTML and lays it out. `ranges` is the theme's `fit`. `goal` is the page count where the
    manuscript asks for none; where it does, there is a `request`. Then `lead` composes the layout whose pages are
    counted, and this layout follows it; without `lead` its own pages are counted. Without a request, an issue that
    comes near the multiple of the `goal` is fitted to it if `nearby` is true; others get filler pages.
    """

    compose: ComposeLayout
    ranges: AdjustableParts
    goal: PageGoal
    request: PageRequest | None = None
    lead: ComposeLayout | None = None
    nearby: bool = False

    def lay_out(self) -> Layout:
        """Return the layout; it has no pages if there is an error, or if the requested page count cannot be met."""
        if self.request is not None:
            return self._meet(self.request)
        filler = Filler(self.compose, self.ranges)
        if not self.nearby or not self.ranges.line:
            return filler.fill(self.goal)[0]
        search = PageCountSearch(Filler(self.compose, _halved(self.ranges)), self.goal.place)
        found = search.meet_nearby(self.goal.multiple)
        if found is None or found.layout is None:
            return filler.fill(self.goal, plain=search.plain)[0]
        return replace(found.layout, notes=(note(found.scale, found.layout),))

    def _meet(self, request: PageRequest) -> Layout:
        """Lay out the issue with the requested page count."""
        if not self.ranges.line:
            hint = "add a line to theme.yaml, for example fit: {line: 13}"
            return _refused(request, "the theme has no line for its grid", hint)
        leader = Filler(self.lead or self.compose, self.ranges)
        found = PageCountSearch(leader, self.goal.place).meet(request.wish)
        if found.layout is None:
            hint = f"{_offer(found.others)}change the text or the theme's ranges (fit: size, leading, gaps)"
            return _refused(request, found.refusal, hint)
        layout = counted_layout = found.layout
        if counted_layout.document is None:
            return counted_layout
        if self.lead is not None:
            goal = PageGoal(self.goal.place, least=self.goal.least)
            layout = follow(Filler(self.compose, self.ranges), found, goal=goal)
        return replace(
            layout,
            findings=(*layout.findings, *_warnings(request, found, counted_layout.pages)),
            notes=(note(found.scale, counted_layout),),
        )


def _halved(ranges: AdjustableParts) -> AdjustableParts:
    """Return half of the ranges of sizes and spaces: issues that do not ask for a page count must look like others."""
    halves = {
        name: tuple(1 + (bound - 1) / 2 for bound in bounds)
        for name, bounds in (("size", ranges.size), ("gaps", ranges.gaps))
    }
    return ranges.model_copy(update=halves)


def _refused(request: PageRequest, message: str, hint: str) -> Layout:
    return Layout(None, (Finding("fit-impossible", request.place, message, hint),))


def _offer(others: Sequence[int]) -> str:
    """Return the part of a hint that names the page counts that can be met."""
    if not others:
        return ""
    last = counted(others[-1], "page")
    numbers = f"{others[0]} or {last}" if len(others) > 1 else last
    return f"ask for {numbers}, or "


def _warnings(request: PageRequest, found: PageFit, pages: int) -> Iterator[Finding]:
    """Yield warnings about a page count that the printer does not bind, and a last page that is not full enough."""
    multiple = request.bound_multiple
    if pages % multiple:
        message = f"{pages} pages are not a multiple of {multiple}, as the printer requires"
        hint = f"ask for fit: {{multiple: {multiple}}}"
        yield Finding("fit-multiple", request.place, message, hint)
    if found.short:
        lines = counted(found.short, "line")
        message = f"the last page of text is {lines} short of {MIN_FILL:.0%} full"
        hint = "change the text, or ask for fewer pages"
        yield Finding("fit-unfilled", request.place, message, hint)
