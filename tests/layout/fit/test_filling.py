"""Choosing changes: estimated pages are those of the layout, and adjustable parts change so that none is underfull."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.layout.fit.adjustable import BlockRange, possible_changes
from printissue.layout.fit.filling import Filling, choose_filling
from printissue.layout.fit.measured import measure_flow
from printissue.layout.fit.paging import Unit, paginate
from printissue.layout.flow import flow_items
from printissue.layout.grid import FitLimits, align
from printissue.layout.spacing import PT

CSS = """
@page { size: 80mm 100mm; margin: 10mm 10mm 10.6mm }
@page plate { margin: 0 }
html { font: 9pt/13pt "Source Serif Pro"; orphans: 2; widows: 2 }
body, h3, p, figure, blockquote { margin: 0; padding: 0 }
h3, header { break-after: avoid }
figure { break-inside: avoid }
article { margin-bottom: 13pt }
p + p { text-indent: 9pt }
img { display: block; width: 40mm }
.two { columns: 2; column-gap: 4mm; margin-bottom: 13pt }
.plate { page: plate; break-before: page; break-after: page; height: 80mm }
.plate img { width: 80mm; height: 100mm }
"""
LIMITS = FitLimits(13, drawing=(0.8, 1.0), pull_quotes=True, lower=True, leading=(0.97, 1.03))
LINES = 17
"""The lines of 13 pt on a page."""


def drawing(lines: float) -> bytes:
    """Return a drawing, 40 mm wide and a number of lines high."""
    height = lines * 13 * 25.4 / 72
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 {height:.3f}"'
        f' width="40mm" height="{height:.3f}mm"><rect width="40" height="30"/></svg>'
    ).encode()


def text(lines: int) -> str:
    """Return a paragraph of a number of lines."""
    return f"<p>{'<br>'.join(f'line {number}' for number in range(lines))}</p>"


def story(body: str, picture: str = "", marks: str = "") -> str:
    return (
        f"<article {marks}><header><h3>Head</h3></header>{picture}"
        f'<div class="story"><div class="body" data-takes>{body}</div></div></article>'
    )


def figure(marks: str = "data-moves") -> str:
    return f'<figure {marks}><img src="picture.svg" alt=""></figure>'


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    stage.load(Resources.of(ROOT).fontconfig())


def layout_input(html: str, lines: float = 10) -> stage.LayoutInput:
    page = f"<body><main>{html}</main></body>"
    files = {"picture.svg": drawing(lines)}
    return stage.LayoutInput(page, (Stylesheet("own.css", CSS),), files, "made-up")


def filled(given: stage.LayoutInput, fit: FitLimits = LIMITS) -> tuple[Filling, stage.Layout]:
    """Choose changes on a trial, and lay out with them."""
    trial = stage.lay_out(given)
    assert trial.findings == ()
    filling = choose_filling(trial, fit)
    return filling, stage.lay_out(replace(given, corrections=filling.corrections))


def empty(layout: stage.Layout) -> list[int | None]:
    faults = stage.faults(layout.document.pages, "made-up")
    return [one.place.page for one in faults if one.rule == "layout-empty"]


def shares(layout: stage.Layout, page: int) -> float:
    return stage.page_fills(layout.document.pages)[page]


def moves(given: stage.LayoutInput, limits: FitLimits) -> tuple[BlockRange, ...]:
    """Return what may move in a layout, and where to."""
    trial = stage.lay_out(given)
    aligned = align(trial.document.pages, limits)
    return possible_changes(aligned, limits, plates=frozenset(), page_height=400).moves


# estimates


def first_items(html: str, lines: float = 10) -> tuple[list[int], list[int]]:
    """Return the first item of each page, as estimated from a layout and as laid out."""
    trial = stage.lay_out(layout_input(html, lines))
    given = align(trial.document.pages, LIMITS)
    measured = measure_flow(trial.document.pages, given)
    units = measured.units(range(len(given.items)))
    pages = paginate(units, measured.page_height, measured.first_used)
    corrections = stage.find_corrections(trial, LIMITS)
    final = stage.lay_out(replace(layout_input(html, lines), corrections=corrections, line=13))
    items = flow_items(final.document.pages)
    firsts = [min(n for n, item in enumerate(items) if item.last >= page) for page in
              range(1, final.pages + 1)]  # fmt: skip
    return [units[page.first].item for page in pages], firsts


@pytest.mark.slow
@pytest.mark.parametrize("before", [3, 8, 11, 14, 15])
@pytest.mark.parametrize(
    "html",
    [
        story(text(12) + text(9)),
        story(text(12), figure()),
        f'<div class="two">{story(text(7))}{story(text(4))}</div>{story(text(12))}',
        f'<div class="plate" data-moves>{figure("")}</div>{story(text(6))}',
        story(text(1) + f'<blockquote style="padding: 4pt 0 5pt">{text(2)}</blockquote>' + text(8)),
    ],
    ids=["text", "picture", "columns", "plate", "quote"],
)
def test_estimated_pages_are_those_of_the_layout(before: int, html: str) -> None:
    one, other = first_items(story(text(before)) + html + story(text(20)))
    assert len(one) > 1
    assert one == other


def test_columns_are_balanced() -> None:
    units = [Unit(10, 0, number, columns=1, across=2) for number in range(6)]
    (page,) = paginate(units, 100)
    assert page.used == pytest.approx(30, abs=0.5)
    (page,) = paginate([*units, Unit(10, 5, 6)], 100, column_loss=20)
    assert page.used == pytest.approx(65, abs=0.5)


def test_a_unit_higher_than_a_page_has_its_own_page() -> None:
    pages = paginate([Unit(10, 0, 0), Unit(300, 0, 1), Unit(10, 0, 2)], 100)
    assert [(page.first, page.end) for page in pages] == [(0, 1), (1, 2), (2, 3)]


def test_breaks_fall_only_where_they_are_allowed() -> None:
    units = [
        Unit(30, 0, 0),
        Unit(30, 0, 1),
        Unit(30, 0, 2, breaks=False),
        Unit(30, 0, 3, breaks=False),
    ]
    assert [page.first for page in paginate(units, 100)] == [0, 1]
    forced = [Unit(30, 0, 0), Unit(30, 0, 1, forced=True)]
    assert [page.first for page in paginate(forced, 100)] == [0, 1]


# choosing


def test_full_pages_are_not_changed() -> None:
    filling, _ = filled(layout_input(story(text(40))))
    assert (filling.corrections, filling.leading) == ({}, 1.0)


def test_a_drawing_that_just_does_not_fit_is_scaled() -> None:
    html = story(text(5)) + story(text(20), figure(""))
    assert empty(stage.lay_out(layout_input(html))) == [1]
    filling, layout = filled(layout_input(html), replace(LIMITS, leading=(1.0, 1.0)))
    (css,) = [one.css for one in filling.corrections.values()]
    assert "object-fit: contain" in css
    assert float(css.split("height: ")[1].split("pt")[0]) >= 10 * 13 * 0.8
    assert empty(layout) == []


def test_a_picture_moves_down_if_it_may() -> None:
    html = story(text(5)) + story(text(6) + text(15), figure())
    given = layout_input(html, 12)
    assert empty(stage.lay_out(given)) == [1]
    _, layout = filled(given)
    assert empty(layout) == []
    assert order_of(layout) == ["h3", "p", "h3", "p", "img", "p"]
    _, kept = filled(given, replace(LIMITS, lower=False, leading=(1.0, 1.0)))
    assert empty(kept) == [1]


def order_of(layout: stage.Layout) -> list[str]:
    return [one.element.tag for one in flow_items(layout.document.pages) if one.element is not None]


def test_a_picture_too_high_to_follow_its_heading_moves_down() -> None:
    """Its heading has padding and is on a page of its own."""
    opening = story(text(11) + text(9), figure())
    given = layout_input(
        f'<section style="padding-top: 6pt">{opening}{story(text(12))}</section>', 16.3
    )
    assert empty(stage.lay_out(given)) == [1]
    _, layout = filled(given, replace(LIMITS, drawing=(1.0, 1.0), leading=(1.0, 1.0)))
    assert empty(layout) == []


def test_a_picture_above_columns_moves_after_the_story() -> None:
    columns = f'<div class="two" data-takes>{text(9)}{text(9)}</div>'
    head, after = "<header><h3>Head</h3></header>", story(text(20))
    given = layout_input(
        story(text(4)) + f"<article>{head}{figure()}{columns}</article>" + after, 12
    )
    assert empty(stage.lay_out(given)) == [1]
    _, layout = filled(given, replace(LIMITS, drawing=(1.0, 1.0), leading=(1.0, 1.0)))
    assert empty(layout) == []
    assert order_of(layout) == ["h3", "p", "h3", "p", "p", "img", "h3", "p"]


def test_a_picture_above_columns_of_several_stories_stays() -> None:
    columns = f'<div class="two">{story(text(9))}{story(text(9))}</div>'
    given = layout_input(
        story(text(4)) + f"<section>{figure()}{columns}</section>" + story(text(20)), 12
    )
    _, layout = filled(given, replace(LIMITS, drawing=(1.0, 1.0), leading=(1.0, 1.0)))
    assert order_of(layout)[2] == "img"


def test_figures_after_a_story_move_up_into_it() -> None:
    figures = f"<div data-moves>{figure('')}</div>"
    opening = story(text(4) + text(2) + text(2) + text(2))
    html = opening.replace("</article>", f"{figures}</article>") + story(text(27))
    given = layout_input(html, 10)
    limits = replace(LIMITS, drawing=(1.0, 1.0), leading=(1.0, 1.0))
    before = order_of(stage.lay_out(given))
    filling, layout = filled(given, limits)
    assert order_of(layout) != before
    assert any(one.after for one in filling.corrections.values())
    assert shares(layout, 1) > shares(stage.lay_out(given), 1)
    assert filled(given, replace(limits, lower=False))[0].corrections == {}


def test_a_pull_quote_moves_within_its_story() -> None:
    quote = f'<blockquote class="pull-quote" data-moves>{text(4)}</blockquote>'
    html = story(text(8) + text(3) + quote + text(3) + text(10))
    given = layout_input(html)
    limits = replace(LIMITS, leading=(1.0, 1.0))
    (moved,) = moves(given, limits)
    assert len(moved.after) == 2  # not behind the paragraph that it follows, nor behind the last


def test_spaces_between_stories_change_together() -> None:
    stories = "".join(story(text(1)) for _ in range(4))
    given = layout_input(f"<section>{stories}</section>{story(text(20), figure(''))}", 12)
    limits = replace(LIMITS, drawing=(1.0, 1.0), leading=(1.0, 1.0), spaces=True)
    assert empty(stage.lay_out(given)) == []
    filling, layout = filled(given, limits)
    (spaced,) = [one for one in filling.arrangement.spaced if one[1] == 1]
    assert spaced
    margins = [one.css for one in filling.corrections.values() if "margin-bottom" in one.css]
    assert margins.count("margin-bottom: 26.0000pt") == 3
    assert shares(layout, 1) > shares(stage.lay_out(given), 1)
    assert filled(given, replace(limits, spaces=False))[0].corrections == {}


def test_a_plate_moves_into_its_story() -> None:
    plate = f'<div class="plate" data-moves>{figure("")}</div>'
    html = story(text(7)) + plate + story(text(6) + text(15))
    assert empty(stage.lay_out(layout_input(html))) == [1]
    _, layout = filled(layout_input(html))
    assert empty(layout) == []
    assert [one.page for one in flow_items(layout.document.pages)] == [1, 1, 1, 1, 2, 3]


def test_spaces_before_a_plate_are_not_changed() -> None:
    css = CSS + ".plate figure { margin: -6mm } .two { margin-bottom: 20pt }"
    html = (
        f'<div class="two">{text(9)}{text(6)}</div><div class="plate">{figure("")}</div>{text(9)}'
    )
    given = replace(layout_input(html), stylesheets=(Stylesheet("own.css", css),))
    said = [one.css for one in stage.find_corrections(stage.lay_out(given), LIMITS).values()]
    assert [one for one in said if "margin-bottom" in one] == []


def test_a_paragraph_after_a_moved_picture_keeps_its_indent() -> None:
    html = story(text(5)) + story(text(6) + text(6) + text(9), figure())
    _, layout = filled(layout_input(html, 12))
    items = flow_items(layout.document.pages)
    (place,) = [
        n for n, one in enumerate(items) if one.element is not None and one.element.tag == "img"
    ]
    assert items[place + 1].boxes[0].length("text-indent") == pytest.approx(9 * PT, abs=0.01)


def test_a_pull_quote_is_omitted_if_the_theme_allows_it() -> None:
    quote = f'<blockquote class="pull-quote" data-spare>{text(3)}</blockquote>'
    html = story(text(4) + quote + text(2)) + story(text(30), figure(""))
    given = layout_input(html, 8)
    limits = replace(LIMITS, drawing=(1.0, 1.0), leading=(1.0, 1.0))
    assert empty(stage.lay_out(given)) == [1]
    filling, layout = filled(given, limits)
    assert "display: none" in [one.css for one in filling.corrections.values()]
    assert empty(layout) == []
    assert filled(given, replace(limits, pull_quotes=False))[0].corrections == {}


def test_short_pieces_change_places_only_if_they_are_marked() -> None:
    tall = '<div style="break-inside: avoid">' + text(9) + "</div>"

    def pieces(marks: str) -> stage.LayoutInput:
        short = story(text(4), marks=marks)
        return layout_input(
            story(text(7)) + f"<section>{story(tall, marks=marks)}{short}</section>{text(20)}"
        )

    assert empty(filled(pieces(""))[1]) == [1]
    assert empty(filled(pieces("data-free"))[1]) == []


def test_leading_is_the_last_resort() -> None:
    html = story(text(17)) + f'<div style="break-before: page">{text(40)}</div>'
    limits = replace(LIMITS, leading=(0.9, 1.1))
    given = layout_input(f'{story(text(26))}<div style="break-before: page">{text(40)}</div>')
    assert empty(stage.lay_out(given)) == [2]
    filling, layout = filled(given, limits)
    assert filling.leading > 1
    assert empty(layout) == []
    assert html


def test_leading_stays_within_its_bounds() -> None:
    given = layout_input(f'{story(text(26))}<div style="break-before: page">{text(40)}</div>')
    filling, _ = filled(given, replace(LIMITS, leading=(1.0, 1.0485)))
    assert 1 < filling.leading <= 1.0485


def test_a_layout_is_compared_with_its_own_arrangement() -> None:
    """A moved picture no longer begins a page; the text after it does."""
    given = layout_input(story(text(5)) + story(text(6) + text(15), figure()) + story(text(30)), 12)
    filling, layout = filled(given)
    assert filling.arrangement.moved
    assert choose_filling(stage.lay_out(given), LIMITS, previous=(layout, filling)) == filling


def test_the_choice_is_the_same_each_time() -> None:
    html = story(text(5)) + story(text(6) + text(15), figure())
    assert filled(layout_input(html, 12))[0] == filled(layout_input(html, 12))[0]


# cropping


def chart(lines: float) -> bytes:
    """Return a picture of pixels, `lines` lines high and 40 mm wide."""
    target = io.BytesIO()
    height = round(400 * lines * 13 * 25.4 / 72 / 40)
    Image.linear_gradient("L").resize((400, height)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("mark", ["", "data-crop"])
def test_only_pictures_that_may_be_cropped_are_cropped(mark: str) -> None:
    lost = []
    limits = FitLimits(13, picture=(0.7, 1.3), drawing=(0.8, 1.0))
    for before in range(4, 16):
        html = story(text(before)) + story(text(9), figure().replace("alt", f"{mark} alt"))
        given = replace(layout_input(html), files={"picture.svg": chart(9.3)})
        given = replace(
            given, stylesheets=(*given.stylesheets, Stylesheet("(pictures)", stage.UNCROPPED))
        )
        trial = stage.lay_out(given)
        filling = choose_filling(trial, limits)
        corrections = stage.merge_corrections(
            filling.corrections, stage.find_corrections(trial, limits)
        )
        layout = stage.lay_out(replace(given, corrections=corrections, line=13))
        lost += [one.lost for one in stage.placed_pictures(layout.document.pages)]
    assert max(lost) > 0.02 if mark else max(lost) < 0.001


def test_a_theme_cannot_crop_other_pictures() -> None:
    for mark, cropped in (("", False), ("data-crop", True)):
        html = story(text(2), figure().replace("alt", f"{mark} alt"))
        css = CSS + "img { width: 40mm; height: 20mm; object-fit: cover }"
        sheets = (Stylesheet("own.css", css), Stylesheet("(pictures)", stage.UNCROPPED))
        layout = stage.lay_out(replace(layout_input(html), stylesheets=sheets))
        (one,) = stage.placed_pictures(layout.document.pages)
        assert (one.lost > 0.5) is cropped
