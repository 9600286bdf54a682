"""How a run ends that is closed off, stopped or run in an odd place: no bug is reported, nothing is left half done."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from printissue.core.errors import ExitCode
from workbench import ISSUE, REF, contents, default_signals, lay_out, output_file, with_old_output

COMMAND = [sys.executable, "-m", "printissue"]
SCREEN = ["build", "--edition", "screen"]


def run(workspace, *words, shell="", env=None, **options):
    """Run the program, in a shell where there is something for it to do with its streams."""
    command = [*COMMAND, *words]
    if shell:
        command = ["bash", "-c", f'set -o pipefail; "$@" {shell}', "bash", *command]
    return subprocess.run(
        command, cwd=workspace.root, text=True, check=False, timeout=120,
        env={**os.environ, **(env or {})},
        **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options),
    )  # fmt: skip


def no_bug(ended):
    said = f"{ended.stdout}{ended.stderr}".encode(errors="replace").decode()
    assert "bug" not in said, said
    assert "Traceback" not in said, said
    assert "Exception ignored" not in said, said


# streams


@pytest.mark.slow
@pytest.mark.parametrize("shell", [">&-", "<&- >&- 2>&-", "2>&1 >&- | true", "| head -c 1"])
def test_a_stream_that_nobody_reads(tmp_path, shell):
    """The run goes on, and ends with the code of the fault in another issue."""
    workspace = lay_out(tmp_path, {"issues/update/2015-11.yaml": f"{ISSUE}zzz: 1\n"})
    ended = run(workspace, *SCREEN, shell=shell)
    assert ended.returncode == ExitCode.MANUSCRIPT, ended.stderr
    no_bug(ended)
    assert output_file(workspace, REF, "screen").read_bytes().startswith(b"%PDF-")
    assert [path.name for path in (tmp_path / "output").rglob("*.part")] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "shell"),
    [
        (["check"], "2>&- | true"),
        (["check"], "2> >(true)"),
        (["schema"], "| true"),
        (["doctor"], ">&-"),
        (["--help"], "| true"),
        (["--help"], "> >(true) 2>&1"),
        (["check", "--format", "json"], ">&-"),
    ],
)
def test_no_command_minds_a_closed_stream(tmp_path, words, shell):
    ended = run(lay_out(tmp_path), *words, shell=shell)
    assert ended.returncode == ExitCode.OK, ended.stderr
    no_bug(ended)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_what_stdout_cannot_take_is_said(tmp_path):
    workspace = lay_out(tmp_path)
    ended = run(workspace, "schema", shell="> /dev/full")
    assert ended.returncode == ExitCode.WRITE
    assert "cannot write to stdout: No space left" in ended.stderr
    ended = run(workspace, *SCREEN, shell="> /dev/full")
    assert ended.returncode == ExitCode.WRITE
    assert output_file(workspace, REF, "screen").is_file()
    assert run(workspace, "check", shell="2> /dev/full").returncode == ExitCode.OK


# signals


WAIT = """
import os, sys, time
from pathlib import Path
from printissue import cli
from printissue.pipeline import making
def wait(job, *_):
    Path(f"worker-{os.getpid()}").touch()
    time.sleep(60)
def wait_to_write(handle):
    os.fsync = fsync
    Path("writing").touch()
    time.sleep(60)
fsync = os.fsync
if sys.argv.pop(1) == "work":
    making.make_editions = wait
else:
    os.fsync = wait_to_write
