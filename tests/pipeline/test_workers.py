"""Worker processes, which may end in any way without ending the run."""

import gc
import os
import re
import signal
import sys
import time
from concurrent.futures import wait
from contextlib import suppress
from pathlib import Path

import pytest

from printissue.core.errors import ExitCode, LayoutError, MissingError
from printissue.core.limits import Limit
from printissue.pipeline.workers import LocalExecutor, WorkerPool


def add(a: int, b: int) -> int:
    return a + b


def where() -> int:
    return os.getpid()


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def spin() -> None:
    while True:
        pass


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(7)


def quit_python() -> None:
    sys.exit(7)


def eat() -> None:
    eaten = []
    while True:
        eaten.append(b"x" * (1 << 20))


def make_cycles() -> bool:
    """Make garbage that only the collector finds, more than the limit of the test in all."""
    for _ in range(900):
        ring = [[b"x"] for _ in range(200)]
        ring.append([ring, b"x" * (1 << 20)])
        time.sleep(0.001)
    return gc.isenabled()


def eat_in_one_bite() -> None:
    bytearray(20 << 30)


def eat_and_hide() -> None:
    """Take memory and forget every refusal, as some libraries do."""
    eaten = []
    while True:
        with suppress(MemoryError):
            eaten.append(bytearray(b"x" * (1 << 20)))


def eat_some() -> int:
    return len(bytearray(300 << 20))


def descend() -> None:
    descend()


def fail() -> None:
    raise ValueError("two\n  lines")


def miss() -> None:
    raise MissingError("no font", "install one")


