"""The command line: how runs end, with exit codes and messages, and which files they leave."""

import fcntl
import io
import json
import os
import signal
import subprocess
import sys
import time

import click
import pytest
from PIL import Image

from printissue import cli, pipeline
from printissue.core.errors import ExitCode
from printissue.core.limits import Limit
from printissue.core.workspace import Workspace
from printissue.pipeline import making
from workbench import (
    ISSUE,
    OLD,
    PUBLICATION,
    REF,
    Ended,
    contents,
    default_signals,
    lay_out,
    output_file,
    with_old_output,
)

PUBLICATION_FILE = "issues/update/publication.yaml"
ISSUE_FILE = "issues/update/2015-10.yaml"
PICTURE = f"{ISSUE}        image: {{file: a.png, alt: A}}\n"


@pytest.fixture
def failed(tmp_path, program):
    """Return a function that runs the program, expects it to fail and checks that no file changed."""

    def run(code: int, files=None, *, words=("build",)) -> Ended:
        workspace = with_old_output(lay_out(tmp_path, files))
        before = contents(tmp_path)
        ended = program(workspace, *words)
        assert ended.code == code, ended.err
        assert "Traceback" not in ended.err
        assert contents(tmp_path) == before
        return ended

    return run


def message_of(ended: Ended) -> str:
    """Return the only message of a run that an error ended."""
    lines = [line for line in ended.err.splitlines() if not line.startswith("  hint: ")]
    assert len(lines) == 1, ended.err
    assert lines[0].startswith("printissue: error: ")
    return lines[0].removeprefix("printissue: error: ")


def finding_of(ended: Ended) -> str:
    """Return the first line of the only finding of a run."""
    lines = [line for line in ended.err.splitlines() if not line.startswith("  ")]
    assert len(lines) == 2, ended.err
    assert lines[1].startswith(("0 files written, 1 issue failed in ", "1 issue checked in "))
    assert lines[1].endswith("1 error, 0 warnings")
    return lines[0]


# the manuscript: 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "place", "rule"),
    [
        ({ISSUE_FILE: f"{ISSUE}zzz: 1\n"}, f"{ISSUE_FILE}:8:1", "unknown-key"),
        ({ISSUE_FILE: f"{ISSUE}online: [\n"}, f"{ISSUE_FILE}:8:10", "yaml-syntax"),
        ({ISSUE_FILE: PICTURE}, f"{ISSUE_FILE}:8:23", "image-missing"),
        ({ISSUE_FILE: ISSUE.replace("Some words.", "'[a](ftp://b.c)'")}, f"{ISSUE_FILE}:7:20", "wrong-link"),
        ({ISSUE_FILE: f"{ISSUE}online: javascript:alert(1)\n"}, f"{ISSUE_FILE}:8:9", "wrong-link"),
        ({ISSUE_FILE: ISSUE.replace("words", "w\U00013000rds")}, f"{ISSUE_FILE}:7:21", "unknown-glyph"),
        ({PUBLICATION_FILE: f"{PUBLICATION}printer: nope\n"}, f"{PUBLICATION_FILE}:3:10", "wrong-value"),
        ({"printers.yaml": "odd: {title: A, marks: maybe}\n"}, "printers.yaml:1:24", "wrong-value"),
    ],
)  # fmt: skip
def test_a_faulty_manuscript_exits_with_3(failed, files, place, rule):
    message = finding_of(failed(ExitCode.MANUSCRIPT, files))
    assert message.startswith(f"{place}: error: ")
    assert message.endswith(f"[{rule}]")


def png(width: int = 600, height: int = 600) -> bytes:

    out = io.BytesIO()
    Image.effect_noise((width, height), 60).save(out, "PNG")
    return out.getvalue()


def test_a_truncated_picture_is_an_error(failed):
    files = {ISSUE_FILE: PICTURE, "issues/update/a.png": png()[:20_000]}
    message = finding_of(failed(ExitCode.MANUSCRIPT, files))
    assert message.startswith(f"{ISSUE_FILE}:8:23: error: a.png: ")
    assert message.endswith("[image-damaged]")


