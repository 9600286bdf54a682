"""The Python API: what its functions return and raise, and the examples of docs/api.md."""

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import printissue
from printissue import errors
from printissue.core.workspace import Workspace
from printissue.pipeline import making
from workbench import ISSUE, PUBLICATION, lay_out

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs" / "api.md").read_text("utf-8"), re.M | re.S
)
ABOUT = {"title": "Update", "publisher": "The Centre"}


def issue(**more: object) -> dict[str, Any]:
    article = {"heading": "One", "body": "Some words.", **more}
    return {
        "title": "October",
        "date": "2015-10",
        "sections": [{"title": "News", "articles": [article]}],
    }


def rules(result: printissue.Result | printissue.ReadResult) -> list[str]:
    return [finding.rule for finding in result.findings]


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# reading


def test_a_file_is_read_into_the_values_of_the_model(tmp_path):
    lay_out(tmp_path)
    result = printissue.read(tmp_path / "issues" / "update" / "2015-10.yaml")
    assert result.ok
    assert result.issue is not None
    assert result.issue.title == "October"
    assert result.publication is not None
    assert result.publication.publisher == "The Centre"


def test_a_name_is_read_in_the_workspace(tmp_path):
    lay_out(tmp_path)
    assert printissue.read("update/2015-10", workspace=tmp_path).ok


def test_a_dict_is_read_without_a_publication():
    result = printissue.read(issue())
    assert result.ok
    assert result.issue is not None
    assert result.issue.sections[0].title == "News"
    assert result.publication is None


def test_a_fault_is_a_finding_with_its_place(tmp_path):
    lay_out(tmp_path, {"issues/update/2015-10.yaml": ISSUE.replace("heading", "headline")})
    result = printissue.read(tmp_path / "issues" / "update" / "2015-10.yaml")
    assert not result.ok
    assert result.exit_code == 3
    assert result.issue is None
    places = {(finding.place.file, finding.place.line) for finding in result.findings}
    assert ("issues/update/2015-10.yaml", 6) in places


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"titel": "x"}, 'issue["titel"]'),
        ({"date": "2015-13"}, 'issue["date"]'),
        ({"sections": [{"title": "News"}]}, 'issue["sections"][0]'),
        (
            {
                "sections": [
                    {"title": "N", "articles": [{"heading": "One", "body": f"a\n\n{'x' * 300}"}]}
                ]
            },
            'issue["sections"][0]["articles"][0]["body"]',
        ),
        ({"title": None}, "issue"),
    ],
)
def test_a_fault_in_a_dict_has_the_expression_of_its_value(
    change: Mapping[str, object], place: str
):
    result = printissue.read(issue() | dict(change))
    assert [finding.place.file for finding in result.findings] == [place]


def test_a_fault_in_a_publication_is_found_there():
    result = printissue.read(issue(), publication={"title": "Update"})
    assert [finding.place.file for finding in result.findings] == ["publication"]


def test_texts_of_any_kind_reach_the_model_as_they_are():
    body = "no\n\n  - 1.10: \"x\" 'y' # & *a* …\n\n\ttab? no, blank\U0001f600"
    body = body.replace("\t", " ")
    for value in ("no", "1.10", "2015-10-01", "null", "~x", "- a", "a: b", "'", '"', body):
        result = printissue.read(issue(body=value))
        assert result.issue is not None, result.findings
        articles = result.issue.sections[0].articles
        assert articles is not None
        assert articles[0].body == value.strip()


def test_a_value_without_a_form_in_yaml_is_refused():
    with pytest.raises(errors.UsageError, match=r'issue\["title"\] is of the type set'):
        printissue.read(issue() | {"title": {"a"}})


def test_a_dict_that_contains_itself_is_refused():
    values = issue()
    values["sections"].append(values)
    with pytest.raises(errors.UsageError, match="nested too deeply"):
        printissue.read(values)


# names and paths


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"issues": "update/2016-01"}, "no issue"),
        ({"issues": "nowhere/x.yaml"}, "there is no file"),
        ({"issues": {"title": "x"}}, "a dict is in no workspace"),
        ({"issues": "update/2015-10", "editions": ["sreen"]}, "no edition 'sreen'"),
        ({"issues": "update/2015-10", "paper": "A6"}, "no paper 'A6'"),
        ({"issues": "update/2015-10", "theme": "none"}, "no theme 'none'"),
        ({"issues": "update/2015-10", "output": "x"}, "output= is given"),
        ({"issues": {"title": "x"}, "publication": ABOUT}, "output= is missing"),
        (
            {"issues": issue(), "publication": ABOUT, "output": "x", "name": "A/b"},
            "cannot be the name of an issue",
        ),
        ({"publication": ABOUT}, "without an issue"),
    ],
)
def test_what_does_not_fit_is_a_usage_error(tmp_path, arguments: dict[str, Any], message: str):
    lay_out(tmp_path)
    with pytest.raises(errors.UsageError, match=message):
        printissue.build(**arguments, workspace=tmp_path)


