"""Our own print editions under all rules about content."""

from conftest import EVERY_SAMPLE, Built
from planted import subject_of
from printissue.core.workspace import IssueRef
from printissue.model.printers import PRINTERS
from printissue.preflight.families import CONTENT_CHECKS
from printissue.preflight.reader import content_of


@EVERY_SAMPLE
def test_our_print_editions_have_no_errors(built: Built, ref: IssueRef) -> None:
    subject = subject_of(built.open(ref, "print"), PRINTERS["offset-eu"])
    found = [finding for check in CONTENT_CHECKS for finding in check(subject)]
    assert [one.as_text() for one in found if one.severity == "error"] == []
    assert content_of(subject).faults == ()
    assert {one.paint.space.family for one in content_of(subject).objects} <= {
        "DeviceCMYK",
        "DeviceGray",
        "Pattern",
    }
