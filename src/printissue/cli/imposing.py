"""The commands that put a finished file's pages on sheets, and around a spine."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from printissue.cli.options import format_option, password_option, strict_option
from printissue.model.imposition_layouts import LAYOUTS, SHEET_SIZES

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace
    from printissue.pipeline.imposing import Imposed

_UNITS = {"mm": 1.0, "in": 25.4, "µm": 0.001, "um": 0.001}
Ink = tuple[float, float, float, float]
Blanks = Literal["before-last", "last"]


def length(text: str) -> float:
    """Read `0.1mm`, `100um` or `0.004in` as mm; a bare number is mm."""
    match = re.fullmatch(r"(\d{1,4}(?:\.\d{1,4})?) ?(mm|in|[µu]m)?", text)
    if match is None:
        raise click.BadParameter(f"{text!r} is not a length such as 0.1mm, 100um or 0.004in")
    return float(match[1]) * _UNITS[match[2] or "mm"]


def paper(text: str) -> tuple[float, float]:
    """Read `SRA3` or `320x450mm` as mm."""
    if text in SHEET_SIZES:
        return SHEET_SIZES[text]
    match = re.fullmatch(r"(\d{2,4}(?:\.\d+)?) ?x ?(\d{2,4}(?:\.\d+)?) ?mm", text)
    if match is None:
        raise click.BadParameter(
            f"{text!r} is no sheet: {', '.join(SHEET_SIZES)}, or such as 320x450mm"
        )
    return float(match[1]), float(match[2])


def inks(text: str) -> Ink:
    """Read `0 80 90 20` or `0,80,90,20` as parts of 1."""
    match = re.fullmatch(r"(\d{1,3})[ %,]+(\d{1,3})[ %,]+(\d{1,3})[ %,]+(\d{1,3})%?", text)
    if match is None or any(int(part) > 100 for part in match.groups()):
        raise click.BadParameter(f"{text!r} is not four percentages such as '0 80 90 20'")
    cyan, magenta, yellow, black = (int(part) / 100 for part in match.groups())
    return cyan, magenta, yellow, black


file_argument = click.argument(
    "source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
out_option = click.option("-o", "--out", metavar="FILE.pdf", type=click.Path(dir_okay=False, path_type=Path),
                          help="Write it there instead of beside the file.")  # fmt: skip
caliper_option = click.option("--caliper", type=length, default="0mm", metavar="LENGTH",
                              help="Thickness of one leaf of the paper: 0.1mm, 100um, 0.004in.")  # fmt: skip
direction_option = click.option("--direction", type=click.Choice(["ltr", "rtl"]),
                                help="How the issue is read; else as the file says.")  # fmt: skip
marks_option = click.option("--marks/--no-marks", default=True, show_default=True,
                            help="Marks of trim and fold, and a label that names each side.")  # fmt: skip


@click.command()
@file_argument
@click.option("--layout", type=click.Choice(list(LAYOUTS)), default="saddle-2up", show_default=True,
              help="Sheets for saddle stitch, or a proof.")  # fmt: skip
@caliper_option
@click.option("--sheet", type=paper, metavar="SHEET",
              help=f"The paper: {', '.join(SHEET_SIZES)}, or 320x450mm; else as large as is needed.")  # fmt: skip
@click.option("--gutter", type=length, metavar="LENGTH",
              help="Room between rows, or between the pages of a proof.")  # fmt: skip
@click.option("--blanks", type=click.Choice(["before-last", "last"]), default="before-last", show_default=True,
              help="Where blank pages go if the number of pages does not fold.")  # fmt: skip
@direction_option
@marks_option
@out_option
@password_option
@strict_option
@format_option
@click.pass_obj
def impose(
    workspace: "Workspace",
    source: Path,
    *,
    layout: str,
    caliper: float,
    sheet: tuple[float, float] | None,
    gutter: float | None,
    blanks: Blanks,
    direction: str | None,
    marks: bool,
    out: Path | None,
    password: str | None,
    strict: bool,
    shape: str,
) -> int:
    """Put the pages of FILE on sheets that are folded and stitched, or on proofs."""
    from printissue.cli.terminal import Terminal
    from printissue.pipeline import imposing

    target = out or source.with_name(f"{source.stem}-{layout}.pdf")
    with Terminal(workspace, shape, strict=strict) as terminal:
        name = imposing.name_of(workspace, source)
        passwords = imposing.passwords_for(workspace, source, password, terminal)
        order = imposing.ImpositionOptions(
            layout, name, caliper, _mirrored(direction), sheet, marks, gutter, blanks, passwords
        )
        made = imposing.impose(workspace, source, target, order, reporter=terminal, strict=strict)
        return terminal.close(_sheets(made) if made else "nothing imposed")


@click.command()
@file_argument
@caliper_option
@click.option("--leaves", type=click.IntRange(1, 9999),
              help="How many leaves the spine holds; a whole issue's own where it is not given.")  # fmt: skip
@click.option("--spine", type=length, metavar="LENGTH", help="The spine's width instead.")
@click.option("--fill", type=inks, metavar="'C M Y K'", help="The spine's colour, in percent.")
@click.option("--title", default="", help="Words on the spine, from its head on.")
@click.option("--number", default="", help="Words at the spine's foot.")
@click.option("--upwards", is_flag=True, help="Let the spine be read from its foot up.")
@click.option("--inside", is_flag=True,
              help="Print page 2 and the last but one of a whole issue on the inside.")  # fmt: skip
@direction_option
@marks_option
@out_option
@password_option
@strict_option
@format_option
@click.pass_obj
def cover(
    workspace: "Workspace",
    source: Path,
    *,
    caliper: float,
    leaves: int | None,
    spine: float | None,
    fill: Ink | None,
    title: str,
    number: str,
    upwards: bool,
    inside: bool,
    direction: str | None,
    marks: bool,
    out: Path | None,
    password: str | None,
    strict: bool,
    shape: str,
) -> int:
    """Make the cover's spread for perfect binding: back, spine and front of FILE.

    FILE has two pages, front and back; or four, front, inside front, inside back and back; or it is a whole issue.
    """
    from printissue.cli.terminal import Terminal
    from printissue.pipeline import imposing

    target = out or source.with_name(f"{source.stem}-cover.pdf")
    with Terminal(workspace, shape, strict=strict) as terminal:
        name = imposing.name_of(workspace, source)
        passwords = imposing.passwords_for(workspace, source, password, terminal)
        order = imposing.CoverOptions(
            name, caliper, leaves, spine, fill, title, number,
            upwards, inside, _mirrored(direction), marks, passwords,
        )  # fmt: skip
        made = imposing.cover(workspace, source, target, order, reporter=terminal, strict=strict)
        return terminal.close(f"spine {made.spine:.2f} mm" if made else "no cover made")


def _mirrored(direction: str | None) -> bool | None:
    return None if direction is None else direction == "rtl"


def _sheets(made: "Imposed") -> str:
    """Say what the printer must know of the sheets."""
    from printissue.core.counting import counted

    words = [counted(made.sheets, "sheet")]
    if made.flip:
        words.append(f"to be turned on the {made.flip.replace('-', ' ')}")
    if any(made.creep):
        words.append(f"creep up to {made.creep[-1]:.2f} mm")
    return ", ".join(words)
