"""The interpreter: every operator with any operands, names of any bytes, messages for users."""

import re
from typing import Any

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from planted import thing
from printissue.pdf.boxes import page_boxes
from printissue.pdf.cache import FileCache
from printissue.pdf.colour import Colour
from printissue.pdf.content import join_streams, operations
from printissue.pdf.interpreter import HANDLERS, Interpreter
from printissue.pdf.objects import entry, key_of, name_object, text
from printissue.pdf.rewriter import StreamRewriter
from printissue.pdf.state import GraphicsPath, GraphicsState

# fmt: off
ANNEX_A = [
    "b", "B", "b*", "B*", "BDC", "BI", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d", "d0",
    "d1", "Do", "DP", "EI", "EMC", "ET", "EX", "f", "F", "f*", "G", "g", "gs", "h", "i", "ID",
    "j", "J", "K", "k", "l", "m", "M", "MP", "n", "q", "Q", "re", "RG", "rg", "ri", "s", "S",
    "SC", "sc", "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ", "TL", "Tm", "Tr",
    "Ts", "Tw", "Tz", "v", "w", "W", "W*", "y", "'", "\"",
]
# fmt: on
PYTHON = re.compile(
    r"NoneType|object|attribute|argument|float\(|int\(|unpack|index out|subscript|Error|'str'"
)


