"""The JSON results: one value for every command, however it ends, valid against its schema."""

import hashlib
import json

import jsonschema
import pytest

from impositionfiles import file_of
from printissue import cli, pipeline
from printissue.core.errors import ExitCode, LayoutError, MissingError, WriteError
from printissue.core.results import schema
from printissue.pipeline import making
from workbench import ISSUE, lay_out

ISSUE_FILE = "issues/update/2015-10.yaml"
NEXT_FILE = "issues/update/2015-11.yaml"
TOPICS = ISSUE.replace("body: Some words.", "body: Some words.\n        topics: [harbour]")
BROKEN = f"{ISSUE}zzz: 1\n"
VALIDATOR = jsonschema.Draft202012Validator(schema())
LISTS = (
    "files",
    "findings",
    "failures",
    "notes",
    "issues",
    "checks",
    "reports",
    "drafts",
    "differences",
)


@pytest.fixture
def results(tmp_path, program):
    """Return a function that runs the program with `--format json` and checks the results against the schema."""

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


def filled_lists(values):
    """Return the names of the lists in the results that are not empty."""
    return [name for name in LISTS if values[name]]


def test_the_schema_is_valid():
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
def test_new_files_are_listed(results, words, count):
    values = results(*words)
    assert filled_lists(values) == ["files"]
    paths = [file["path"] for file in values["files"]]
    assert len([path for path in paths if "issues/" in path]) == count
    assert values["command"] == " ".join(word for word in words if word in ("init", "new", "theme"))


def test_doctor_lists_its_checks(results):
    values = results("doctor")
    assert filled_lists(values) == ["checks"]
    assert {"name", "ok", "found", "hint", "needed"} == set(values["checks"][0])


def test_check_lists_its_findings(results):
    assert filled_lists(results("check")) == []
    values = results("check", code=ExitCode.MANUSCRIPT, files={ISSUE_FILE: BROKEN})
    assert filled_lists(values) == ["findings"]
    (finding,) = values["findings"]
    assert finding["rule"] == "unknown-key"
    assert finding["place"] == {"file": ISSUE_FILE, "line": 8, "column": 1, "text": "zzz: 1"}


@pytest.mark.slow
def test_all_commands_on_a_year_list_their_files(results, tmp_path):
    """Build, preflight, bind, verify and index one issue."""
    values = results("build", files={ISSUE_FILE: TOPICS})
    assert filled_lists(values) == ["files", "issues"]
    (issue,) = values["issues"]
    assert issue["editions"] == dict.fromkeys(("print", "archive", "screen"), "made")
    assert [file["edition"] for file in values["files"]] == ["print", "archive", "screen"]
    assert {file["source"] for file in values["files"]} == {"update/2015-10"}
    assert all(file["pages"] >= 1 for file in values["files"])
    printed = values["files"][0]["path"]
    page = str(tmp_path / "r.html")
    values = results(
        "preflight", str(tmp_path / printed), "--report", page, files={ISSUE_FILE: TOPICS}
    )
    assert filled_lists(values)[0] == "files"
    assert filled_lists(values)[-1] == "reports"
    assert [(file["edition"], file["pages"]) for file in values["files"]] == [("report", None)]
    assert values["reports"][0]["file"] == printed
    bag = tmp_path / "output/update/2015/update-2015-bag/tagmanifest-sha256.txt"
    values = results("volume", "update/2015", "--allow-gaps", "--bag", files={ISSUE_FILE: TOPICS})
    assert [file["edition"] for file in values["files"]] == ["archive volume", "bag"]
    assert values["files"][1]["sha256"] == hashlib.sha256(bag.read_bytes()).hexdigest()
    assert filled_lists(results("verify", "update/2015", files={ISSUE_FILE: TOPICS})) == []
    values = results("index", "update", files={ISSUE_FILE: TOPICS})
    assert [file["edition"] for file in values["files"]] == ["index", "web index"]
    (tmp_path / "output/update/2015/update-2015-volume.pdf").unlink()
    values = results("verify", "update/2015", code=ExitCode.PREFLIGHT, files={ISSUE_FILE: TOPICS})
    assert filled_lists(values) == ["findings"]


