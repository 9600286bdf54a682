"""veraPDF as a second opinion: it does validate what a file claims of PDF/A and PDF/UA, where it is installed."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from printissue.doctor import verapdf_folder
from printissue.findings import Finding
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


def _asked(subject: Subject) -> Iterator[Finding]:
    java = shutil.which("java") or "java"
    command = [java, "-cp", f"{_jars()}/*", MAIN, *_ARGUMENTS, str(subject.path.resolve())]
    try:
        run = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        late = isinstance(error, subprocess.TimeoutExpired)
        yield _silent(subject, f"took more than {SECONDS} s" if late else "does not start")
        return
    try:
        report = ElementTree.fromstring(run.stdout[max(run.stdout.find(b"<?xml"), 0) :])
    except ElementTree.ParseError:
        yield _silent(subject, "gave no report")
        return
    reports = list(report.iter("validationReport"))
    if not reports:
        yield _silent(subject, "could not read the file")
    for one in reports:
        yield from _failed(subject, one)


def _failed(subject: Subject, report: ElementTree.Element) -> Iterator[Finding]:
    profile = report.get("profileName", "").removesuffix(" validation profile")
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
        yield Finding("verapdf", subject.place(int(page[1]) + 1 if page else None), message, hint)


def _silent(subject: Subject, why: str) -> Finding:
    message = f"veraPDF {why}; what the file claims is not proved"
    return Finding("verapdf", subject.place(), message, "run it by hand", "warning")


def _jars() -> Path | None:
    """Give the folder of veraPDF's jars."""
    folder = verapdf_folder()
    return next((jar.parent for jar in folder.rglob("greenfield-apps-*.jar")), None)