class OddError(Exception):
    """Does not survive the way back from another process."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)
        self.two = two


def fail_oddly() -> None:
    raise OddError("a", "b")


def give_what_does_not_travel() -> object:
    return lambda: None


LIMIT = Limit("layout", 60.0, 512 << 20)


def die_once(file: Path) -> list[str]:
    """Die at the first call; at the next one return the tasks that have ended."""
    tasks = file.read_text().split()
    if not tasks:
        file.write_text("died")
        die()
    return tasks


def end_later(file: Path) -> None:
    time.sleep(0.4)
    with file.open("a") as stream:
        stream.write(" other")


def received(work, *values, limit: Limit = LIMIT):
    with WorkerPool(1, limit=limit) as room:
        return room.receive(room.send(work, *values), "update/2015-10")


def refused(work, *values, limit: Limit = LIMIT) -> LayoutError:
    with pytest.raises(LayoutError) as raised:
        received(work, *values, limit=limit)
    assert raised.value.code == ExitCode.LAYOUT
    assert "\n" not in raised.value.message
    assert raised.value.message.startswith("update/2015-10: ")
    return raised.value


def test_tasks_run_in_another_process():
    assert received(add, 2, 3) == 5
    assert received(where) != os.getpid()


def test_one_worker_runs_all_tasks():
    with WorkerPool(1) as room:
        sent = [room.send(add, number, 1) for number in range(5)]
        assert [room.receive(one, "x") for one in sent] == [1, 2, 3, 4, 5]


@pytest.mark.slow
def test_a_task_over_its_processor_time_is_stopped():
    said = refused(spin, limit=Limit("layout", 0.4, 512 << 20))
    assert (
        said.message == "update/2015-10: the layout takes more than 0.4 seconds of processor time"
    )
    assert said.hint == (
        "make it smaller, or allow more in workspace.yaml, limits: {layout: {seconds: 1}}"
    )


@pytest.mark.slow
def test_a_large_task_gets_more_time_and_the_hint_names_the_setting():
    said = refused(spin, limit=Limit("layout", 0.4, 512 << 20).scaled(2))
    assert "more than 0.8 seconds" in said.message
    assert "{layout: {seconds: 1}}" in said.hint
    assert LIMIT.scaled(0.1) == LIMIT


def test_a_task_that_sleeps_is_stopped(monkeypatch):
    monkeypatch.setattr(Limit, "wall_time", 0.3)
    said = refused(sleep, 60)
    assert said.message == "update/2015-10: the layout did not end within 0.3 seconds"
    assert "seconds: 120" in said.hint


@pytest.mark.parametrize("work", [eat, eat_in_one_bite, eat_and_hide])
def test_a_task_over_its_memory_is_stopped(work):
    said = refused(work)
    assert said.message == "update/2015-10: the layout takes more than 512 MB of memory"
    assert "allow more in workspace.yaml, limits: {layout: {memory: 1 GB}}" in said.hint


def test_the_memory_of_earlier_tasks_does_not_count():
    with WorkerPool(1, limit=LIMIT) as room:
        assert room.receive(room.send(eat_some), "x") == 300 << 20
        assert room.receive(room.send(eat_some), "y") == 300 << 20


@pytest.mark.parametrize(("work", "how"), [(die, "SIGKILL"), (leave, "exit 7")])
def test_a_worker_that_breaks_down_is_reported(work, how):
    assert f"the process broke down ({how})" in refused(work).message


def test_a_task_whose_worker_died_runs_once_more_after_all_others(tmp_path: Path) -> None:
    file = tmp_path / "tasks"
    file.touch()
    with WorkerPool(2) as pool:
        bad = pool.send(die_once, file)
        wait([bad.future])
        pool.send(end_later, file)
        assert pool.died(bad)
        assert pool.receive(bad, "x") == ["died", "other"]


@pytest.mark.parametrize("work", [die, eat])
def test_a_task_is_not_run_again_if_its_pool_does_not_retry(work) -> None:
    with WorkerPool(1, limit=LIMIT, retries=False) as pool:
        sent = pool.send(work)
        with pytest.raises(LayoutError):
            pool.receive(sent, "x")
        assert not pool.died(sent)


def test_errors_and_exceeded_times_are_no_deaths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limit, "wall_time", 0.2)
    with WorkerPool(2) as pool:
        tasks = [pool.send(fail), pool.send(sleep, 60)]
        wait([one.future for one in tasks])
        assert not any(pool.died(one) for one in tasks)


def test_a_task_that_exits_does_not_end_the_run():
    """Some errors of WeasyPrint, too, are no `Exception`."""
    assert refused(quit_python).message == "update/2015-10: the layout gave up (SystemExit: 7)"


def test_deep_recursion_has_a_plain_message():
    assert refused(descend).message == "update/2015-10: nested too deeply"


def test_an_error_of_a_task_is_one_line():
    said = refused(fail)
    assert said.message == "update/2015-10: the layout gave up (ValueError: two lines)"
    assert isinstance(said.__cause__, ValueError)


@pytest.mark.parametrize("work", [fail_oddly, give_what_does_not_travel])
def test_a_result_that_cannot_be_pickled_is_an_error(work):
    assert re.search("the (layout gave up|process broke down)", refused(work).message)


def test_our_own_errors_are_passed_on():
    with pytest.raises(MissingError) as raised:
        received(miss)
    assert (raised.value.message, raised.value.hint) == ("no font", "install one")


def test_other_tasks_continue_when_a_worker_breaks_down():
    with WorkerPool(2) as room:
        bad, good = room.send(die), room.send(add, 1, 1)
        with pytest.raises(LayoutError):
            room.receive(bad, "x")
        assert room.receive(good, "y") == 2
        assert room.receive(room.send(add, 2, 2), "z") == 4


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are no copies")
def test_workers_have_what_was_prepared_before_the_first_task(monkeypatch):
    prepared = []

    def prepare() -> None:
        prepared.append(os.getpid())
        monkeypatch.setenv("PRINTISSUE_PREPARED", "yes")

    with WorkerPool(2, executor=LocalExecutor(2, prepare)) as room:
        assert prepared == []
        sent = [room.send(os.getenv, "PRINTISSUE_PREPARED") for _ in range(4)]
        assert {room.receive(one, "x") for one in sent} == {"yes"}
    assert prepared == [os.getpid()]


def test_an_error_of_the_run_stops_the_workers_at_once():
    with pytest.raises(RuntimeError, match="of the run"), WorkerPool(1) as room:
        press = room.receive(room.send(where), "x")
        room.send(sleep, 60)
        raise RuntimeError("of the run")
    with pytest.raises(ProcessLookupError):
        os.kill(press, 0)


def test_no_worker_is_left_behind():
    with WorkerPool(1) as room:
        number = room.receive(room.send(where), "x")
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_garbage_is_collected_once_a_task_uses_much_memory() -> None:
    limit = Limit("layout", 60, 500 << 20)
    with WorkerPool(1, limit=limit) as pool:
        assert not pool.receive(pool.send(gc.isenabled), "A small task")
        assert pool.receive(pool.send(make_cycles), "A large task")
