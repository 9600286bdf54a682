"""Commands on any finished PDF: check it, impose it, make a cover of it."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from printissue.cli import completion
from printissue.cli.options import format_option, password_option, strict_option
from printissue.model.imposition_layouts import LAYOUTS, SHEET_SIZES

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace
    from printissue.pipeline.imposing import ImposedSheets

_UNITS = {"mm": 1.0, "in": 25.4, "µm": 0.001, "um": 0.001}
Ink = tuple[float, float, float, float]
Blanks = Literal["before-last", "last"]


def length(text: str) -> float:
    """Parse a length such as `0.1mm`, `100um` or `0.004in`; a number without a unit is in mm. Return mm."""
    match = re.fullmatch(r"(\d{1,4}(?:\.\d{1,4})?) ?(mm|in|[µu]m)?", text)
    if match is None:
        raise click.BadParameter(f"{text!r} is not a length such as 0.1mm, 100um or 0.004in")
    return float(match[1]) * _UNITS[match[2] or "mm"]


def paper(text: str) -> tuple[float, float]:
    """Parse a sheet size such as `SRA3` or `320x450mm`. Return width and height in mm."""
    if text in SHEET_SIZES:
        return SHEET_SIZES[text]
    match = re.fullmatch(r"(\d{2,4}(?:\.\d+)?) ?x ?(\d{2,4}(?:\.\d+)?) ?mm", text)
    if match is None:
        raise click.BadParameter(
            f"{text!r} is not a sheet size: use {', '.join(SHEET_SIZES)}, or a size such as 320x450mm"
        )
    return float(match[1]), float(match[2])


def inks(text: str) -> Ink:
    """Parse four percentages such as `0 80 90 20` or `0,80,90,20`. Return parts of 1."""
    match = re.fullmatch(r"(\d{1,3})[ %,]+(\d{1,3})[ %,]+(\d{1,3})[ %,]+(\d{1,3})%?", text)
    if match is None or any(int(part) > 100 for part in match.groups()):
        raise click.BadParameter(f"{text!r} is not four percentages such as '0 80 90 20'")
    cyan, magenta, yellow, black = (int(part) / 100 for part in match.groups())
    return cyan, magenta, yellow, black


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@click.option("--printer", metavar="NAME", shell_complete=completion.printers,
              help="Check against the requirements of this printer.")  # fmt: skip
@click.option("--family", type=click.Choice(["print", "access", "all"]),
              help="Check for print, for accessibility, or both. By default the file decides.")  # fmt: skip
@click.option("--report", metavar="FILE.html", type=click.Path(dir_okay=False, path_type=Path),
              help="Write an HTML report with pictures of the pages.")  # fmt: skip
@password_option
@strict_option
@format_option
@click.pass_obj
def preflight(
    workspace: "Workspace",
    files: tuple[Path, ...],
    *,
    printer: str | None,
    family: str | None,
    report: Path | None,
    password: str | None,
    strict: bool,
    output_format: str,
) -> int:
    """Check any PDFs for problems in print or with accessibility."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal
    from printissue.core.counting import counted

    with Terminal(workspace, output_format, strict=strict) as terminal:
        options = pipeline.PreflightOptions(files, printer, family, report, password)  # type: ignore[arg-type]
        reports = pipeline.inspect(workspace, options, terminal)
        terminal.add_results(pipeline.report_values(reports))
        return terminal.close(f"{counted(len(files), 'file')} checked")


