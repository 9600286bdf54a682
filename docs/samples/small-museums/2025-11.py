"""Draw the picture of November 2025 into issues/small-museums/2025-11: four shelves, of which one box is coloured."""

from pathlib import Path

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "small-museums" / "2025-11"

BLACK, INK, TINT, GREY, WHITE = "#000000", "#0b5c53", "#e6f0ee", "#b5b5b5", "#ffffff"
WIDTH, HEIGHT, SHELF = 400, 300, 70

SHELVES = (
    "box:46:44 box:38:52 gap:10 jar:20:40 jar:20:32 jar:20:46 gap:8 box:60:30 roll:26 roll:26 gap:6 box:50:48",
    "roll:22 roll:22 roll:22 gap:8 box:54:38 box:54:50 gap:10 boat:88 gap:10 box:40:42",
    "box:58:34 gap:6 box:42:52 box:42:44 chosen:52:48 gap:8 jar:24:44 jar:18:30 gap:6 box:46:40",
    "boat:72 gap:12 jar:22:46 jar:22:38 gap:8 box:36:50 box:64:42 gap:8 roll:28 roll:28",
)
"""The things on each shelf, from the left: the kind, the width and the height."""


def rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    """Return a rectangle with a black outline."""
    box = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    return f'<rect {box} fill="{fill}" stroke="{BLACK}" stroke-width="1.5"/>'


def thing(kind: str, x: float, foot: float, width: float, height: float) -> str:
    """Return one thing that stands on a shelf at `foot`."""
    if kind in ("box", "chosen"):
        body, label = (INK, WHITE) if kind == "chosen" else (WHITE, TINT)
        tag = rectangle(x + width / 2 - 9, foot - height * 0.62, 18, 9, label)
        return rectangle(x, foot - height, width, height, body) + tag
    if kind == "jar":
        lid = rectangle(x + 2, foot - height, width - 4, 6, BLACK)
        return rectangle(x, foot - height + 6, width, height - 6, TINT) + lid
    if kind == "roll":
        middle = f'cx="{x + width / 2:g}" cy="{foot - width / 2:g}"'
        rings = ((width / 2 - 0.75, WHITE), (width / 4, GREY))
        return "".join(
            f'<circle {middle} r="{radius:g}" fill="{fill}" stroke="{BLACK}" stroke-width="1.5"/>'
            for radius, fill in rings
        )
    mast = x + width * 0.45
    return (
        f'<path d="M{x:g} {foot - 14:g}H{x + width:g}L{x + width - 14:g} {foot:g}H{x + 12:g}Z" fill="{BLACK}"/>'
        f'<path d="M{mast:g} {foot - 14:g}V{foot - 56:g}" stroke="{BLACK}" stroke-width="2"/>'
        f'<path d="M{mast + 3:g} {foot - 54:g}L{x + width - 8:g} {foot - 19:g}H{mast + 3:g}Z" fill="{GREY}"/>'
        f'<path d="M{mast - 3:g} {foot - 46:g}L{x + 10:g} {foot - 19:g}H{mast - 3:g}Z" fill="{TINT}"/>'
    )


def shelf(number: int, things: str) -> str:
    """Return a shelf, its plate with strokes for its number, and what stands on it."""
    board = 12 + SHELF * number
    strokes = "".join(
        f'<path d="M{18 + 6 * stroke} {board - 34}V{board - 18}" stroke="{INK}" stroke-width="2.5"/>'
        for stroke in range(number)
    )
    parts = [
        rectangle(10, board - 40, 34, 28, WHITE),
        strokes,
        f'<rect x="0" y="{board}" width="{WIDTH}" height="5" fill="{BLACK}"/>',
    ]
    x = 60.0
    for one in things.split():
        kind, width, height = (*one.split(":"), "0")[:3]
        if kind != "gap":
            parts.append(thing(kind, x, board, float(width), float(height)))
        x += float(width) + (0 if kind == "gap" else 4)
    return "\n".join(parts)


def main() -> None:
    """Write the picture."""
    shelves = "\n".join(shelf(number, one) for number, one in enumerate(SHELVES, 1))
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "shelves.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{TINT}"/>\n{shelves}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
