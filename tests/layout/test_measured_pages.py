"""Pages as a ruler finds them: made-up issues in both themes, measured on the letters of their PDFs alone."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import typeruler
from made_up import KEY, MadeUp, image, paragraphs, story, write
from made_up_words import sentences
from printissue.cli import cli
from typeruler import Line

MM = 72 / 25.4
HALF = 0.5
"""Half a point, what the eye does not see."""

TABLE = "| Boat | Tons |\n|:-----|-----:|\n" + "".join(
    f"| Boat {n} | {n * 37} |\n" for n in range(7)
)
COLUMNS = {"bulletin": (82.5, 5.0), "imprint": (100.0, 0.0)}
"""By theme: the width of a column and the space between two, in mm."""
INNER = {"bulletin": (18.0, 22.0), "imprint": (19.0, 29.0)}
"""By theme: the inner and the outer margin, in mm."""


def issue(theme: str) -> MadeUp:
    """Return an issue of long and short stories, with what breaks columns: pictures, tables, lists, quotes, boxes."""
    lead = story(
        "lead",
        11,
        grade="lead",
        standfirst=sentences("s", 1),
        authors=["Ada Quay"],
        image=image("photo.jpg", caption="The bay, in a caption that is long enough for two lines of it."),
        pull_quotes=[{"text": "The tide waits.", "by": "N. Barge"}],
        boxes=[{"heading": "In numbers", "body": "- 40 boats\n- 3 piers"}],
    )  # fmt: skip
    table = story("table", 4)
    table["body"] += f"\n\n{TABLE}\n\n{paragraphs('after', 3)}\n\n> {sentences('quoted', 2)}"
    shorts = [story(f"short {n}", 1 + n % 3, grade="story") for n in range(5)]
    listed = story("list", 3, image=image("grey.png"))
    listed["body"] += "\n\n- one\n- two\n- three\n\n" + paragraphs("end", 2)
    event = {"title": "Regatta", "start": "2024-05-30", "body": sentences("event", 2)}
    sections = [
        {"title": "News", "articles": [lead, table, listed]},
        {"title": "In short", "articles": shorts},
        {"title": "Dates", "events": [event | {"title": f"Day {n}"} for n in range(6)]},
    ]
    return MadeUp(theme, {"sections": sections}, {"theme": theme}, ("photo.jpg", "grey.png"))


@pytest.fixture(scope="module", params=["bulletin", "imprint"])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def path(theme: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp(theme)
    write(root, [issue(theme)])
    words = ["-C", str(root), "build", "--edition", "archive"]
    ended = CliRunner().invoke(cli, words)
    assert ended.exit_code == 0, ended.output
    return root / "output" / theme / KEY / f"{theme}-{KEY}-archive.pdf"


@pytest.fixture(scope="module")
def found(path: Path) -> list[Line]:
    return typeruler.lines(path)


@pytest.fixture(scope="module")
def body(found: list[Line]) -> list[Line]:
    return typeruler.reading(found)


@pytest.mark.slow
def test_lines_of_neighbouring_columns_are_level(body: list[Line]) -> None:
    assert len(body) > 150
    assert typeruler.step(body) == pytest.approx(13, rel=0.021)
    assert typeruler.off_grid(body) == []


def edges(theme: str, page: int) -> list[tuple[float, float]]:
    """Return the left and right edges of the columns of a page (from 0), in points."""
    width, space = COLUMNS[theme]
    count = 2 if space else 1
    start = INNER[theme][page % 2]
    lefts = [start + number * (width + space) for number in range(count)]
    return [(left * MM, (left + width) * MM) for left in lefts]


def test_text_meets_the_edges_of_the_columns(theme: str, body: list[Line]) -> None:
    starts = 0
    for line in body:
        columns = edges(theme, line.page)
        left, right = next(one for one in reversed(columns) if one[0] < line.left + 1)
        assert line.left > left - HALF, line.text
        starts += abs(line.left - left) < HALF
        # the f hangs over its own width
        assert line.right < right + (1.5 if line.text.endswith("f") else HALF), line.text
    assert starts > len(body) * 0.7, "most lines begin at an edge"


def test_justified_lines_end_at_the_edge(theme: str, body: list[Line]) -> None:
    ends = [abs(line.right - right) < HALF for line in body for _, right in edges(theme, line.page)]
    assert (sum(ends) > len(body) / 2) is (theme == "imprint")


@pytest.mark.slow
def test_lines_with_kerned_spaces_end_at_the_edge(tmp_path: Path) -> None:
    """A line is broken with the kerning before a V, and spread without it."""
    words = " ".join(
        f"Each of the {n} bars has a V of teeth, a T of wire and a Y." for n in range(120)
    )
    sections = [{"title": "News", "articles": [{"heading": "Teeth", "body": words}]}]
    write(tmp_path, [MadeUp("imprint", {"sections": sections}, {"theme": "imprint"})])
    ended = CliRunner().invoke(cli, ["-C", str(tmp_path), "build", "--edition", "archive"])
    assert ended.exit_code == 0, ended.output
    made = typeruler.lines(next((tmp_path / "output").rglob("*-archive.pdf")))
    body = [line for line in typeruler.reading(made) if not line.text.endswith("f")]
    assert len(body) > 30
    over = [line.right - edges("imprint", line.page)[0][1] for line in body]
    assert max(over) < 0.4


def test_pages_are_filled(path: Path) -> None:
    shares = typeruler.filled(path)
    assert len(shares) > 4
    assert min(shares[1:-2]) > 0.6


def test_columns_end_level(theme: str, body: list[Line]) -> None:
    for page in {line.page for line in body}:
        ends = [
            min((one.base for one in body if one.page == page and left < one.left + 1 < right), default=0.0)
            for left, right in edges(theme, page)
        ]  # fmt: skip
        assert max(ends) - min(ends) < 13 * 9, f"page {page + 1}"


def test_no_ladder_and_no_single_word(found: list[Line], body: list[Line]) -> None:
    assert any(line.text.endswith(("-", "\u2010", "\x02")) for line in body)
    assert typeruler.ladders(body) == []
    assert typeruler.runts(found, body[0].kind[0]) == []


def test_the_ruler_finds_what_is_wrong() -> None:
    text, bold = (9.5, "A-Serif"), (16.0, "A-Serif-Bold")
    words = ["inter-", "nation-", "ali-", "sation", "and", "more", "of", "it"]
    made = [Line(1, word, 700 - 13 * n, 50, 90, text) for n, word in enumerate(words)]
    assert typeruler.ladders(made) == ["ali-"]
    assert typeruler.ladders(made[1:]) == []
    assert typeruler.off_grid(made) == []
    assert typeruler.off_grid([*made, Line(1, "low", 550, 50, 90, text)]) == ["page 2: low"]
    head = [
        Line(1, one, 500 - 19.5 * n, 50, 90, bold) for n, one in enumerate(["Two words", "one"])
    ]
    assert typeruler.runts(head, 9.5) == ["one"]
    assert typeruler.runts([head[0], head[0]], 9.5) == []
