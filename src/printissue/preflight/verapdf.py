"""veraPDF as a second opinion: where it is installed, it validates what a file claims of PDF/A and PDF/UA."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from printissue.core.files import verapdf_folder
from printissue.core.findings import Finding, Place
from printissue.core.limits import address_space_for_programs
from printissue.preflight.claims import read_claims
from printissue.preflight.subject import Subject

MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
SECONDS = 180
"""The time limit (s) of veraPDF for one file."""
_JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Options that halve the processor time: most of a run is the start of the JVM."""
_PAGE = re.compile(r"/pages\[(\d+)\]")
_CLAIMS = re.compile(r"PDF/A-(?:1[ab]|[23][abu]|4[ef]?)|PDF/UA-[12]")
_ARGUMENTS = ("--format", "xml", "--maxfailuresdisplayed", "1", "-f", "0")


def is_installed() -> bool:
    """Return whether veraPDF and Java are installed."""
    return _jar_folder() is not None and shutil.which("java") is not None


def check_claims(subject: Subject) -> Iterator[Finding]:
    """Validate a file that claims PDF/A or PDF/UA; each failed rule is a finding."""
    claims = read_claims(subject.pdf)
    if is_installed() and any(map(_CLAIMS.fullmatch, claims.listed)):
        yield from _validate_subject(subject)


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """veraPDF's result for a file: the failed rules of each profile, none where it conforms.

    `error` says why there is no result.
    """

    failures: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    error: str = ""


def validate(paths: Sequence[Path]) -> dict[Path, ValidationResult]:
    """Validate files against what each claims, in one run of veraPDF."""
    try:
        reports = _run(*paths)
    except _NoReportError as error:
        return dict.fromkeys(paths, ValidationResult(error=f"veraPDF {error}"))
    results: dict[Path, ValidationResult] = {}
    for path in paths:
        own = [report for file, report in reports if file == str(path.resolve())]
        failures = {_profile_name(one): _failures(one, path.name) for one in own}
        results[path] = ValidationResult(failures, "" if own else "veraPDF could not read the file")
    return results


def _failures(report: ElementTree.Element, name: str) -> tuple[Finding, ...]:
    failed = tuple(_failed_rules(report, name))
    if failed or report.get("isCompliant") == "true":
        return failed
    return (Finding("verapdf", Place(name), f"not {_profile_name(report)}"),)


def title() -> str:
    """Return veraPDF's name with the installed version."""
    folder = _jar_folder()
    jar = next(iter(sorted(folder.glob("greenfield-apps-*.jar")) if folder else ()), None)
    return f"veraPDF {jar.stem.removeprefix('greenfield-apps-')}" if jar else "veraPDF"


class _NoReportError(Exception):
    """VeraPDF made no report; the text says why."""


def _validate_subject(subject: Subject) -> Iterator[Finding]:
    try:
        for _, report in _run(subject.path):
            yield from _failed_rules(report, subject.name)
    except _NoReportError as error:
        message = f"veraPDF {error}, so the claims of the file are not validated"
        yield Finding("verapdf", subject.place(), message, "run veraPDF yourself", "warning")


def _run(*paths: Path) -> list[tuple[str, ElementTree.Element]]:
    """Run veraPDF and return its reports, each with the path of the file. Raise _NoReportError where there are none."""
    java = shutil.which("java") or "java"
    files = [str(path.resolve()) for path in paths]
    command = [java, *_JAVA_OPTIONS, "-cp", f"{_jar_folder()}/*", MAIN, *_ARGUMENTS, *files]
    timeout = SECONDS * len(files)
    try:
        with address_space_for_programs():
            run = subprocess.run(command, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise _NoReportError(f"took more than {timeout} s") from None
    except OSError:
        raise _NoReportError("does not start") from None
    try:
        report = ElementTree.fromstring(run.stdout[max(run.stdout.find(b"<?xml"), 0) :])
    except ElementTree.ParseError:
        raise _NoReportError("made no report") from None
    reports = [
        (job.findtext("item/name", ""), one)
        for job in report.iter("job")
        for one in job.iter("validationReport")
    ]
    if not reports:
        raise _NoReportError("could not read the file")
    return reports


def _profile_name(report: ElementTree.Element) -> str:
    return report.get("profileName", "").removesuffix(" validation profile")


def _failed_rules(report: ElementTree.Element, name: str) -> Iterator[Finding]:
    profile = _profile_name(report)
    for rule in report.iter("rule"):
        if rule.get("status") != "failed":
            continue
        context = rule.findtext("check/context", "")
        page = _PAGE.search(context)
        clause = f"{rule.get('specification')}, {rule.get('clause')}-{rule.get('testNumber')}"
        count = rule.get("failedChecks", "1")
        times = f" ({count} times)" if count != "1" else ""
        description = " ".join((rule.findtext("description") or "").split())
        message = f"not {profile} by {clause}: {description}{times}"
        hint = " ".join((rule.findtext("check/errorMessage") or "").split())
        place = Place(name, page=int(page[1]) + 1 if page else None)
        yield Finding("verapdf", place, message, hint)


def _jar_folder() -> Path | None:
    """Return the folder of veraPDF's jars; None where it is not installed."""
    folder = verapdf_folder()
    return next((jar.parent for jar in folder.rglob("greenfield-apps-*.jar")), None)