cli.main()
"""


def alive(process: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def begun(root: Path, name: str) -> list[Path]:
    for _ in range(600):
        if found := list(root.glob(name)):
            return found
        time.sleep(0.1)
    raise AssertionError("the run did not begin")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code", "where", "group"),
    [
        (signal.SIGTERM, 143, "work", False),
        (signal.SIGHUP, 129, "work", True),
        (signal.SIGINT, 130, "work", True),
        (signal.SIGTERM, 143, "write", False),
    ],
)
def test_a_signal_ends_a_run_whole(tmp_path, number, code, where, group):
    workspace = with_old_output(lay_out(tmp_path))
    before = contents(tmp_path)
    command = [sys.executable, "-c", WAIT, where, *SCREEN, "--format", "json"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=default_signals,  # noqa: PLW1509 - no threads here
    ) as process:  # fmt: skip
        seen = begun(tmp_path, "worker-*" if where == "work" else "writing")
        (os.killpg if group else os.kill)(process.pid, number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    values = json.loads(out)
    assert (values["exit_code"], values["failures"][0]["exit_code"]) == (code, code)
    assert "bug" not in err
    assert "Traceback" not in err
    for path in seen:
        if where == "work":
            assert not alive(int(path.name.partition("-")[2]))
        path.unlink()
    assert contents(tmp_path) == before
    with workspace.locked():
        pass


@pytest.mark.slow
def test_a_signal_while_a_module_is_loaded_has_its_code_too(tmp_path):
    """Python itself ends with 130 where a KeyboardInterrupt passes through `exec`."""
    code = (
        "import os, signal\n"
        "from printissue import cli, pipeline\n"
        "def load(*values):\n"
        "    exec('os.kill(os.getpid(), signal.SIGTERM)')\n"
        "pipeline.build = load\n"
        "cli.main()\n"
    )
    lay_out(tmp_path)
    command = [sys.executable, "-c", code, *SCREEN]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 143, ended.stderr
    assert ended.stderr.strip() == "printissue: error: ended by SIGTERM"


@pytest.mark.slow
def test_a_signal_that_is_ignored_stays_so(tmp_path):
    workspace = lay_out(tmp_path)
    code = (
        "import os, signal\n"
        "from printissue import cli, pipeline\n"
        "build = pipeline.build\n"
        "def hang_up(*values):\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "    return build(*values)\n"
        "pipeline.build = hang_up\n"
        "cli.main()\n"
    )
    command = ["nohup", sys.executable, "-c", code, *SCREEN]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == ExitCode.OK, ended.stderr
    assert output_file(workspace, REF, "screen").is_file()


# leftovers and the lock


@pytest.mark.slow
def test_the_next_run_removes_what_a_killed_one_left(tmp_path):
    workspace = lay_out(tmp_path)
    command = [sys.executable, "-c", WAIT, "write", *SCREEN]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        begun(tmp_path, "writing")
        process.kill()
    volume = tmp_path / "output" / "update" / "2015" / ".update-2015-bag.0a_b1c2d.part" / "new"
    volume.mkdir(parents=True)
    (volume / "half").write_bytes(b"x")
    assert len(list(tmp_path.rglob("*.part"))) == 2
    assert run(workspace, "build", "--edition", "archive").returncode == ExitCode.OK
    assert list(tmp_path.rglob("*.part")) == []


def test_a_busy_workspace_says_who_holds_it(tmp_path):
    workspace = lay_out(tmp_path)
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / ".lock").write_text('{"process": 1, "host": "old", "since": "1999"}')
    with workspace.locked():
        ended = run(workspace, *SCREEN)
    assert ended.returncode == ExitCode.BUSY
    assert f"process {os.getpid()} on " in ended.stderr
    assert f"since {time.strftime('%Y')}-" in ended.stderr


@pytest.mark.parametrize(
    "text",
    ["", "x", "null", "[]", "{}", '{"process": "x", "host": 1, "since": 2}', "\0" * 9, "[" * 9999,
     '{"process": 99999999999999999999, "host": "HERE", "since": "x"}',
     '{"process": 0.5, "host": null, "since": null}', '{"process": -1, "host": "HERE", "since": ""}'],
)  # fmt: skip
def test_a_damaged_lock_file_does_no_harm(tmp_path, program, text):
    import fcntl
    import socket

    workspace = lay_out(tmp_path)
    (tmp_path / "output").mkdir()
    path = tmp_path / "output" / ".lock"
    path.write_text(text.replace("HERE", socket.gethostname()))
    with path.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ended = program(workspace, *SCREEN)
    assert ended.code == ExitCode.BUSY, ended.err
    assert "another run is writing into this workspace" in ended.err
    with workspace.locked():
        assert json.loads(path.read_text())["process"] == os.getpid()


# odd places


def unwritable(tmp_path, kind):
    """Return an environment in which nothing can be kept."""
    home = tmp_path.parent / f"{tmp_path.name}-home"
    home.write_bytes(b"a file")
    return {
        "file": {"XDG_CACHE_HOME": str(home)},
        "proc": {"XDG_CACHE_HOME": "/proc/self"},
        "relative": {"XDG_CACHE_HOME": "cache"},
        "home": {"HOME": "/dev/null"},
        "temp too": {"XDG_CACHE_HOME": str(home), "TMPDIR": "/nowhere"},
    }[kind]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["file", "proc", "relative", "home", "temp too"])
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, kind):
    workspace = lay_out(tmp_path)
    env = {"XDG_CACHE_HOME": ""} | unwritable(tmp_path, kind)
    words = ["build", "--edition", "print"] if kind in ("file", "temp too") else ["check"]
    ended = run(workspace, *words, env=env)
    assert ended.returncode == ExitCode.OK, ended.stderr
    assert "ontconfig" not in ended.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {"issues", "output", "styles"}


def test_a_user_without_a_home(tmp_path):
    """A service or container runs as a number that has no name."""
    if os.getuid() != 0:
        pytest.skip("only root may be another user")
    workspace = lay_out(tmp_path)
    for path in (tmp_path, *tmp_path.parents[:3]):
        with contextlib.suppress(PermissionError):
            path.chmod(path.stat().st_mode | 0o755)
    os.chown(tmp_path, 54321, 54321)
    env = {name: value for name, value in os.environ.items() if name not in ("HOME", "USER")}
    with contextlib.suppress(OSError):
        readable = subprocess.run(
            [sys.executable, "-c", "import printissue.cli"], user=54321, group=54321, check=False,
            capture_output=True, env=env, cwd=tmp_path,
        )  # fmt: skip
    if "readable" not in locals() or readable.returncode:
        pytest.skip("that user may not read the program")
    ended = subprocess.run(
        [*COMMAND, *SCREEN], user=54321, group=54321, check=False, capture_output=True, text=True,
        env=env, cwd=tmp_path,
    )  # fmt: skip
    assert ended.returncode == ExitCode.OK, ended.stderr
    assert sorted(path.name for path in workspace.root.iterdir()) == ["issues", "output", "styles"]


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 3000])
def test_files_that_may_not_grow(tmp_path, size):
    workspace = with_old_output(lay_out(tmp_path))
    before = contents(tmp_path)
    command = ["prlimit", f"--fsize={size}", *COMMAND, "build"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == ExitCode.WRITE, ended.stderr
    assert "cannot write " in ended.stderr
    assert ": File too large" in ended.stderr or "No usable temporary directory" in ended.stderr
    assert contents(workspace.root) == before


@pytest.mark.slow
def test_a_full_temp_folder(tmp_path):
    if os.getuid() != 0:
        pytest.skip("only root may mount")
    workspace = lay_out(tmp_path)
    full = tmp_path.parent / f"{tmp_path.name}-full"
    full.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(full)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        ended = run(workspace, "build", env={"TMPDIR": str(full)})
        assert ended.returncode == ExitCode.WRITE, ended.stderr
        assert str(full) in ended.stderr
        assert "No space left" in ended.stderr
        (tmp_path / "output" / ".lock").unlink()
        (tmp_path / "output" / ".build-index").unlink(missing_ok=True)
        (tmp_path / "output").rmdir()
        (tmp_path / "output").symlink_to(full, target_is_directory=True)
        ended = run(workspace, *SCREEN)
        assert ended.returncode == ExitCode.WRITE, ended.stderr
        assert "update-2015-10-screen.pdf: No space left" in ended.stderr
        assert [path.name for path in full.rglob("*.p*")] == []
    finally:
        subprocess.run(["umount", str(full)], check=False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-C", "x" * 300, "build"], "does not exist"),
        (["-C", "x/" * 3000, "check"], "does not exist"),
        (["-C", "issues/update/2015-10.yaml", "build"], "is a file"),
        (["-C", "/dev/null", "build"], "is not a workspace"),
        (["-C", "nowhere", "new", "a/2015-10"], "does not exist"),
        (["-C", "loop", "check"], "does not exist"),
        (["-C", "", "check"], "does not exist"),
        (["impose", "x" * 300], "does not exist"),
        (["preflight", "x" * 300], "does not exist"),
    ],
)
def test_a_folder_that_is_none(tmp_path, program, words, said):
    workspace = lay_out(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    ended = program(workspace, *words)
    assert ended.code == ExitCode.USAGE, ended.err
    assert said in ended.err
    assert "bug" not in ended.err


@pytest.mark.parametrize(
    "name", ["x" * 300, "o" * 250 + ".pdf", "a/" * 2500 + "x.pdf", "loop/x.pdf", "dummy.pdf/x.pdf"]
)
def test_a_target_that_cannot_be(tmp_path, program, name):
    from impositionfiles import file_of

    workspace = lay_out(tmp_path, {"dummy.pdf": file_of(8)})
    (tmp_path / "loop").symlink_to("loop")
    page = name.replace(".pdf", ".html")
    for words in (
        ["impose", "dummy.pdf", "-o", name],
        ["preflight", "dummy.pdf", "--report", page],
    ):
        ended = program(workspace, *words)
        assert ended.code in (ExitCode.OK, ExitCode.USAGE, ExitCode.WRITE, ExitCode.PREFLIGHT)
        assert "bug" not in ended.err


def test_a_current_folder_that_is_gone(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    command = ["bash", "-c", 'cd gone && rmdir ../gone && "$@"', "bash", *COMMAND, "check"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == ExitCode.USAGE, ended.stderr
    assert "the current folder does not exist any more" in ended.stderr


@pytest.mark.slow
def test_names_that_are_not_utf_8(tmp_path):
    workspace = lay_out(tmp_path)
    folder = os.fsencode(workspace.issues / "update")
    for name in (b"b\xff.yaml", b"\xe9t\xe9.pdf", b"x\x80y.png"):
        (Path(os.fsdecode(os.path.join(folder, name)))).write_bytes(b"title: x\n")  # noqa: PTH118
    odd = Path(os.fsdecode(os.fsencode(workspace.issues) + b"/pub\xfe"))
    odd.mkdir()
    (odd / "publication.yaml").write_text("title: x\npublisher: y\n")
    (odd / "2015-10.yaml").write_text(ISSUE)
    json_words, volume = ["check", "--format", "json"], ["volume", "update/2015", "--allow-gaps"]
    bytes_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for env, lines in (
        ({}, (["check"], SCREEN, json_words, volume)),
        (bytes_only, (["check"], json_words)),
    ):
        for words in lines:
            ended = run(workspace, *words, env=env, encoding="utf-8", errors="surrogateescape")
            no_bug(ended)
            codes = (ExitCode.OK, ExitCode.USAGE, ExitCode.MANUSCRIPT)
            assert ended.returncode in codes, ended.stderr.encode(errors="replace")
            if words == json_words:
                json.loads(ended.stdout)
                ended.stdout.encode("utf-8")  # no byte of it is anything else


LANGUAGES = [
    {"LANG": "C"},
    {"LC_ALL": "POSIX"},
    {"LC_ALL": "nowhere.UTF-8"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.slow
@pytest.mark.parametrize("env", LANGUAGES, ids=str)
def test_any_locale(tmp_path, env):
    issue = ISSUE.replace("Some words.", "'[Ärger – кириллица](ftp://b.c) “Ω”'")
    workspace = lay_out(tmp_path, {"issues/update/2015-11.yaml": issue})
    words = ["check", "--format", "json"] if "LC_ALL" in env else ["check"]
    ended = run(workspace, *words, env=env, encoding="utf-8", errors="surrogateescape")
    assert ended.returncode == ExitCode.MANUSCRIPT, ended.stderr
    no_bug(ended)