def test_text_that_no_edition_shows_is_an_error(failed):
    """The Markdown parser silently drops text that is nested too deeply."""
    body = "\n          ".join(f"{'  ' * depth}- item {depth}" for depth in range(30))
    issue = ISSUE.replace("Some words.", f"|\n          {body}")
    assert "20 deep" in finding_of(failed(ExitCode.MANUSCRIPT, {ISSUE_FILE: issue}))


def test_nested_text_that_is_shown_is_accepted(tmp_path, program):
    body = "\n          ".join(f"{'  ' * depth}- item {depth}" for depth in range(12))
    issue = ISSUE.replace("Some words.", f"|\n          {body}")
    workspace = lay_out(tmp_path, {ISSUE_FILE: issue})
    assert program(workspace, "check").code == ExitCode.OK


def test_all_faults_of_an_issue_come_in_one_run(failed):
    ended = failed(
        ExitCode.MANUSCRIPT,
        {ISSUE_FILE: f"{ISSUE}zzz: 1\n", PUBLICATION_FILE: "title: Update\n"},
    )
    assert "[unknown-key]" in ended.err
    assert "[missing-key]" in ended.err
    assert "2 errors" in ended.err


def test_an_issue_with_errors_does_not_stop_the_others(tmp_path, program):
    workspace = with_old_output(
        lay_out(tmp_path, {ISSUE_FILE: f"{ISSUE}zzz: 1\n", "issues/update/2015-11.yaml": ISSUE.replace("10", "11")})
    )  # fmt: skip
    ended = program(workspace, "build", "--edition", "screen")
    assert ended.code == ExitCode.MANUSCRIPT
    assert ended.out == "output/update/2015-11/update-2015-11-screen.pdf\n"
    assert output_file(workspace, REF, "screen").read_bytes() == OLD


# usage: 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["build", "update/1999-01"], "update has no issue '1999-01'"),
        (["check", "update/1999-01"], "update has no issue '1999-01'"),
        (["build", "nope"], "there is no publication 'nope'"),
        (["build", "../update"], "'../update' cannot be the name of an issue"),
        (["build", "update/../../x"], "'update/../../x' cannot be the name of an issue"),
        (["build", ""], "an empty name cannot be the name of an issue"),
        (["build", "--printer", "nope"], "there is no printer 'nope'"),
        (["build", "--theme", "nope"], "there is no theme 'nope'"),
        (["new", "update/2015-10"], f"{ISSUE_FILE} exists already"),
        (["new", "Update/2015-10"], "'Update/2015-10' cannot be the name of an issue"),
        (["new", ""], "'' cannot be the name of an issue"),
        (["init", "."], ". is not empty"),
    ],
)
def test_unknown_names_are_usage_errors(failed, words, message):
    assert message_of(failed(ExitCode.USAGE, words=words)).startswith(message)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["build", "--nope"], "No such option '--nope'"),
        (["nope"], "No such command 'nope'"),
        (["build", "--edition", "nope"], "'nope' is not one of 'print', 'archive', 'screen'"),
        (["check", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
        (["schema", "nope"], "'nope' is not one of"),
        (["new"], "Missing argument"),
        (["-C", ISSUE_FILE, "build"], "is a file"),
    ],
)
def test_unknown_options_and_commands_are_usage_errors(failed, words, message):
    ended = failed(ExitCode.USAGE, words=words)
    assert ended.out == ""
    assert message in ended.err
    assert len([line for line in ended.err.splitlines() if line.startswith("Error: ")]) == 1


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_that_is_not_a_workspace_is_an_error(tmp_path, program, command):
    ended = program(tmp_path, command)
    assert ended.code == ExitCode.USAGE
    assert message_of(ended).endswith("is not a workspace: it has no issues/")
    assert "printissue init" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_without_issues_is_an_error(tmp_path, program):
    (tmp_path / "issues").mkdir()
    assert message_of(program(tmp_path, "build")) == "there are no issues yet"


# layout: 5


DIVS = '<h3 id="{{ anchor(item) }}">One</h3>{% for n in range(600) %}<div>{% endfor %}deep\n'


def test_a_layout_that_is_nested_too_deeply_fails(failed):
    ended = failed(ExitCode.LAYOUT, {"templates/parts/articles.html.j2": DIVS})
    assert message_of(ended) == "update/2015-10: nested too deeply"


def sleep(*_values):
    time.sleep(60)


def die(*_values):
    os.kill(os.getpid(), signal.SIGKILL)