file_argument = click.argument(
    "source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
out_option = click.option("-o", "--out", metavar="FILE.pdf", type=click.Path(dir_okay=False, path_type=Path),
                          help="The file to write. By default it is next to FILE.")  # fmt: skip
caliper_option = click.option("--caliper", type=length, default="0mm", metavar="LENGTH",
                              help="Thickness of one leaf of the paper: 0.1mm, 100um or 0.004in.")  # fmt: skip
direction_option = click.option("--direction", type=click.Choice(["ltr", "rtl"]),
                                help="Reading direction. By default as in the file.")  # fmt: skip
marks_option = click.option("--marks/--no-marks", default=True, show_default=True,
                            help="Draw trim marks, fold marks and a label on each side of a sheet.")  # fmt: skip


@click.command()
@file_argument
@click.option("--layout", type=click.Choice(list(LAYOUTS)), default="saddle-2up", show_default=True,
              help="Sheets for saddle stitching, or a proof.")  # fmt: skip
@caliper_option
@click.option("--sheet", type=paper, metavar="SHEET",
              help=f"Sheet size: {', '.join(SHEET_SIZES)}, or 320x450mm. By default as large as needed.")  # fmt: skip
@click.option("--gutter", type=length, metavar="LENGTH",
              help="Space between rows, or between the pages of a proof.")  # fmt: skip
@click.option("--blanks", type=click.Choice(["before-last", "last"]), default="before-last", show_default=True,
              help="Where to add blank pages if the page count cannot be folded.")  # fmt: skip
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
    output_format: str,
) -> int:
    """Impose the pages of FILE on sheets for saddle stitching, or on proofs."""
    from printissue.cli.terminal import Terminal
    from printissue.pipeline import imposing

    target = out or source.with_name(f"{source.stem}-{layout}.pdf")
    with Terminal(workspace, output_format, strict=strict) as terminal:
        name = imposing.name_of(workspace, source)
        passwords = imposing.passwords_for(workspace, source, password, terminal)
        options = imposing.ImpositionOptions(
            layout, name, caliper, _mirrored(direction), sheet, marks, gutter, blanks, passwords
        )
        made = imposing.impose(workspace, source, target, options, reporter=terminal, strict=strict)
        return terminal.close(_sheets(made) if made else "no sheets written")


@click.command()
@file_argument
@caliper_option
@click.option("--leaves", type=click.IntRange(1, 9999),
              help="Number of leaves in the spine. By default those of FILE, if it is a whole issue.")  # fmt: skip
@click.option(
    "--spine", type=length, metavar="LENGTH", help="Spine width, instead of caliper and leaves."
)
@click.option("--fill", type=inks, metavar="'C M Y K'", help="Spine colour, in percent of ink.")
@click.option("--title", default="", help="Text at the head of the spine.")
@click.option("--number", default="", help="Text at the foot of the spine.")
@click.option(
    "--upwards", is_flag=True, help="Set the spine text to be read from the foot upwards."
)
@click.option("--inside", is_flag=True,
              help="Also make the inside of the cover, from page 2 and the last page but one.")  # fmt: skip
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
    output_format: str,
) -> int:
    """Make a cover spread for perfect binding from FILE: back, spine and front on one page.

    FILE is a cover of two pages (front, back) or four (front, inside front, inside back, back), or a whole issue.
    """
    from printissue.cli.terminal import Terminal
    from printissue.pipeline import imposing

    target = out or source.with_name(f"{source.stem}-cover.pdf")
    with Terminal(workspace, output_format, strict=strict) as terminal:
        name = imposing.name_of(workspace, source)
        passwords = imposing.passwords_for(workspace, source, password, terminal)
        options = imposing.CoverOptions(
            name, caliper, leaves, spine, fill, title, number,
            upwards, inside, _mirrored(direction), marks, passwords,
        )  # fmt: skip
        made = imposing.cover(workspace, source, target, options, reporter=terminal, strict=strict)
        return terminal.close(f"spine {made.spine:.2f} mm" if made else "no cover written")


def _mirrored(direction: str | None) -> bool | None:
    return None if direction is None else direction == "rtl"


def _sheets(made: "ImposedSheets") -> str:
    """Return the number of sheets, how to print them on both sides, and their creep."""
    from printissue.core.counting import counted

    sheets = counted(made.sheets, "sheet")
    parts = []
    if made.flip:
        parts.append(f"print on both sides, flip on the {made.flip.replace('-', ' ')}")
    if any(made.creep):
        parts.append(f"creep up to {made.creep[-1]:.2f} mm")
    return f"{sheets} ({', '.join(parts)})" if parts else sheets
