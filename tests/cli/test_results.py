"""What programs are told: one JSON value for every command and every way in which it ends, as its schema says."""

import hashlib
import json

import jsonschema
import pytest

from impositionfiles import file_of
from printissue import cli, pipeline
from printissue.core.errors import ExitCode, LayoutError, MissingError, WriteError
from printissue.core.results import schema
from workbench import ISSUE, Program, lay_out

ISSUE_FILE = "issues/update/2015-10.yaml"
NEXT_FILE = "issues/update/2015-11.yaml"
TOPICS = ISSUE.replace("body: Some words.", "body: Some words.\n        topics: [harbour]")
BROKEN = f"{ISSUE}zzz: 1\n"
VALIDATOR = jsonschema.Draft202012Validator(schema())
LISTS = ("files", "findings", "failures", "notes", "checks", "reports")


@pytest.fixture
def program(monkeypatch, capsys):
    return Program(monkeypatch, capsys)


@pytest.fixture
def results(tmp_path, program):
    """Runs the program with `--format json`, and gives what it printed once that is as the schema says."""

    def run(*words, code=ExitCode.OK, files=None):
        ended = program(lay_out(tmp_path, files), *words, "--format", "json")
        assert ended.code == code, ended.err
        assert ended.out.count("\n") == 1
        values = json.loads(ended.out)
        VALIDATOR.validate(values)
        assert values["exit_code"] == code
        for file in values["files"]:
            if file["edition"] == "bag":
                continue
            content = (tmp_path / file["path"]).read_bytes()
            assert file["sha256"] == hashlib.sha256(content).hexdigest()
            assert file["size"] == len(content)
        return values

    return run


def told(values):
    """Name the lists of the results that are not empty."""
    return [name for name in LISTS if values[name]]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())
    assert set(schema()["required"]) == {"format", "printissue", "command", "exit_code", *LISTS}
    for damaged in ({}, [], {"format": 1}, "x"):
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate(damaged)


def test_the_schema_is_printed(tmp_path, program):
    assert json.loads(program(lay_out(tmp_path), "schema", "results").out) == schema()


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["init", "ours"], 2),
        (["new", "update/2015-11"], 1),
        (["new", "fresh/2015-11"], 2),
        (["theme", "new", "harbour"], 0),
    ],
)
def test_what_is_started(results, words, count):
    values = results(*words)
    assert told(values) == ["files"]
    paths = [file["path"] for file in values["files"]]
    assert len([path for path in paths if "issues/" in path]) == count
    assert values["command"] == " ".join(word for word in words if word in ("init", "new", "theme"))


def test_the_doctor(results):
    values = results("doctor")
    assert told(values) == ["checks"]
    assert {"name", "ok", "found", "hint", "needed"} == set(values["checks"][0])


def test_a_check(results):
    assert told(results("check")) == []
    values = results("check", code=ExitCode.MANUSCRIPT, files={ISSUE_FILE: BROKEN})
    assert told(values) == ["findings"]
    (finding,) = values["findings"]
    assert finding["rule"] == "unknown-key"
    assert finding["place"] == {"file": ISSUE_FILE, "line": 8, "column": 1, "text": "zzz: 1"}


def test_a_year_of_files(results, tmp_path):
    """What is built is examined, put on sheets, bound, verified and indexed."""
    values = results("build", files={ISSUE_FILE: TOPICS})
    assert told(values) == ["files"]
    assert [file["edition"] for file in values["files"]] == ["print", "archive", "screen"]
    assert {file["source"] for file in values["files"]} == {"update/2015-10"}
    assert all(file["pages"] >= 1 for file in values["files"])
    printed = values["files"][0]["path"]
    page = str(tmp_path / "r.html")
    values = results(
        "preflight", str(tmp_path / printed), "--report", page, files={ISSUE_FILE: TOPICS}
    )
    assert told(values)[0] == "files"
    assert told(values)[-1] == "reports"
    assert [(file["edition"], file["pages"]) for file in values["files"]] == [("report", None)]
    assert values["reports"][0]["file"] == printed
    bag = tmp_path / "output/update/2015/update-2015-bag/tagmanifest-sha256.txt"
    values = results("volume", "update/2015", "--allow-gaps", "--bag", files={ISSUE_FILE: TOPICS})
    assert [file["edition"] for file in values["files"]] == ["archive volume", "bag"]
    assert values["files"][1]["sha256"] == hashlib.sha256(bag.read_bytes()).hexdigest()
    assert told(results("verify", "update/2015", files={ISSUE_FILE: TOPICS})) == []
    values = results("index", "update", files={ISSUE_FILE: TOPICS})
    assert [file["edition"] for file in values["files"]] == ["index", "web index"]
    (tmp_path / "output/update/2015/update-2015-volume.pdf").unlink()
    values = results("verify", "update/2015", code=ExitCode.PREFLIGHT, files={ISSUE_FILE: TOPICS})
    assert told(values) == ["findings"]