def fail(*_values):
    raise ZeroDivisionError("division by zero")


def test_a_layout_that_does_not_end_is_stopped(failed, monkeypatch):
    monkeypatch.setattr(making, "make_editions", sleep)
    monkeypatch.setattr(Limit, "wall_time", 0.6)
    message = message_of(failed(ExitCode.LAYOUT))
    assert message == "update/2015-10: the layout did not end within 0.6 seconds"


def spin(*_values):
    while True:
        pass


def eat(*_values):
    eaten = []
    while True:
        eaten.append(b"x" * (1 << 20))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "setting", "message"),
    [
        (spin, "seconds: 1", "the layout takes more than 1 seconds of processor time"),
        (eat, "memory: 400 MB", "the layout takes more than 400 MB of memory"),
    ],
)
def test_a_layout_over_its_limit_is_stopped(failed, monkeypatch, work, setting, message):
    monkeypatch.setattr(making, "make_editions", work)
    ended = failed(ExitCode.LAYOUT, {"workspace.yaml": f"limits:\n  layout:\n    {setting}\n"})
    assert message_of(ended) == f"update/2015-10: {message}"
    assert "allow more in workspace.yaml, limits: {layout: {" in ended.err


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "build"])
def test_a_template_over_its_limit_is_a_finding(failed, command):
    files = {
        "templates/parts/articles.html.j2": "{% for a in range(9999) %}{% for b in range(9999) %}\n"
        "{% endfor %}{% endfor %}",
        "workspace.yaml": "limits: {template: {seconds: 1}}\n",
    }
    ended = failed(ExitCode.THEME, files, words=(command,))
    assert "templates/parts/articles.html.j2:1:" in ended.err
    assert "[template-limits]" in ended.err


def test_a_wrong_key_in_workspace_yaml_is_an_error(failed):
    ended = failed(ExitCode.MANUSCRIPT, {"workspace.yaml": "limits: {layout: {second: 3}}\n"})
    assert "workspace.yaml:1:19: error:" in ended.err


def test_a_killed_worker_is_a_layout_error(failed, monkeypatch):
    monkeypatch.setattr(making, "make_editions", die)
    assert "the process broke down" in message_of(failed(ExitCode.LAYOUT))


def test_an_exception_in_the_layout_is_a_layout_error(failed, monkeypatch):
    monkeypatch.setattr(making, "make_editions", fail)
    message = message_of(failed(ExitCode.LAYOUT))
    assert message == "update/2015-10: the layout gave up (ZeroDivisionError: division by zero)"


# what is missing: 7


def test_a_missing_profile_exits_with_7(failed):
    files = {
        "printers.yaml": "odd: {title: Odd, profile: nope.icc}\n",
        PUBLICATION_FILE: f"{PUBLICATION}printer: odd\n",
    }
    assert message_of(failed(ExitCode.MISSING, files)) == "the ICC profile nope.icc is missing"


# what cannot be written: 8


@pytest.mark.parametrize("place", ["output", "output/update", "output/update/2015-10"])
def test_a_file_in_place_of_an_output_folder_exits_with_8(tmp_path, program, place):
    workspace = lay_out(tmp_path, {place: OLD})
    before = contents(tmp_path)
    ended = program(workspace, "build", "--edition", "screen")
    assert ended.code == ExitCode.WRITE
    assert message_of(ended).startswith("cannot write ")
    assert contents(tmp_path) == before


def test_a_folder_in_place_of_an_output_file_exits_with_8(tmp_path, program):
    workspace = lay_out(tmp_path)
    target = output_file(workspace, REF, "screen")
    target.mkdir(parents=True)
    (target / "kept").write_bytes(OLD)
    ended = program(workspace, "build", "--edition", "screen")
    assert ended.code == ExitCode.WRITE
    assert message_of(ended) == f"cannot write {target}: Is a directory"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_new_issue_that_cannot_be_written_exits_with_8(tmp_path, program):
    workspace = lay_out(tmp_path, {"issues/other": OLD})
    ended = program(workspace, "new", "other/2015-10")
    assert ended.code == ExitCode.WRITE
    assert message_of(ended).startswith("cannot write ")


# another run: 75; an interrupted one: 130; a bug: 1