def test_sheets_and_covers_are_listed(results, tmp_path):
    lay_out(tmp_path, {"a.pdf": file_of(8), "none.pdf": b"none", "cover.pdf": file_of(4)})
    values = results("impose", "a.pdf")
    (file,) = values["files"]
    assert (file["path"], file["edition"], file["pages"]) == ("a-saddle-2up.pdf", "sheets", 4)
    values = results("cover", "cover.pdf", "--spine", "4mm")
    assert [file["edition"] for file in values["files"]] == ["cover"]
    values = results("impose", "none.pdf", code=ExitCode.PREFLIGHT)
    assert filled_lists(values) == ["findings"]
    values = results("preflight", "none.pdf", code=ExitCode.PREFLIGHT)
    assert filled_lists(values) == ["findings", "reports"]
    values = results("impose", "a.pdf", "-o", "a.pdf", code=ExitCode.USAGE)
    assert filled_lists(values) == ["failures"]


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
def test_a_usage_error_is_a_failure(results, words, command):
    values = results(*words, code=ExitCode.USAGE)
    assert filled_lists(values) == ["failures"]
    assert values["failures"][0]["exit_code"] == ExitCode.USAGE
    assert values["failures"][0]["message"]
    assert values["command"] in (command, "")


# several kinds of failure


def break_layout(job, *_):
    raise LayoutError(f"{job.ref}: the layout failed")


def miss_font(job, *_):
    raise MissingError(f"{job.ref}: a font is missing")


def break_or_miss(job, *_):
    raise (miss_font if job.ref.key == "2015-10" else break_layout)(job)


def fill_disk(*_values, **_named):
    raise WriteError("cannot write a: No space left on device")


THREE = {NEXT_FILE: ISSUE.replace("2015-10", "2015-11"), "issues/update/2015-12.yaml": BROKEN}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "files", "codes"),
    [
        (break_layout, THREE, [3, 5, 5]),
        (miss_font, THREE, [3, 7, 7]),
        (break_or_miss, {NEXT_FILE: THREE[NEXT_FILE]}, [5, 7]),
        (break_or_miss, THREE, [3, 5, 7]),
        (break_layout, {}, [5]),
    ],
    ids=["layout", "font", "both", "all three", "one"],
)
def test_the_earliest_stage_that_failed_gives_the_code(results, monkeypatch, make, files, codes):
    monkeypatch.setattr(making, "make_editions", make)
    values = results("build", "--edition", "screen", code=codes[0], files=files)
    failures = [one["exit_code"] for one in values["failures"]]
    assert sorted(failures) == [code for code in codes if code != ExitCode.MANUSCRIPT]
    assert bool(values["findings"]) == ("issues/update/2015-12.yaml" in files)


@pytest.mark.slow
def test_a_full_disk_does_not_hide_a_faulty_manuscript(results, monkeypatch):
    monkeypatch.setattr(making, "write_editions", fill_disk)
    values = results("build", "--edition", "screen", code=ExitCode.WRITE)
    assert [one["exit_code"] for one in values["failures"]] == [8]
    faulty = {NEXT_FILE: BROKEN}
    values = results("build", "--edition", "screen", code=ExitCode.MANUSCRIPT, files=faulty)
    assert filled_lists(values) == ["findings", "failures", "issues"]
    assert [one["status"] for one in values["issues"]] == ["failed"]


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
def test_an_exception_that_ends_the_run_is_a_failure(results, monkeypatch, fault, code):
    monkeypatch.setattr(pipeline, "build", fault)
    values = results("build", code=code)
    assert [one["exit_code"] for one in values["failures"]] == [code]


def test_an_interruption_decides_the_exit_code(results, monkeypatch):
    monkeypatch.setattr(making, "write_editions", interrupt)
    values = results("build", "--edition", "screen", code=130, files={NEXT_FILE: BROKEN})
    assert filled_lists(values) == ["findings", "failures", "issues"]
    assert [one["status"] for one in values["issues"]] == ["failed"]


def test_help_works_without_a_workspace(tmp_path, program):
    for name in cli.cli.commands:
        ended = program(tmp_path, name, "--help")
        assert (ended.code, ended.err) == (ExitCode.OK, "")
        assert "For example:" in ended.out
        assert f"  printissue {name}" in ended.out


def test_summaries_in_the_help_are_not_cut(tmp_path, program):
    shown = " ".join(program(tmp_path, "--help").out.split())
    for command in cli.cli.commands.values():
        assert command.help.partition("\n\n")[0] in shown
    assert "..." not in shown.partition("Commands:")[2]
