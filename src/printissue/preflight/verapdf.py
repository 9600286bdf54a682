"""veraPDF as a second opinion: it does validate what a file claims of PDF/A and PDF/UA, where it is installed."""

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
"""So long veraPDF may take over a file before it is killed."""
_PAGE = re.compile(r"/pages\[(\d+)\]")
_CLAIMS = re.compile(r"PDF/A-(?:1[ab]|[23][abu]|4[ef]?)|PDF/UA-[12]")
_ARGUMENTS = ("--format", "xml", "--maxfailuresdisplayed", "1", "-f", "0")


def is_there() -> bool:
    """Tell whether veraPDF and the Java that runs it are installed."""
    return _jars() is not None and shutil.which("java") is not None


def check_claims(subject: Subject) -> Iterator[Finding]:
    """Ask veraPDF about a file that claims PDF/A or PDF/UA; each rule that fails is a finding."""
    claims = read_claims(subject.pdf)
    if is_there() and any(map(_CLAIMS.fullmatch, claims.listed)):
        yield from _asked(subject)


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """What veraPDF says of a file: the failed rules of each profile that it was held against, none where all hold.

    `silent` says why there are none.
    """

    failures: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    silent: str = ""


def validate(paths: Sequence[Path]) -> dict[Path, ValidationResult]:
    """Validate files against what each claims, all in one run."""
    try:
        reports = _reports(*paths)
    except _SilentError as error:
        return dict.fromkeys(paths, ValidationResult(silent=f"veraPDF {error}"))
    results: dict[Path, ValidationResult] = {}
    for path in paths:
        own = [report for file, report in reports if file == str(path.resolve())]
        failures = {_profile(one): _failures(one, path.name) for one in own}
        results[path] = ValidationResult(failures, "" if own else "veraPDF could not read the file")
    return results


def _failures(report: ElementTree.Element, name: str) -> tuple[Finding, ...]:
    failed = tuple(_failed(report, name))
    if failed or report.get("isCompliant") == "true":
        return failed
    return (Finding("verapdf", Place(name), f"not {_profile(report)}"),)


def title() -> str:
    """Return veraPDF's name with the version that is installed."""
    folder = _jars()
    jar = next(iter(sorted(folder.glob("greenfield-apps-*.jar")) if folder else ()), None)
    return f"veraPDF {jar.stem.removeprefix('greenfield-apps-')}" if jar else "veraPDF"


class _SilentError(Exception):
    """VeraPDF gave no result; the text says why."""


def _asked(subject: Subject) -> Iterator[Finding]:
    try:
        for _, one in _reports(subject.path):
            yield from _failed(one, subject.name)
    except _SilentError as error:
        message = f"veraPDF {error}; what the file claims is not proved"
        yield Finding("verapdf", subject.place(), message, "run it by hand", "warning")


def _reports(*paths: Path) -> list[tuple[str, ElementTree.Element]]:
    """Run veraPDF over files; return its reports, each with the file's path. Raise _SilentError where there is none."""
    java = shutil.which("java") or "java"
    files = [str(path.resolve()) for path in paths]
    command = [java, "-cp", f"{_jars()}/*", MAIN, *_ARGUMENTS, *files]
    patience = SECONDS * len(files)
    try:
        with address_space_for_programs():
            run = subprocess.run(command, capture_output=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        raise _SilentError(f"took more than {patience} s") from None
    except OSError:
        raise _SilentError("does not start") from None
    try:
        report = ElementTree.fromstring(run.stdout[max(run.stdout.find(b"<?xml"), 0) :])
    except ElementTree.ParseError:
        raise _SilentError("gave no report") from None
    reports = [
        (job.findtext("item/name", ""), one)
        for job in report.iter("job")
        for one in job.iter("validationReport")
    ]
    if not reports:
        raise _SilentError("could not read the file")
    return reports


def _profile(report: ElementTree.Element) -> str:
    return report.get("profileName", "").removesuffix(" validation profile")


def _unexplained(name: str, profile: str) -> Finding:
    return Finding("verapdf", Place(name), f"not {profile}")


def _failed(report: ElementTree.Element, name: str) -> Iterator[Finding]:
    profile = _profile(report)
    for rule in report.iter("rule"):
        if rule.get("status") != "failed":
            continue
        context = rule.findtext("check/context", "")
        page = _PAGE.search(context)
        clause = f"{rule.get('specification')}, {rule.get('clause')}-{rule.get('testNumber')}"
        count = rule.get("failedChecks", "1")
        more = f" ({count} times)" if count != "1" else ""
        said = " ".join((rule.findtext("description") or "").split())
        message = f"not {profile} by {clause}: {said}{more}"
        hint = " ".join((rule.findtext("check/errorMessage") or "").split())
        yield Finding(
            "verapdf", Place(name, page=int(page[1]) + 1 if page else None), message, hint
        )


def _jars() -> Path | None:
    """Give the folder of veraPDF's jars."""
    folder = verapdf_folder()
    return next((jar.parent for jar in folder.rglob("greenfield-apps-*.jar")), None)
