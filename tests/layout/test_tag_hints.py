"""Marks that the press leaves for the access stage: what boxes get them, and what they say."""

from collections.abc import Iterator

import pytest

from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.layout import tag_hints
from printissue.layout.engine import Document, Page
from printissue.model import tag_hints as hints
from printissue.model.tag_hints import SCHEME, TagHint


def test_an_address_is_read_back() -> None:
    assert hints.parse_hint(
        f"{SCHEME}part=7&lang=de-AT&actual=Caf%C3%A9+%26+bar&block=yes"
    ) == TagHint(part="7", lang="de-AT", actual="Café & bar", block="yes")


@pytest.mark.parametrize("address", ["https://e.org", "#x", ""])
def test_a_real_link_is_no_mark(address: str) -> None:
    assert hints.parse_hint(address) is None


def test_what_a_mark_does_not_know_is_passed_over() -> None:
    assert hints.parse_hint(f"{SCHEME}later=1&tag=dt") == TagHint(tag="dt")
    assert hints.parse_hint(SCHEME) == TagHint()


def marks(body: str) -> Iterator[tuple[str, TagHint]]:
    """Set a body, and give every mark with the tag of its element."""
    stage.load(Resources.of(ROOT).fontconfig())
    import weasyprint

    document = weasyprint.HTML(string=f'<html lang="en"><title>T</title><body>{body}').render()
    tag_hints.add_hints(Document(document).pages)
    for page in document.pages:
        for _, address, rectangle, box in page.links:
            if mark := hints.parse_hint(address):
                assert rectangle == (0, 0, 0, 0)
                yield box.element.tag, mark


SMALL = "<style>@page { size: 60mm; margin: 5mm }</style>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a <em>b</em></p><h2>c</h2>", []),
        ("<p lang=fr>a</p>", [("p", TagHint(lang="fr"))]),
        ("<p>a <i lang=fr>b</i></p>", [("i", TagHint(lang="fr"))]),
        ("<p><code>a</code>", [("code", TagHint(tag="code"))]),
        ("<header>a</header>", [("header", TagHint(block="yes"))]),
        ("<p><span aria-label=Once>O</span>", [("span", TagHint(actual="Once"))]),
        ("<p aria-hidden=true>a", [("p", TagHint(hidden="yes"))]),
        ("<p role=doc-footnote>a", [("p", TagHint(role="Note"))]),
        ("<p role=button>a", []),
        (
            "<ol style='list-style: lower-alpha'><li>a</ol>",
            [("ol", TagHint(tag="ol", numbering="lower-alpha"))],
        ),
        ("<ul><li>a</ul>", [("ul", TagHint(tag="ul", numbering="disc"))]),
        ("<table><tr><th scope=row>a<td>b</table>", [("th", TagHint(scope="row"))]),
        ("<a href='https://e.org' lang=fr>a</a>", []),
        ("<div style='position: absolute' lang=fr>a</div>", [("div", TagHint(lang="fr"))]),
        ("<style>p::before { content: 'x' }</style><p lang=fr>a", [("p", TagHint(lang="fr"))]),
        ("<style>span { display: block }</style><span>a</span>", [("span", TagHint(block="yes"))]),
    ],
)
def test_marks(body: str, expected: list[tuple[str, TagHint]]) -> None:
    found = [one for one in marks(body) if one[1] != TagHint(inner="yes")]
    assert found == expected


def test_boxes_of_one_element_share_a_part() -> None:
    found = list(marks(f"{SMALL}<p>{'word ' * 200}</p><p>other</p>"))
    assert len(found) > 1
    assert {tag for tag, _ in found} == {"p"}
    assert {mark.part for _, mark in found} == {found[0][1].part}
    assert found[0][1].part


def test_a_table_over_pages_is_marked_down_to_its_cells() -> None:
    rows = "".join(f"<tr><td>{n}</td></tr>" for n in range(40))
    found = list(
        marks(f"{SMALL}<table><thead><tr><th>h</th></tr></thead><tbody>{rows}</tbody></table>")
    )
    parts: dict[str, set[str]] = {}
    for tag, mark in found:
        parts.setdefault(tag, set()).add(mark.part)
    assert set(parts) >= {"table", "thead", "tbody", "th"}
    assert all(len(parts[tag]) == 1 for tag in ("table", "thead", "tbody", "th"))


def test_columns_are_inner_boxes() -> None:
    found = list(marks(f"<div style='columns: 2'><p>{'word ' * 200}</p></div>"))
    assert [tag for tag, mark in found if mark.inner] == ["div", "div"]
    assert len({mark.part for tag, mark in found if tag == "p"}) == 1


def test_margins_are_not_marked() -> None:
    style = (
        "<style>@page { @top-left { content: element(h) } } header { position: running(h) }</style>"
    )
    assert list(marks(f"{style}<header lang=fr>a</header><p>b</p>")) == []


def test_a_second_time_does_nothing() -> None:
    stage.load(Resources.of(ROOT).fontconfig())
    import weasyprint

    pages = weasyprint.HTML(string="<p lang=fr>a").render().pages
    tag_hints.add_hints([Page(one) for one in pages])
    count = len(pages[0].links)
    tag_hints.add_hints([Page(one) for one in pages])
    assert len(pages[0].links) == count == 1