class Watcher(Interpreter):
    """An interpreter that records what is drawn, and faults."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        super().__init__(FileCache(pdf), GraphicsState())
        self.faults: list[str] = []
        self.drawn: list[str] = []
        self.colours: list[Colour] = []

    def fault(self, message: str) -> None:
        self.faults.append(message)

    def paint_path(self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool) -> None:
        self.drawn.append("path")
        super().paint_path(path, fill=fill, stroke=stroke, even_odd=even_odd)

    def show_text(self, pieces: list[Any], start: Any, step: Any) -> None:
        self.drawn.append("text")

    def draw_image(self, image: Any, name: str) -> None:
        self.drawn.append("image")

    def paint_shading(self, shading: Any, name: str) -> None:
        self.drawn.append("shading")


def page(content: bytes, **resources: Any) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    made = pdf.add_blank_page(page_size=(200, 200)).obj
    made.Contents = pdf.make_stream(content)
    made.Resources = Dictionary()
    for category, entries in resources.items():
        made.Resources[f"/{category}"] = Dictionary()
        for name, one in entries.items():
            made.Resources[f"/{category}"][name_object(name)] = thing(pdf, one)
    return pdf


def watched(content: bytes, **resources: Any) -> Watcher:
    pdf = page(content, **resources)
    watcher = Watcher(pdf)
    watcher.interpret_page(pdf.pages[0].obj)
    return watcher


def test_every_operator_of_annex_a_is_known() -> None:
    assert HANDLERS.keys() | {"ID", "EI"} == set(ANNEX_A)


OPERANDS = [
    "",
    "1",
    "1 2 3 4 5 6",
    "/N",
    "/N /M",
    "(s)",
    "[1 (s)]",
    "<</A 1>>",
    "null",
    "/N null 1",
]


@pytest.mark.parametrize("operator", sorted(HANDLERS.keys() - {"BI"}))
def test_operators_with_the_wrong_operands_are_reported_in_words(operator: str) -> None:
    broken = {
        "Font": {"/N": 7},
        "XObject": {"/N": {}},
        "ExtGState": {"/N": [1]},
        "ColorSpace": {"/N": ["/ICCBased"]},
        "Pattern": {"/N": 3},
        "Shading": {"/N": "/None"},
        "Properties": {"/N": 3},
    }
    for operands in OPERANDS:
        found = watched(f"{operands} {operator} 1 1 5 5 re f".encode(), **broken)
        assert not any(PYTHON.search(fault) for fault in found.faults), found.faults
        assert "path" in found.drawn or operator in ("BX",), "what follows is drawn"


LATIN = "/Sch\udcf6n"
"""A name in Latin-1, as old programs write it."""


@pytest.mark.parametrize("raw", [b"/Sch\xf6n", b"/Sch#f6n"])
def test_names_of_any_bytes_are_found(raw: bytes) -> None:
    tint = {"FunctionType": 2, "Domain": [0, 1], "C0": [0] * 4, "C1": [0, 1, 1, 0], "N": 1}
    spot = ["/Separation", name_object(LATIN), "/DeviceCMYK", tint]
    found = watched(
        raw + b" cs 1 scn 0 0 9 9 re f " + raw + b" Do",
        ColorSpace={LATIN: spot},
        XObject={LATIN: (b"", {})},
    )
    assert found.state.fill.space.names == ("Schön",)
    assert found.faults == ["Do: /Schön is neither an image nor a form"]


@given(st.binary(min_size=1, max_size=12).filter(lambda raw: b"\0" not in raw))
def test_any_name_is_written_and_read_back(raw: bytes) -> None:
    key = "/" + raw.decode("utf-8", "surrogateescape")
    made = name_object(key)
    assert key_of(made) == key
    table = Dictionary()
    table[made] = 7
    assert entry(table, key) == 7
    assert text(made).startswith("/")


@pytest.mark.parametrize(
    "content",
    [
        b"0 0 10 10 re 2 0 0 2 0 0 cm f",
        b"q 2 0 0 2 5 5 cm 0 0 10 10 re Q f",
    ],
)
def test_a_path_stays_where_it_was_built(content: bytes) -> None:
    class Placed(Watcher):
        areas: list[Any]

        def paint_path(
            self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool
        ) -> None:
            self.areas = self.placed(path)

    pdf = page(content)
    watcher = Placed(pdf)
    watcher.interpret_page(pdf.pages[0].obj)
    assert max(watcher.areas) == pytest.approx((10, 10) if content.startswith(b"0") else (25, 25))


def test_groups_reset_the_state_and_know_their_parents() -> None:
    seen: list[GraphicsState] = []

    class Grouped(Watcher):
        def paint_path(
            self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool
        ) -> None:
            seen.append(self.state.copy())

    group = {"S": "/Transparency", "I": True, "K": True}
    inner = (b"0 0 9 9 re f", {"Subtype": "/Form", "BBox": [0, 0, 9, 9], "Group": group})
    source = page(
        b"/S gs /X Do",
        XObject={"/X": inner},
        ExtGState={"/S": {"ca": 0.5, "BM": "/Multiply", "op": True, "OPM": 1}},
    )
    watcher = Grouped(source)
    watcher.interpret_page(source.pages[0].obj)
    (state,) = seen
    assert (state.alpha, state.blend_mode, state.soft_mask) == ((1, 1), "Normal", False)
    assert (state.overprint, state.overprint_mode) == ((True, False), 1)
    assert state.group is not None
    assert (state.group.isolated, state.group.knockout, state.group_alpha) == (True, True, 0.5)
    assert state.group.isolating is state.group


class Copier(StreamRewriter):
    """A rewriter that changes nothing, and leaves out inline images."""

    REWRITTEN = frozenset({"BI"})

    def paint_path(
        self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool
    ) -> None: ...

    def draw_form(self, form: Any, name: str) -> None: ...


STREAMS = [
    b"q 1 0 0 1 5.25 -6 cm /F 9 Tf BT (a\\)b) Tj [<00ff> -20 (x)] TJ ET Q",
    b"0 0 m 1 1 l 2 2 3 3 4 4 c h W* n 0.1 0.2 0.3 0.4 k f*",
    b"/P <</MCID 3 /A [1 (x) /N]>> BDC EMC /Sch\xf6n gs",
]


@pytest.mark.parametrize("data", STREAMS)
def test_rewritten_streams_are_equivalent(data: bytes) -> None:
    pdf = page(
        b"",
        Font={"/F": {"Subtype": "/Type1", "BaseFont": "/A"}},
        ExtGState={LATIN: {}},
    )
    copier = Copier(FileCache(pdf), GraphicsState(), pdf.pages[0].obj.Resources)
    again = copier.rewrite(data)
    said = [(one.name, one.operands) for one in operations(data)]
    assert [(one.name, one.operands) for one in operations(again)] == said


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([*ANNEX_A, "1", "0.5", "/N", "(s)", "[", "]", "<<", ">>", "%", "x"]))
)
@example(["q", "BI"])
def test_any_order_of_operators_is_rewritten(words: list[str]) -> None:
    data = " ".join(words).encode()
    watched(data)
    pdf = page(b"")
    again = Copier(FileCache(pdf), GraphicsState(), pdf.pages[0].obj.Resources).rewrite(data)
    names = [one.name for one in operations(again)]
    assert names.count("q") == names.count("Q")


def test_a_damaged_content_stream_of_a_page_is_left_out() -> None:
    pdf = pikepdf.new()
    parts = Array([pdf.make_stream(b"1 g"), pdf.make_stream(b"none", Filter=Name.FlateDecode), 7])
    messages: list[str] = []
    assert join_streams(parts, messages.append).startswith(b"1 g")
    assert not any(PYTHON.search(one) for one in messages)
    assert page_boxes(Dictionary(Type=Name.Page)).damaged == ("MediaBox",)
