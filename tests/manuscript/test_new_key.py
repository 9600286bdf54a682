"""A key that is added to a part of the model needs no other change in the manuscript stage.

The example is a story with two more keys: a text that is printed, and an address that is not.
"""

import pytest
from pydantic import Field

from printissue.core.findings import Finding
from printissue.manuscript.parsing import parse
from printissue.manuscript.recovery import recover
from printissue.manuscript.source import Source
from printissue.manuscript.source_map import SourceMap
from printissue.manuscript.validation import validate
from printissue.model.parts import Article, printed_texts
from printissue.model.text_types import Inline, Url


class Review(Article):
    """A story about a book."""

    rating: Inline | None = Field(
        None, description="The rating.", examples=["*four* of five stars"]
    )
    shop: Url | None = Field(None, description="The address of a shop.")


def read(text: str) -> tuple[Review | None, list[Finding]]:
    source = Source.of("x.yaml", text)
    tree, findings = parse(source)
    assert tree is not None
    assert findings == []
    return validate(Review, SourceMap(source, tree))


def test_the_value_is_read() -> None:
    review, findings = read("heading: One\nrating: '*four*'\nshop: https://example.org/\n")
    assert findings == []
    assert review is not None
    assert (review.rating, review.shop) == ("*four*", "https://example.org/")


@pytest.mark.parametrize(
    ("line", "place", "rule", "hint"),
    [
        ("ratng: x", "x.yaml:2:1", "unknown-key", "did you mean 'rating'?"),
        ("rating: ''", "x.yaml:2:9", "wrong-value", "for example *four* of five stars"),
        ("shop: example", "x.yaml:2:7", "wrong-link", "write an absolute URL"),
        ("shop: [a]", "x.yaml:2:7", "wrong-kind", "write one text"),
    ],
)
def test_an_error_has_its_place_and_hint(line: str, place: str, rule: str, hint: str) -> None:
    (finding,) = read(f"heading: One\n{line}\n")[1]
    assert (str(finding.place), finding.rule) == (place, rule)
    assert hint in finding.hint


def test_only_the_text_is_printed() -> None:
    review = Review(heading="One", rating="*four*", shop="https://example.org/")
    assert list(printed_texts(review)) == [
        (("heading",), "One", "inline"),
        (("rating",), "*four*", "inline"),
    ]


def test_a_valid_value_is_recovered_beside_an_error() -> None:
    tree, _ = parse(Source.of("x.yaml", "heading: One\nrating: '*four*'\nshop: example\n"))
    assert tree is not None
    review, lost = recover(Review, tree)
    assert review.rating == "*four*"
    assert lost == {("shop",)}


def test_the_schema_has_the_key() -> None:
    schema = Review.model_json_schema()
    assert schema["properties"]["shop"]["description"] == "The address of a shop."
