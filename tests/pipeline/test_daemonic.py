"""The program inside a daemonic process, such as a worker of a task queue, which may not have children."""

import multiprocessing
import sys
import traceback
from pathlib import Path

import pikepdf
import pytest

from printissue import pipeline
from printissue.core.limits import children_allowed
from printissue.model.editions import EDITIONS
from printissue.pipeline import VolumeOptions, YearRef
from printissue.volume.back_issues import repair_back_issue
from workbench import REF, RecordingReporter, lay_out

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the test forks")


def check(folder: Path) -> object:
    reporter = RecordingReporter()
    pipeline.check(lay_out(folder), [REF], reporter)
    return reporter.rules


def build(folder: Path) -> object:
    order = pipeline.BuildOptions((REF,), (EDITIONS["screen"],))
    return [made.edition for made in pipeline.build(lay_out(folder), order, RecordingReporter())]


def bind(folder: Path) -> object:
    order = VolumeOptions(YearRef("update", "2015"), allow_gaps=True)
    return [made.edition for made in pipeline.bind(lay_out(folder), [order], RecordingReporter())]


def preflight(folder: Path) -> object:
    path = _pdf(folder)
    order = pipeline.PreflightOptions((path,), report=folder / "report.html")
    reports = pipeline.inspect(lay_out(folder), order, RecordingReporter())
    return [len(report.pages) for report in reports], order.report.is_file()


def old_issue(folder: Path) -> object:
    intake, _ = repair_back_issue(_pdf(folder), name="x.pdf")
    return intake.pages if intake else None


def _pdf(folder: Path) -> Path:
    path = folder / "x.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(420, 595))
        pdf.save(path)
    return path


def _serve(sender, work, folder) -> None:
    try:
        answer = (work(folder), multiprocessing.current_process().daemon)
    except BaseException:
        answer = traceback.format_exc()
    sender.send(answer)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "made"),
    [
        (check, []),
        (build, ["screen"]),
        (bind, ["archive volume"]),
        (preflight, ([1], True)),
        (old_issue, 1),
    ],
)
def test_a_build_works_in_a_daemonic_process(tmp_path, work, made):
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(sender, work, tmp_path), daemon=True)
    process.start()
    assert receiver.recv() == (made, True)
    process.join()


def test_other_processes_stay_as_they_are():
    with children_allowed():
        assert not multiprocessing.current_process().daemon
    assert not multiprocessing.current_process().daemon
