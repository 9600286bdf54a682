"""Style sheets of books: inks become colours that suit the page, whatever its reader knows and announces."""

from printissue.assets.stylesheets import Stylesheet
from printissue.editions.epub.styles import resolved

LIGHT, DARK = {"ink": "#102030", "tint": "#eeeeee"}, {"ink": "#a0b0c0", "tint": "#222222"}


def rules(css: str) -> list[str]:
    return resolved(Stylesheet("styles/a.css", css), LIGHT, DARK).splitlines()


def test_an_ink_has_a_colour_where_the_page_is_known_and_is_that_of_the_text_elsewhere() -> None:
    assert rules("h1 { color: var(--ink); margin: 1em } p { margin: 0 }") == [
        "h1 { color: currentcolor; margin: 1em }",
        "@media (prefers-color-scheme: light) { h1 { color: #102030 } }",
        "@media (prefers-color-scheme: dark) { h1 { color: #a0b0c0 } }",
        "p { margin: 0 }",
    ]


def test_a_background_is_left_out_where_the_page_is_not_known() -> None:
    first, light, dark = rules(".a { background: var(--tint) !important; top: 0 }")
    assert first == ".a { top: 0 }"
    assert light.endswith("{ .a { background: #eeeeee !important } }")
    assert dark.endswith("{ .a { background: #222222 !important } }")
    assert len(rules(".a { background-color: var(--tint) }")) == 2


def test_a_rule_in_a_media_rule_keeps_its_condition() -> None:
    assert rules("@media (min-width: 30em) { a { border-color: var( --ink ) } }") == [
        "@media (min-width: 30em) { a { border-color: currentcolor } }",
        "@media (min-width: 30em) and (prefers-color-scheme: light) { a { border-color: #102030 } }",
        "@media (min-width: 30em) and (prefers-color-scheme: dark) { a { border-color: #a0b0c0 } }",
    ]


def test_other_variables_and_rules_stay_and_faces_without_a_file_go() -> None:
    css = '@import "b.css"; @font-face { font-family: A } :root { --x: 1em } a { top: var(--x) }'
    assert rules(css) == ['@import "b.css";', ":root { --x: 1em }", "a { top: var(--x) }"]
    face = '@font-face { font-family: A; src: url("a.woff2") }'
    assert rules(face) == [face]
