"""Functions of all types return the values of the standard."""

import pikepdf
import pytest

from planted import thing
from printissue.pdf import functions
from printissue.pdf.functions import compile_function

PDF = pikepdf.new()
UNIT = [0, 1]


def value(function: object, *at: float) -> list[float]:
    return [round(one, 4) for one in compile_function(thing(PDF, function))(at)]


def stream(data: bytes, **keys: object) -> tuple[bytes, dict[str, object]]:
    return data, {"Domain": UNIT, **keys}


POWER = {"FunctionType": 2, "Domain": UNIT, "C0": [0, 1], "C1": [1, 0], "N": 2}


@pytest.mark.parametrize(
    ("at", "expected"), [(0, [0, 1]), (0.5, [0.25, 0.75]), (1, [1, 0]), (7, [1, 0])]
)
def test_exponential_functions_are_evaluated(at: float, expected: list[float]) -> None:
    assert value(POWER, at) == expected


def test_power_has_defaults() -> None:
    assert value({"FunctionType": 2, "Domain": UNIT, "N": 1}, 0.3) == [0.3]


def test_sampled_functions_are_interpolated() -> None:
    function = stream(bytes([0, 255, 51]), FunctionType=0, Range=UNIT, Size=[3], BitsPerSample=8)
    assert value(function, 0) == [0]
    assert value(function, 0.25) == [0.5]
    assert value(function, 0.75) == [0.6]
    assert value(function, 1) == [0.2]


def test_sampled_in_two_dimensions() -> None:
    function = (
        bytes([0, 255, 255, 0]),
        {
            "FunctionType": 0,
            "Domain": [*UNIT, *UNIT],
            "Range": UNIT,
            "Size": [2, 2],
            "BitsPerSample": 8,
        },
    )
    assert value(function, 1, 0) == [1]
    assert value(function, 1, 1) == [0]
    assert value(function, 0.5, 0.5) == [0.5]


def test_sampled_with_few_bits_and_a_decode() -> None:
    keys = {"FunctionType": 0, "Range": [0, 2], "Decode": [2, 0], "Size": [2]}
    assert value(stream(b"\x30", BitsPerSample=2, **keys), 1) == [0]
    assert value(stream(b"\x30", BitsPerSample=2, **keys), 0) == [2]


def test_stitching_functions_choose_a_part() -> None:
    up = {"FunctionType": 2, "Domain": UNIT, "N": 1}
    function = {
        "FunctionType": 3,
        "Domain": UNIT,
        "Functions": [up, up],
        "Bounds": [0.25],
        "Encode": [0, 1, 1, 0],
    }
    assert value(function, 0.125) == [0.5]
    assert value(function, 0.25) == [1]
    assert value(function, 1) == [0]


def test_an_array_is_one_function_a_value() -> None:
    up = {"FunctionType": 2, "Domain": UNIT, "N": 1}
    assert value([up, up], 0.4) == [0.4, 0.4]


@pytest.mark.parametrize(
    ("program", "before", "after"),
    [
        ("{ dup mul }", [3], [9]),
        ("{ 1 exch sub }", [0.25], [0.75]),
        ("{ 2 copy add }", [1, 2], [1, 2, 3]),
        ("{ 3 1 roll }", [1, 2, 3], [3, 1, 2]),
        ("{ 3 -1 roll }", [1, 2, 3], [2, 3, 1]),
        ("{ 1 index }", [7, 8], [7, 8, 7]),
        ("{ dup 0.5 gt { pop 1 } { pop 0 } ifelse }", [0.7], [1]),
        ("{ dup 0.5 lt { 2 mul } if }", [0.25], [0.5]),
        ("{ 7 3 idiv 7 3 mod }", [], [2, 1]),
        ("{ 90 sin 1 1 atan }", [], [1, 45]),
        ("{ 100 log 2 3 exp 9 sqrt }", [], [2, 8, 3]),
        ("{ 3.7 truncate -3.5 round 3.2 ceiling -3.2 floor }", [], [3, -3, 4, -4]),
        ("{ 6 3 and 6 3 or 6 3 xor 5 not }", [], [2, 7, 5, -6]),
        ("{ true false or { 1 } { 0 } ifelse }", [], [1]),
        ("{ 1 3 bitshift 8 -2 bitshift 3.9 cvi 3 cvr }", [], [8, 2, 3, 3]),
        ("{ 5 neg abs 1 1 eq { 4 } if % done\n }", [], [5, 4]),
    ],
)
def test_calculator_functions_are_run(
    program: str, before: list[float], after: list[float]
) -> None:
    stack = functions.run_program(functions.parse_program(program), tuple(map(float, before)))
    assert stack == pytest.approx(after)


@pytest.mark.parametrize(
    "program", ["", "{", "}", "{ 1 } }", "{ dup } { dup }", "{ deletefile }", "1 2"]
)
def test_damaged_calculator_programs(program: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        functions.parse_program(program)


@pytest.mark.parametrize(
    "program",
    [
        "{ add }",
        "{ 1 0 div }",
        "{ -5 copy }",
        "{ 9 1 roll }",
        "{ true if }",
        "{ 1 2 true ifelse }",
        "{ 10 400 exp 10 400 exp mul }",
        "{ -1 sqrt }",
    ],
)
def test_programs_that_fail(program: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        functions.run_program(functions.parse_program(program), ())


def test_a_calculator_function() -> None:
    function = stream(b"{ dup 2 mul exch }", FunctionType=4, Range=[*UNIT, *UNIT])
    assert value(function, 0.3) == [0.6, 0.3]
    assert value(function, 0.9) == [1, 0.9]


@pytest.mark.parametrize(
    "function",
    [
        {"FunctionType": 9, "Domain": UNIT},
        {"Domain": UNIT},
        {"FunctionType": 3, "Domain": UNIT, "Functions": [], "Bounds": [], "Encode": []},
        stream(b"", FunctionType=0, Range=UNIT, Size=[0], BitsPerSample=8),
        stream(b"{", FunctionType=4, Range=UNIT),
    ],
)
def test_damaged_functions(function: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        compile_function(thing(PDF, function))


def test_endless_functions_are_refused() -> None:
    pdf = pikepdf.new()
    loop = pdf.make_indirect(pikepdf.Dictionary(FunctionType=3, Domain=[0, 1], Bounds=[]))
    loop.Encode = pikepdf.Array([0, 1])
    loop.Functions = pikepdf.Array([loop])
    with pytest.raises(ValueError, match="nested too deeply"):
        compile_function(loop)


def test_a_function_that_leaves_too_few_values() -> None:
    function = stream(b"{ pop }", FunctionType=4, Range=UNIT)
    with pytest.raises(ValueError, match="too few"):
        value(function, 0.5)