def test_a_file_outside_of_a_workspace_needs_its_publication(tmp_path):
    file = tmp_path / "june.yaml"
    file.write_text(ISSUE)
    with pytest.raises(errors.UsageError, match="is not an issue of a workspace"):
        printissue.check(file)
    about = tmp_path / "about.yaml"
    about.write_text(PUBLICATION)
    assert printissue.check(file, publication=about).ok
    file.write_text(ISSUE.replace("heading", "headline"))
    places = {finding.place.file for finding in printissue.check(file, publication=about).findings}
    assert places == {str(file)}


def test_an_empty_list_makes_nothing(tmp_path):
    lay_out(tmp_path)
    result = printissue.build([], workspace=tmp_path)
    assert (result.ok, result.files) == (True, ())
    assert not (tmp_path / "output").exists()


# building


@pytest.mark.slow
def test_a_dict_is_built_without_a_workspace(tmp_path, monkeypatch):
    """Nothing is written but the file; pictures come from their folder, and from nowhere else."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pictures").mkdir()
    for name in ("pictures/sea.png", "secret.png"):
        Image.new("RGB", (900, 600), "navy").save(tmp_path / name)
    sea = {"file": "sea.png", "alt": "The sea."}
    steps: list[printissue.Progress] = []
    result = printissue.build(
        issue(image=sea),
        publication=ABOUT,
        base="pictures",
        output="made",
        editions=["screen"],
        progress=steps.append,
    )
    assert (result.ok, rules(result)) == (True, [])
    (file,) = result.files
    assert file.path == tmp_path / "made" / "update-2015-10-screen.pdf"
    assert (file.source, file.edition, file.size) == (
        "update/2015-10",
        "screen",
        file.path.stat().st_size,
    )
    assert printissue.preflight(file.path).sha256 == file.sha256
    assert {step.source for step in steps} == {"update/2015-10"}
    assert contents(tmp_path) == ["sea.png", "secret.png", "update-2015-10-screen.pdf"]

    outside = {"file": "../secret.png", "alt": "A secret."}
    result = printissue.check(issue(image=outside), publication=ABOUT, base="pictures")
    assert rules(result) == ["image-missing"]
    (finding,) = result.findings
    assert finding.place.file == 'issue["sections"][0]["articles"][0]["image"]["file"]'
    assert finding.hint == f"paths start at {tmp_path / 'pictures'}"


@pytest.mark.slow
def test_an_issue_with_errors_leaves_the_files_of_the_others(tmp_path):
    """Several dicts are issues of one publication, each with a name of its own."""
    faulty = issue() | {"date": "2015-11", "titel": "x"}
    result = printissue.build(
        [issue(), faulty], publication=ABOUT, name="news", output=tmp_path, editions=["screen"]
    )
    assert result.exit_code == 3
    assert contents(tmp_path) == ["news-2015-10-screen.pdf"]
    assert [finding.place.file for finding in result.findings] == ['issues[1]["titel"]']


def test_a_dict_takes_the_theme_of_a_workspace(tmp_path):
    theme = "title: Own\npaper: A5\ninks: {text: {cmyk: 0 0 0 100, rgb: '#000000'}}\nsheets: [own.css]\n"
    files = {"styles/own/theme.yaml": theme, "styles/own/own.css": "p { color: var(--missing) }"}
    workspace = lay_out(tmp_path, files)
    about = ABOUT | {"theme": "own"}
    result = printissue.check(issue(), publication=about, workspace=workspace.root)
    assert [finding.place.file for finding in result.findings] == ["styles/own/own.css"]
    assert rules(printissue.check(issue(), publication=about)) == ["theme-missing"]


def test_a_web_edition_of_a_dict_is_a_folder(tmp_path):
    folder = tmp_path / "made"
    result = printissue.build(
        issue(), publication=ABOUT, name="update/2015-10", output=folder, editions=["web"]
    )
    (file,) = result.files
    assert file.path == folder / "update-2015-10-web" / "index.html"
    assert (file.edition, file.pages) == ("web", None)
    names = contents(folder)
    assert "base.css" in names
    assert file.size > file.path.stat().st_size


def spin(*_values):
    while True:
        pass


@pytest.mark.slow
def test_a_layout_that_is_stopped_is_a_failure_in_the_result(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "make_editions", spin)
    lay_out(tmp_path, {"workspace.yaml": "limits: {layout: {memory: 128 MB, seconds: 1}}\n"})
    result = printissue.build(
        issue(),
        publication=ABOUT,
        output=tmp_path / "made",
        workspace=tmp_path,
        editions=["screen"],
    )
    assert (result.exit_code, result.ok, result.files) == (5, False, ())
    (failure,) = result.failures
    assert failure.exit_code == 5
    assert "update/2015-10" in failure.message


def test_a_workspace_that_is_held_is_an_exception(tmp_path):
    lay_out(tmp_path)
    with Workspace(tmp_path).locked(), pytest.raises(errors.BusyError):
        printissue.build("update", workspace=tmp_path)


def test_what_cannot_be_written_is_an_exception(tmp_path):
    (tmp_path / "made").write_text("a file in the place of the folder")
    with pytest.raises(errors.WriteError):
        printissue.build(issue(), publication=ABOUT, output=tmp_path / "made", editions=["screen"])


def _build_in_child(sender: Any, folder: Path) -> None:
    result = printissue.build(
        issue(), publication=ABOUT, output=folder, workspace=folder.parent, editions=["screen"]
    )
    sender.send([file.path.name for file in result.files])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the test forks")
def test_it_builds_in_a_thread_and_in_a_daemonic_process(tmp_path):
    """Threads with a workspace each do not wait for each other; a task queue's worker may have no children."""
    lay_out(tmp_path)
    made: dict[str, printissue.Result] = {}

    def work(name: str) -> None:
        made[name] = printissue.build(
            issue(),
            publication=ABOUT,
            output=tmp_path / name,
            workspace=tmp_path,
            editions=["screen"],
        )

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {result.files[0].sha256 for result in made.values()} == {made["a"].files[0].sha256}

    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_build_in_child, args=(sender, tmp_path / "c"), daemon=True)
    process.start()
    sender.close()
    assert receiver.recv() == ["update-2015-10-screen.pdf"]
    process.join()