def test_sheets_and_covers(results, tmp_path):
    lay_out(tmp_path, {"a.pdf": file_of(8), "none.pdf": b"none", "cover.pdf": file_of(4)})
    values = results("impose", "a.pdf")
    (file,) = values["files"]
    assert (file["path"], file["edition"], file["pages"]) == ("a-saddle-2up.pdf", "sheets", 4)
    values = results("cover", "cover.pdf", "--spine", "4mm")
    assert [file["edition"] for file in values["files"]] == ["cover"]
    values = results("impose", "none.pdf", code=ExitCode.PREFLIGHT)
    assert told(values) == ["findings"]
    values = results("preflight", "none.pdf", code=ExitCode.PREFLIGHT)
    assert told(values) == ["findings", "reports"]
    values = results("impose", "a.pdf", "-o", "a.pdf", code=ExitCode.USAGE)
    assert told(values) == ["failures"]


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["build", "nope"], "build"),
        (["build", "--nope"], "build"),
        (["nope"], ""),
        (["check", "update/nope"], "check"),
        (["new", "update/2015-10"], "new"),
        (["theme", "new", "bulletin"], "theme new"),
        (["init", "."], "init"),
        (["preflight", "nope.pdf"], "preflight"),
        (["impose"], "impose"),
        (["volume", "update/1900"], "volume"),
        (["verify", "x"], "verify"),
        (["index", "update"], "index"),
        (["-C", "nowhere", "build"], ""),
        (["-C", "x" * 300, "build"], ""),
        (["-C", ISSUE_FILE, "build"], ""),
    ],
)
def test_a_command_that_cannot_be_done(results, words, command):
    values = results(*words, code=ExitCode.USAGE)
    assert told(values) == ["failures"]
    assert values["failures"][0]["exit_code"] == ExitCode.USAGE
    assert values["failures"][0]["message"]
    assert values["command"] in (command, "")


# several kinds of failure


def press(job, *_):
    raise LayoutError(f"{job.ref}: the press broke down")


def missing(job, *_):
    raise MissingError(f"{job.ref}: a font is missing")


def either(job, *_):
    raise (missing if job.ref.key == "2015-10" else press)(job)


def full(*_values, **_named):
    raise WriteError("cannot write a: No space left on device")


THREE = {NEXT_FILE: ISSUE.replace("2015-10", "2015-11"), "issues/update/2015-12.yaml": BROKEN}


@pytest.mark.parametrize(
    ("make", "files", "codes"),
    [
        (press, THREE, [3, 5, 5]),
        (missing, THREE, [3, 7, 7]),
        (either, {NEXT_FILE: THREE[NEXT_FILE]}, [5, 7]),
        (either, THREE, [3, 5, 7]),
        (press, {}, [5]),
    ],
    ids=["press", "missing", "both", "all three", "one"],
)
def test_the_earliest_stage_that_failed_gives_the_code(results, monkeypatch, make, files, codes):
    monkeypatch.setattr(pipeline, "make", make)
    values = results("build", "--edition", "screen", code=codes[0], files=files)
    failures = [one["exit_code"] for one in values["failures"]]
    assert sorted(failures) == [code for code in codes if code != ExitCode.MANUSCRIPT]
    assert bool(values["findings"]) == ("issues/update/2015-12.yaml" in files)


def test_a_full_disk_and_a_faulty_manuscript(results, monkeypatch):
    monkeypatch.setattr(pipeline, "put_out", full)
    values = results("build", "--edition", "screen", code=ExitCode.WRITE)
    assert [one["exit_code"] for one in values["failures"]] == [8]
    faulty = {NEXT_FILE: BROKEN}
    values = results("build", "--edition", "screen", code=ExitCode.MANUSCRIPT, files=faulty)
    assert told(values) == ["findings", "failures"]


def interrupt(*_values, **_named):
    raise KeyboardInterrupt


def bug(*_values, **_named):
    raise ZeroDivisionError("division by zero")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (interrupt, 130),
        (bug, 1),
        (lambda *_: open("/nowhere/x"), 2),  # noqa: SIM115, PTH123
    ],
    ids=["interrupted", "bug", "no file"],
)
def test_what_ends_a_run_is_told_too(results, monkeypatch, fault, code):
    monkeypatch.setattr(pipeline, "build", fault)
    values = results("build", code=code)
    assert [one["exit_code"] for one in values["failures"]] == [code]


def test_an_interruption_counts_more_than_a_finding(results, monkeypatch):
    monkeypatch.setattr(pipeline, "put_out", interrupt)
    values = results("build", "--edition", "screen", code=130, files={NEXT_FILE: BROKEN})
    assert told(values) == ["findings", "failures"]


def test_help_asks_for_nothing(tmp_path, program):
    for name in cli.cli.commands:
        ended = program(tmp_path, name, "--help")
        assert (ended.code, ended.err) == (ExitCode.OK, "")
        assert "For example:" in ended.out
        assert f"  printissue {name}" in ended.out


def test_summaries_are_whole(tmp_path, program):
    shown = " ".join(program(tmp_path, "--help").out.split())
    for command in cli.cli.commands.values():
        assert command.help.partition("\n\n")[0] in shown
    assert "..." not in shown.partition("Commands:")[2]