def test_a_locked_workspace_exits_with_75(failed, tmp_path):
    (tmp_path / "output").mkdir()
    with (tmp_path / "output" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        message = message_of(failed(ExitCode.BUSY))
    assert message == "another run is writing into this workspace"


def test_check_needs_no_lock(tmp_path, program):
    workspace = with_old_output(lay_out(tmp_path))
    with (tmp_path / "output" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert program(workspace, "check").code == ExitCode.OK


@pytest.mark.slow
def test_an_interrupted_run_exits_with_130(tmp_path):
    workspace = with_old_output(lay_out(tmp_path))
    before = contents(tmp_path)
    code = (
        "import os, signal, time\n"
        "from printissue import cli\n"
        "from printissue.pipeline import WorkerPool\n"
        "send = WorkerPool.send\n"
        "def interrupt(*values, **more):\n"
        "    send(*values, **more)\n"
        "    os.killpg(0, signal.SIGINT)\n"
        "    time.sleep(5)\n"
        "WorkerPool.send = interrupt\n"
        "cli.main()\n"
    )
    command = [sys.executable, "-c", code, "build"]
    run = subprocess.run(
        command, cwd=workspace.root, capture_output=True, text=True, check=False,
        start_new_session=True, timeout=60, preexec_fn=default_signals,
    )  # fmt: skip
    assert run.returncode == ExitCode.INTERRUPTED, run.stderr
    assert run.stderr.split("\n") == ["", "printissue: error: interrupted", ""]
    assert contents(tmp_path) == before


def test_a_bug_is_reported_in_one_line(failed, monkeypatch):
    monkeypatch.setattr(pipeline, "build", fail)
    ended = failed(ExitCode.BUG)
    message = message_of(ended)
    assert message == "a bug in printissue: ZeroDivisionError: division by zero"
    assert "-v" in ended.err


@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_verbose_shows_the_traceback_of_a_bug(tmp_path, program, monkeypatch, option):
    monkeypatch.setattr(pipeline, "build", fail)
    ended = program(lay_out(tmp_path), option, "build")
    assert ended.code == ExitCode.BUG
    assert ended.err.startswith("Traceback")
    assert "printissue: error: a bug in printissue: ZeroDivisionError" in ended.err


def test_verbose_does_not_change_the_exit_code(tmp_path, program):
    ended = program(lay_out(tmp_path), "-v", "build", "nope")
    assert ended.code == ExitCode.USAGE
    assert "Traceback" in ended.err
    assert "printissue: error: there is no publication 'nope'" in ended.err


# output


@pytest.mark.slow
def test_paths_go_to_stdout_and_messages_to_stderr(tmp_path, program):
    workspace = lay_out(tmp_path)
    ended = program(workspace, "build")
    names = [f"output/update/2015-10/update-2015-10-{one}.pdf" for one in ("print", "archive", "screen")]  # fmt: skip
    assert ended.code == ExitCode.OK
    assert ended.out.splitlines() == names
    assert all((tmp_path / name).read_bytes().startswith(b"%PDF-") for name in names)
    assert "3 files written" in ended.err
    assert "0 errors, 0 warnings" in ended.err
    assert list(contents(tmp_path / "output")) == sorted(
        name.removeprefix("output/") for name in names
    )


def test_only_the_named_editions_are_made(tmp_path, program):
    words = ("build", "update/2015-10", "--edition", "screen", "--edition", "screen")
    ended = program(lay_out(tmp_path), *words)
    assert ended.out == "output/update/2015-10/update-2015-10-screen.pdf\n"
    assert "1 file written" in ended.err


COARSE = {ISSUE_FILE: PICTURE, "issues/update/a.png": png(300, 300)}


def test_warnings_do_not_change_the_exit_code(tmp_path, program):
    ended = program(lay_out(tmp_path, COARSE), "check")
    assert ended.code == ExitCode.OK
    assert f"{ISSUE_FILE}:8:23: warning: " in ended.err
    assert "1 issue checked" in ended.err
    assert "0 errors, 1 warning\n" in ended.err


@pytest.mark.slow
@pytest.mark.parametrize("command", ["build", "check"])
def test_strict_treats_warnings_as_errors(failed, command):
    ended = failed(ExitCode.MANUSCRIPT, COARSE, words=(command, "--strict"))
    assert "[image-coarse]" in ended.err
    assert ended.out == ""


def test_check_writes_nothing(tmp_path, program):
    workspace = lay_out(tmp_path)
    before = contents(tmp_path)
    ended = program(workspace, "check")
    assert ended.code == ExitCode.OK
    assert ended.out == ""
    assert contents(tmp_path) == before
    assert not (tmp_path / "output").exists()


def test_check_checks_the_theme(failed):
    files = {"styles/bulletin/cover.css": "p { color: var(--nope) }\n"}
    assert "--nope" in finding_of(failed(ExitCode.THEME, files, words=("check",)))


# the other commands


def test_init_makes_a_workspace_that_builds(tmp_path, program):
    ended = program(tmp_path, "init", "ours")
    made = [tmp_path / line for line in ended.out.splitlines()]
    assert ended.code == ExitCode.OK
    assert made[0].name == "publication.yaml"
    assert {path.parent.name for path in made} == {"newsletter", "schema", "ours", ".vscode"}
    assert all(path.is_file() for path in made)
    built = program(tmp_path, "-C", "ours", "build", "--edition", "screen", "--strict")
    assert built.code == ExitCode.OK, built.err
    assert (tmp_path / "ours" / built.out.strip()).is_file()


def test_new_starts_an_issue(tmp_path, program):
    workspace = lay_out(tmp_path)
    assert program(workspace, "new", "update/2015-11").code == ExitCode.OK
    assert workspace.issue_keys("update") == ["2015-10", "2015-11"]
    ended = program(workspace, "check", "update/2015-11", "--strict")
    assert ended.code == ExitCode.OK, ended.err


def test_the_directory_option_names_the_workspace(tmp_path, program):
    lay_out(tmp_path / "inner")
    assert program(tmp_path, "-C", "inner", "check").code == ExitCode.OK
    assert program(tmp_path, "-C", str(tmp_path / "inner"), "check").code == ExitCode.OK
    assert program(tmp_path, "check").code == ExitCode.USAGE


@pytest.mark.parametrize("kind", ["issue", "publication", "printers", "theme"])
def test_schema_is_printed(tmp_path, program, kind):
    ended = program(tmp_path, "schema", kind)
    assert ended.code == ExitCode.OK
    assert json.loads(ended.out)["$schema"].startswith("https://json-schema.org/")
    assert ended.err == ""


def test_doctor_finds_everything_here(tmp_path, program):
    ended = program(tmp_path, "doctor")
    assert ended.code == ExitCode.OK, ended.out
    assert "ok        Python" in ended.out


def test_version(tmp_path, program):
    from printissue import __version__

    assert program(tmp_path, "--version").out == f"printissue, version {__version__}\n"


def test_every_command_has_help_and_every_option_a_sentence():
    assert isinstance(cli.cli, click.Group)
    for command in (cli.cli, *cli.cli.commands.values()):
        assert command.help
        options = [one for one in command.params if isinstance(one, click.Option)]
        for option in options:
            assert option.help, f"{command.name} {option.name}"
            assert option.help.endswith(".")


@pytest.mark.parametrize("words", [["--help"], ["build", "--help"], ["-h"]])
def test_help_does_not_load_heavy_libraries(words):
    code = (
        "import atexit, sys\n"
        "heavy = {'weasyprint', 'pikepdf', 'pypdf', 'PIL', 'fontTools', 'jinja2'}\n"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules)), file=sys.stderr))\n"
        "from printissue import cli\n"
        f"sys.argv = ['printissue', *{words!r}]\n"
        "cli.main()\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0
    assert run.stdout.startswith("Usage: printissue")
    assert run.stderr == "[]\n"


def test_python_dash_m_is_the_same_program(tmp_path):
    command = [sys.executable, "-m", "printissue", "build", "nope"]
    run = subprocess.run(command, cwd=lay_out(tmp_path).root, capture_output=True, text=True, check=False)  # fmt: skip
    assert run.returncode == ExitCode.USAGE
    assert run.stderr.startswith("printissue: error: there is no publication 'nope'\n")
    assert run.stdout == ""


def test_a_build_writes_into_output_only(tmp_path, program):
    workspace: Workspace = lay_out(tmp_path)
    before = contents(tmp_path)
    program(workspace, "build", "--edition", "screen")
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before
    assert all(name.startswith("output/") for name in set(after) - set(before))