@pytest.mark.skipif(sys.platform == "win32", reason="the test sends a signal")
def test_an_interrupt_reaches_the_handler_of_the_program():
    heard: list[int] = []

    def hear(number: int, _: object) -> None:
        heard.append(number)

    before = signal.signal(signal.SIGINT, hear)
    try:
        result = printissue.check(
            issue(), publication=ABOUT, progress=lambda _: os.kill(os.getpid(), signal.SIGINT)
        )
        assert signal.getsignal(signal.SIGINT) is hear
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.ok
    assert heard == [signal.SIGINT]


# preflight


def test_a_file_that_is_no_pdf_is_a_finding(tmp_path):
    file = tmp_path / "x.pdf"
    file.write_text("no PDF")
    report = printissue.preflight(file)
    assert not report.ok
    assert report.findings
    assert report.path == file
    with pytest.raises(errors.UsageError, match="there is no file"):
        printissue.preflight(tmp_path / "y.pdf")
    with pytest.raises(errors.UsageError, match="no printer"):
        printissue.preflight(file, printer="none")


# the package


def test_preflight_stays_a_function_when_its_package_is_loaded():
    code = (
        "import printissue, printissue.preflight.examining\n"
        "assert callable(printissue.preflight)\n"
        "from printissue.preflight import examine"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_importing_it_loads_nothing_heavy():
    code = (
        "import sys, printissue\n"
        "print(*{'yaml', 'pydantic', 'jinja2', 'click', 'filelock', 'weasyprint', 'pikepdf', 'pypdf', 'PIL'}"
        " & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_every_function_describes_its_arguments_and_exceptions():
    for name in ("read", "check", "build", "bind", "preflight"):
        function = getattr(printissue, name)
        described = set(re.findall(r"^        (\w+): ", function.__doc__, re.M))
        assert set(function.__annotations__) - {"return"} <= described, name
        assert "Raises:" in function.__doc__, name


# the examples of docs/api.md


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Path:
    """A workspace with the issues and the picture that the examples name, as the current folder."""
    lay_out(
        tmp_path,
        {
            "issues/monthly-update/publication.yaml": PUBLICATION,
            "issues/monthly-update/2015-10.yaml": ISSUE,
            "issues/imprint/publication.yaml": PUBLICATION,
            "issues/imprint/2025-06.yaml": ISSUE.replace("2015-10", "2025-06"),
        },
    )
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (900, 600), "navy").save(tmp_path / "pictures" / "crane.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_the_examples_run(workspace, capsys):
    values: dict[str, Any] = {}
    for number, example in enumerate(EXAMPLES, 1):
        exec(compile(example, f"docs/api.md, example {number}", "exec"), values)
    printed = capsys.readouterr().out
    for text in (
        "update-2015-10-screen.pdf screen ",
        "['imprint-2025-06-archive.pdf', 'monthly-update-2015-10-archive.pdf']",
        "\nharbour-news-2025-06-01-screen.pdf\n",
        '\nissue["sections"][0]["articles"][0]["headline"]\n',
        "October 2025-06-01 ['News']",
        "0 []\n",
        "imprint/2025-06: setting pages\n",
        "archive volume ",
        "True ['PDF/A-3a', 'PDF/UA-1'] ",
        "2 there is no printer 'no-such-shop' ",
    ):
        assert text in printed
    assert (workspace / "report.html").is_file()


@pytest.mark.slow
def test_the_examples_have_the_types_that_the_functions_take(tmp_path):
    file = tmp_path / "examples.py"
    file.write_text("\n".join(EXAMPLES))
    options = [
        "--config-file",
        str(ROOT / "pyproject.toml"),
        "--cache-dir",
        str(ROOT / ".mypy_cache"),
    ]
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": "src"},
    )
    assert run.returncode == 0, run.stdout + run.stderr
