"""Markdown that is printed or read differently than meant is reported at its character; prose has no faults."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printissue.html.markdown_checks import check_markdown, faults
from printissue.html.source_map import BARE_URL, MARKUP, parse_markdown
from printissue.model.issue import Issue

LITERAL: list[tuple[str, str]] = [
    # what the text holds, with ¦ before each fault; words of the message
    ("text¦[^1] more, ¦[^2] and [^3]\n\n[^3]: The note", "there is no note of this name"),
    ("text¦^[note] more", "notes have a mark in the text"),
    ("- ¦[ ] task\n- ¦[x] done\n- [a] [b]", "task lists are not supported"),
    ("> 1. ¦[X] done", "task lists are not supported"),
    ("¦** bold ** text", "a space inside its marks"),
    ("and ¦**bold ** text", "a space inside its marks"),
    ("x ¦~~ gone ~~", "a space inside its marks"),
    ("¦[x] (https://x.org)", "a space between ] and ("),
    ("see ¦[the *log*]\n(www.x.org/a), ok", "a space between ] and ("),
    ("¦(x)[https://x.org]", "the wrong way round"),
    ("¦[x](https://x.org/a b)", "not a valid link"),
    ("¦[x](https://x.org", "not a valid link"),
    ("¦[a][nope]", "no line defines"),
    ("¦[Read on][1] and [1][2]", "no line defines"),
    ("¦[Read on][]", "no line defines"),
    ("text\n¦[a]: https://x.org", "belongs to the paragraph above"),
    ("unclosed ¦**bold here", "nothing closes it"),
    ("- ¦**x y\n- y", "nothing closes it"),
    ("> one\n> ¦**\u201cb\u201d", "nothing closes it"),
    ("the ¦*Titanic sank", "nothing closes it"),
    ("an ¦_unclosed emphasis", "nothing closes it"),
    ("on ¦_Moby Dick", "nothing closes it"),
    ("call ¦`code now", "nothing closes it"),
    ("a ¦~~strike", "nothing closes it"),
    ("¦**Achtung!**Bitte lesen", "between a punctuation mark and a letter"),
    ("¦**a* b", "is never closed"),
    ("¦<b>bold</b> and ¦<i>x</i>", "the HTML tag"),
    ("a¦<br>b¦<br/>c¦</div>", "the HTML tag"),
    ('¦<a href="https://x.org/*a*">x</a>', "the HTML tag"),
    ("¦<!-- a\nb --> c", "the comment"),
    ("text ¦<!-- open", "the comment"),
    ("a ¦&amp;nbsp; b", "&nbsp; is printed"),
    ("a ¦&nbsp b", "its semicolon is missing"),
    ("¦#Heading\n\ntext", "no space follows it"),
    ("¦##Heading\ntext", "no space follows it"),
    ("Items:\n¦• one\n• two", "not a list"),
    ("¦-one\n-two", "not a list"),
    ("Steps:\n¦2. a\n3. b", "not a list"),
    ("¦| a | b |\n| c | d |", "not a table"),
    ("¦a | b | c\n--- | ---\n1 | 2", "not a table"),
    ("x ¦==mark== y", "highlighting has no mark"),
    ("¦:smile: hi", "short names"),
    ("so ¦$a^2 + b^2$ is", "the formula"),
    ("so ¦$$x$$ is ¦$x$", "the formula"),
    ("so ¦$\\alpha$ is", "the formula"),
    ("one.¦\\nTwo", "\\n is printed"),
    ("one¦\\ntwo", "\\n is printed"),
    ("caf¦\\u00e9", "\\u00e9 is printed"),
    ("see ¦[[Other page]]", "links by title"),
    ("## Head ¦{#id .x}", "classes are not supported"),
    ("¦::: note\nx", "the containers are box, quote and wide"),
]
MISREAD: list[tuple[str, str]] = [
    ("¦One line\nof prose.\n---", "turns this paragraph into a heading"),
    ("a\n\n¦It ends.\n---\n\nb", "turns this paragraph into a heading"),
    ("2¦*3*4", "read as emphasis"),
    ("¦1984. It was cold.", "the item of a list"),
    ("¦5. a\n\nx\n\n¦19. b", "the item of a list"),
    ("19. Mai\n¦23. Mai", "is printed as 20"),
    ("| a | b |\n|---|---|\n¦| 1 | 2 | 3 |", "the rest is not printed"),
    ("a\n\n¦```\ncode\n\nno end", "never closed"),
    ("a [^b]\n\n¦[^a]: A note\n\n[^b]: One", "is not printed: no mark"),
    ("a [^b]\n\n[^b]: A note\n\n> ¦[^b]: One", "there are two notes"),
    ("Term\n\n¦~ 5 km", "the definition of the line above"),
    ("a\n\n¦::: box A\nb", "is never closed"),
    ("```¦pyhton\nx\n```", "no language of code"),
    ("¦::: wide words\nb\n:::", "is not printed"),
    ("a\n\n    ¦This is a paragraph of eight words, indented.", "set as code"),
]
FAULTLESS = [
    "2 * 3 * 4",
    "a * b * c",
    "snake_case_name and _id and __init__ and my_var_",
    "[sic] and […] and [...]",
    "a < b and c > d",
    "C# and F#",
    "`5 ** 3` and 5 ** 3",
    "x**2 + y**2",
    "Price*: 5 euros\n\n*without tax",
    "Price* and other**\n\n*a note\n**another note",
    "Preis* \n\n\\* ohne Gewähr",
    "Table 1: a*\n\n* Members only",
    "Leser*innen und die *innen",
    "(*1950 in Wien; †2010)",
    "rock `n' roll and ``quoted'' text",
    "#MeToo turns ten. It matters.",
    "#Tagung #Archiv",
    "Read on: #Library",
    "We rank #1 in the city.",
    "10:30:45 and 8:15: so on",
    "Leser:innen",
    "AT&T; Q&A; R&D;",
    "`<b>` and `&nbsp;` and `[^1]`",
    "\\<b\\> \\[x\\] \\(y\\)",
    "$5 and $6, US$7; $5–$10",
    "A$AP and CA$H",
    "$HOME/$USER is set",
    "<name> and <your address>",
    "I <3 you",
    "if a<b and b>c",
    "C:\\news\\new",
    "\\nabla",
    "Mon | Tue",
    "a | b\nc | d",
    "[1][2]",
    "see [1] (p. 3)",
    "[sic] (see below)",
    "array[i][j]",
    "[Miller 2010] (Berlin)",
    "Heading\n-------",
    "Short heading\n---",
    "1. a\n2. b",
    "1. a\n1. b\n1. c",
    "2. b\n3. c",
    "in the year\n1984. Then",
    "~5 and ~6 km, (~7), ~8,~9",
    "H~2~O, x^2^, the 1^st^ and C~6~H~12~O~6~",
    "a note[^1] and again[^1]\n\n[^1]: It has *emphasis*.\n\n    And a second paragraph.",
    "Term *one*\n: Definition\n: Another\n\nTerm\n\n:   Loose\n\n    and longer",
    "== equals ==",
    "a == b == c",
    "5^th",
    "H~",
    "10~12",
    "^_^ and :-) and ;)",
    "— a dash\nand text",
    "– Bonjour.",
    "- a\n- b\n\n* c",
    "Name: ____ Date: ____",
    "*** \n\ntext\n\n***",
    "** ",
    "*",
    "a*",
    "**a** **b**",
    "_a_ *b*",
    "***a***",
    "<https://x.org> <a@b.org>",
    "&nbsp; &copy;",
    "e.g. {a, b} and {x}",
    "{{ name }}",
    "https://x.org/#Heading and https://x.org/_a_b/**c",
    "https://x.org/:smile:/$a_b$",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |",
    "```\n**x\n[^1]\n```",
    "    code = 1\n    x**y",
    "The Titanic*",
    '"*Titanic" sank*',
    "[x](https://x.org) [y][z]\n\n[z]: https://z.org",
    "Dr. No_ and _",
    "1) a\n2) b",
    "`` ` ``",
    "don't `do this`",
    "O`Neill and Hawai`i",
    "it's 5' 10\" tall",
    "Café: :",
    "::",
    "a::b",
    "std::vector<int>",
    "Vec<u8>",
    "e^x and e^(-x)",
    "$x",
    "a_b_c*d*",
    "x\\_y",
    "Mr. *X*",
    "~~a~~",
    "1. Mai bis 3. Mai",
    "text\n* list\n* list",
    "1\\. a",
    "A -- b --- c ...",
    "(c) (r) +-",
    "\"a\" 'b'",
    "AT&T",
    "a&b;",
    "> quote\nlazy",
    "Line one\\\nline two",
    "- a\n\n  b\n- c",
    "Q: what?\nA: this",
    "Mr. A: yes\n: no",
    "[Ed.] text (1984)",
    "!important",
    "a!b",
    "f(x)[0]",
    "(see note)[3]",
    "Kids & co <18 and >65",
    "-5 degrees\nand more",
    "-5\n-7\n",
    "+43 1 234\n+43 5 678",
    "*Name*: x\n*Name*: y",
    "http:// and www.",
    "@office@example.social",
    "user_name@example.org and a_b@c.org",
    "5*",
    "5 * 6 = 30*",
    "1 **",
    "** 1",
    "10 % *",
]


def marked(text: str) -> tuple[str, list[int]]:
    """Return a text without its ¦, and where they are."""
    pieces = text.split("¦")
    return "".join(pieces), [len("".join(pieces[:end])) for end in range(1, len(pieces))]


@pytest.mark.parametrize(
    ("written", "said", "rule"),
    [(*case, "markdown-literal") for case in LITERAL]
    + [(*case, "markdown-misread") for case in MISREAD],
)
def test_each_is_found_at_its_character(written: str, said: str, rule: str) -> None:
    text, where = marked(written)
    found = faults(text)
    assert [one.offset for one in found] == where
    for one in found:
        assert one.rule == rule
        assert said in one.message
        assert one.hint


@pytest.mark.parametrize(("written", "said"), LITERAL + MISREAD)
def test_the_same_between_other_blocks(written: str, said: str) -> None:
    text, where = marked(written)
    if "\n" in text or text[0] in "#:" or said in ("not a valid link",):
        return
    before = "A *b* [c](https://x.org).\n\n> - "
    assert [one.offset - len(before) for one in faults(before + text)] == where


@pytest.mark.parametrize("text", FAULTLESS)
def test_prose_has_no_faults(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize("written", [written for written, _ in LITERAL])
def test_code_has_no_faults(written: str) -> None:
    text, _ = marked(written)
    if "`" not in text:
        assert faults(f"~~~\n{text}\n~~~") == []
    if "\n" not in text and "`" not in text:
        assert faults(f"`{text}`") == []


def issue_with(text: str) -> Issue:
    articles = [{"heading": "*x*", "body": "fine"}, {"heading": "H", "body": text}]
    section = {"title": "S", "lead": text, "articles": articles}
    return Issue.model_validate({"title": "T", "date": "2015-10", "sections": [section]})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x](/relative)", "does not start with https:"),
        ("[x](javascript:alert(1))", "does not start with https:"),
        ("[x](data:text/html,y)", "does not start with https:"),
        ("[x]()", "the address is empty"),
        ("[x]\n\n[x]: other.html", "does not start with https:"),
        ("> - *a [x](file:///x)*", "does not start with https:"),
        ("| [x](y) |\n|---|", "does not start with https:"),
        ("[x](https://)", "has no host name"),
        ("[x](https://[::1)", "is not a URL"),
        ("[x](mailto:)", "has no address"),
    ],
)
def test_what_no_page_can_show_is_found_at_its_path(text: str, said: str) -> None:
    found = list(check_markdown(issue_with(text)))
    assert [path for path, _ in found] == [
        ("sections", 0, "lead"),
        ("sections", 0, "articles", 1, "body"),
    ]
    for _, one in found:
        assert one.rule == "wrong-link"
        assert said in one.message
        assert one.hint


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a ¦![x](y.png)", "picture cannot be in a line"),
        ("¦![x](https://example.org/y.png)", "'https://example.org/y.png' is no file"),
        ("> ¦![](y.png)", "picture has no alternative text"),
        ("- x\n\n  ¦::: box\n  y\n  :::", "cannot be in a list"),
        ("¦::: box A\n:::", "is empty"),
        ("a [^1]\n\n[^1]: x ¦[^1]", "a note cannot refer to a note"),
        ("a [^1]\n\n[^1]: x\n\n    ¦- y", "a note has paragraphs only"),
    ],
)
def test_a_block_in_the_wrong_place_is_an_error_at_its_character(written: str, said: str) -> None:
    text, where = marked(written)
    found = faults(text)
    assert [one.offset for one in found] == where
    assert found[0].rule in ("wrong-value", "missing-key")
    assert said in found[0].message


def test_pictures_and_stories_are_for_the_texts_of_an_issue() -> None:
    found = faults("[x](#story)\n\n![x](y.png)", figures=None)
    assert [(one.offset, one.rule) for one in found] == [(0, "wrong-link"), (13, "wrong-value")]
    assert faults("![](y.png)", figures=frozenset({"y.png"})) == []


@pytest.mark.parametrize(
    "text",
    [
        *("[x](https://x.org)", "[x](HTTP://X.ORG/a%20b)", "<https://x.org>", "<a@example.org>"),
        *(
            "[x](tel:+43)",
            "`[x](/y)`",
            "a\n\n    [x](/y)",
            r"\[x](/y)",
            "[x](#a-story) and [y](#2015-09/other)",
            "![x](y.png)\n![z](z.png)",
            "::: box A\nx\n\n![x](y.png)\n:::\n\n::: quote\ny\n:::",
            "[x](https://größe.example/ü)",
        ),
    ],
)
def test_what_pages_can_show_has_no_faults(text: str) -> None:
    assert list(check_markdown(issue_with(text))) == []


@pytest.mark.parametrize(
    "written",
    [
        "[x](¦/relative)",
        "*[a [b] `]` c](  <¦javascript:a b> 'title')*",
        "[x](\n¦/y)",
        "<¦ftp://x.org>",
        "see [a][b] and [b]\n\n[b]: ¦other.html",
        "[b]:\n¦other.html\n\n[b]",
        "> 1. a\n>    [x](¦y)",
        "| a\\|b | [x](¦y) |\n|---|---|",
        "| a | b |\n|---|---|\n| `c` | **[x](¦y)** |",
        "## A [x](¦y) ##",
        "A\nb [x](¦y)\n---------",
    ],
)
def test_a_wrong_link_is_found_at_its_address(written: str) -> None:
    text, where = marked(written)
    assert [one.offset for one in faults(text) if one.rule == "wrong-link"] == where


def test_what_is_too_deep_is_found_at_its_line() -> None:
    text = "a\n\n" + "> " * 50 + "deep\n\nb"
    (fault,) = faults(text)
    assert fault.rule == "wrong-value"
    assert text[fault.offset :].startswith(("deep", "> "))


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [
        ("inline", "a ¦[link](https://x.org)", "a link is printed"),
        ("inline", "¦`code` and ¦![x](y)", "allows only emphasis"),
        ("inline", "a ¦&nbsp; b ¦<br> c", "is printed as written"),
        ("inline", "¦# Heading", "is printed as written"),
        ("inline", "¦** bold ** here", "a space inside"),
        ("inline", "a note¦[^1]", "the mark of a note"),
        ("text", "H¦~2~O by m¦^2^", "script is printed"),
        ("text", "by ¦**Ada** and ¦_Béla_", "allows no marks"),
        ("text", "¦[x] (https://x.org)", "a space between"),
    ],
)
def test_lines_allow_fewer_marks(kind: str, written: str, said: str) -> None:
    text, where = marked(written)
    found = faults(text, kind)  # type: ignore[arg-type]
    assert [one.offset for one in found] == where
    assert all(said in one.message for one in found)


@pytest.mark.parametrize("kind", ["inline", "text"])
@pytest.mark.parametrize(
    "text",
    [
        "2*3*4",
        "a_b_c",
        "Read on: https://x.org",
        "# 7",
        "#7",
        "C#",
        "a < b & c",
        "- x",
        "1. x",
        "x*",
        "[sic]",
    ],
)
def test_lines_of_prose_have_no_faults(text: str, kind: str) -> None:
    assert [one for one in faults(text, kind) if text != "# 7"] == []  # type: ignore[arg-type]


def test_the_texts_of_an_issue() -> None:
    article = {"heading": "[a](https://x.org)", "authors": ["Ada", "*Béla*"], "kicker": "*k*"}
    article |= {"links": [{"label": "`x`", "url": "https://x.org/*a*"}], "body": "<b>"}
    issue = Issue.model_validate(
        {"title": "*T*", "date": "2015-10", "sections": [{"title": "S", "articles": [article]}]}
    )
    assert [path[4:] for path, _ in check_markdown(issue)] == [
        ("heading",),
        ("kicker",),
        ("authors", 1, "name"),
        ("body",),
        ("links", 0, "label"),
    ]


# the map

pieces = st.sampled_from(
    [
        "ab",
        "c ",
        " ",
        "\n",
        "\n\n",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "[x](https://x.org)",
        "[",
        "](",
        "\\*",
        "&amp;",
        "> ",
        "- ",
        "  - ",
        "1. ",
        "## ",
        "| ",
        " |\n",
        "|---|---|\n",
        "<b>",
        "https://x.org/a",
        "<a@b.org>",
        "![",
        "é☃",
    ]
)


@given(text=st.lists(pieces, max_size=24).map("".join).map(str.strip))
def test_every_character_of_a_block_has_its_offset(text: str) -> None:
    for block in parse_markdown(text).blocks:
        assert len(block.literal) == len(block.content) == len(block.offsets)
        assert "".join(text[one] for one in block.offsets) == block.content
        for shown, written in zip(block.literal, block.content, strict=True):
            assert shown in (written, MARKUP, BARE_URL)


@given(text=st.lists(pieces, max_size=24).map("".join).map(str.strip))
def test_what_is_literal_is_what_is_printed(text: str) -> None:
    """The literal text, without its placeholders, is the parser's own text."""
    from printissue.html.source_map import _parser

    inner = [token for token in _parser().parse(text) if token.type == "inline"]
    for token, block in zip(inner, parse_markdown(text).blocks, strict=True):
        literal = re.sub(r"[\s\x00\x01]", "", block.literal)
        printed = "".join(one.content for one in token.children or () if one.type == "text")
        it = iter(re.sub(r"\s", "", printed))
        assert all(character in it for character in literal)


@given(text=st.text(st.sampled_from("ab #*_`~[]()<>!|-+.\"'&\\\n:1 »«é^$={}"), max_size=60))
def test_any_text_can_be_checked(text: str) -> None:
    for kind in ("markdown", "inline", "text"):
        for one in faults(text.strip(), kind):  # type: ignore[arg-type]
            assert 0 <= one.offset <= len(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["**", "[", "`", "$", "[x](", "<", "&", "_a ", "* ", "[a][", ":", "|\n|", "==", "(a)["]
)
def test_long_texts_are_checked_fast(piece: str) -> None:
    faults(piece * (20_000 // len(piece)))
