"""Changes to HTML that several editions share."""

import pytest

from printissue.assets.elements import isolate_addresses, parse, separate_spans, text_of


def test_spans_that_touch_are_words_of_their_own() -> None:
    root = parse("<p><span>No. 10</span><span>October</span>, <span>ISSN</span></p>")
    separate_spans(root)
    assert text_of(root) == "No. 10 October, ISSN"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("example.org/news/", "ltr"),
        ("news@example.org", "ltr"),
        ("اقرأ المزيد", None),
        ("Foo", None),
    ],
)
def test_links_that_show_an_address_run_from_left_to_right(
    text: str, direction: str | None
) -> None:
    root = parse(f'<body dir="rtl"><a href="https://example.org/news/">{text}</a></body>')
    isolate_addresses(root)
    assert next(root.iter("a")).get("dir") == direction


def test_pages_without_lines_from_right_to_left_stay_as_they_are() -> None:
    root = parse('<body><a href="https://example.org/">example.org</a></body>')
    isolate_addresses(root)
    assert "dir" not in next(root.iter("a")).attrib
