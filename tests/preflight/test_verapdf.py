"""veraPDF as a second opinion: it runs only if it is installed and the file has claims; its failure is a finding."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import THIRD_SAMPLE, Built, run
from pdfmaker import found, press_file, subject, tagged
from printissue.preflight import verapdf

REPORT = """<?xml version="1.0" encoding="utf-8"?><report><jobs><job>
<validationReport profileName="PDF/UA-1 validation profile" isCompliant="false"><details>
<rule specification="ISO 14289-1:2014" clause="7.1" testNumber="3" status="failed" failedChecks="26">
<description>Content shall be
 marked</description><check status="failed">
<context>root/document[0]/pages[4](4 0 obj PDPage)</context><errorMessage>It is not</errorMessage>
</check></rule><rule status="passed"/></details></validationReport></job></jobs></report>"""


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that installs a fake java that runs a script, and a jar in veraPDF's folder."""
    jar = tmp_path / "lib" / "greenfield-apps-1.jar"
    jar.parent.mkdir()
    jar.touch()
    monkeypatch.setenv("PRINTISSUE_VERAPDF", str(tmp_path))

    def set_to(script: str) -> None:
        program = tmp_path / "bin" / "java"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    return set_to


def test_a_failed_rule_is_a_finding(java) -> None:
    java(f"cat <<'END'\n{REPORT}\nEND\nexit 1")
    (finding,) = found(subject(tagged().close()), [verapdf.check_claims])
    assert (finding.rule, finding.place.page, finding.severity) == ("verapdf", 5, "error")
    assert (
        "PDF/UA-1 by ISO 14289-1:2014, 7.1-3: Content shall be marked (26 times)" in finding.message
    )
    assert finding.hint == "It is not"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 3", "made no report"),
        ("echo '<?xml version=\"1.0\"?><report/>'", "could not read the file"),
        ("sleep 5", "took more than"),
    ],
)
def test_a_broken_program_is_a_warning(
    java, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    monkeypatch.setattr(verapdf, "SECONDS", 0.3 if "sleep" in script else 30)
    java(script)
    (finding,) = found(subject(tagged().close()), [verapdf.check_claims])
    assert finding.severity == "warning"
    assert words in finding.message


def test_a_file_without_claims_is_not_validated(java) -> None:
    java("exit 3")
    assert found(subject(press_file()), [verapdf.check_claims]) == []


def test_without_verapdf_there_are_no_findings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PRINTISSUE_VERAPDF", str(tmp_path))
    assert not verapdf.is_installed()
    assert found(subject(tagged().close()), [verapdf.check_claims]) == []


@pytest.mark.slow
@pytest.mark.verapdf
def test_the_installed_verapdf(built: Built, tmp_path: Path) -> None:
    if not verapdf.is_installed():
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell("CONFORMANCE NOT TESTED: there is no veraPDF (make verapdf fetches it)")
    path = built.path(THIRD_SAMPLE, "archive")
    ours = replace(subject(path.read_bytes()), path=path)
    assert found(ours, [verapdf.check_claims]) == []
    false = tmp_path / "false.pdf"
    false.write_bytes(tagged().close())
    other = replace(subject(false.read_bytes()), path=false)
    findings = found(other, [verapdf.check_claims])
    assert {one.rule for one in findings} == {"verapdf"}


@pytest.mark.slow
@pytest.mark.verapdf
def test_the_command_runs_the_installed_verapdf_within_its_limits(built: Built) -> None:
    """Java reserves more address space than a worker process may use."""
    if not verapdf.is_installed():
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell("CONFORMANCE NOT TESTED: there is no veraPDF (make verapdf fetches it)")
    done = run("preflight", "--strict", built.path(THIRD_SAMPLE, "archive"))
    assert done.returncode == 0, done.stdout
