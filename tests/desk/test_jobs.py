"""Documents that are taken in while nobody waits: how many at once, how they are stopped, and what is left at the end."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from timeline.desk.arriving import Arrived, Step
from timeline.desk.jobs import Job, Jobs
from timeline.errors import RefusedError
from timeline.worker import client

DONE = Arrived(1, 0, (), 1)


class Blocked:
    """Work that goes on until it is let go; it begins with some step."""

    def __init__(self, state: str = "reading") -> None:
        self.state = state
        self.begun, self.let_go = threading.Event(), threading.Event()

    def __call__(self, step: Step) -> Arrived:
        step(self.state, 40)
        self.begun.set()
        self.let_go.wait(10)
        step("storing")
        return DONE


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def wait(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def begin(jobs: Jobs, name: str, state: str = "reading") -> tuple[Job, Blocked]:
    work = Blocked(state)
    return jobs.begin(name, work, {"text": name}), work


def test_two_are_taken_in_at_once_and_the_others_wait_for_them(jobs: Jobs) -> None:
    (first, one), (second, two), (third, three) = (begin(jobs, name) for name in "abc")
    for work in (one, two):
        work.begun.wait(10)
    assert [job.name for job in jobs.all()] == ["c", "b", "a"]
    assert [(job.state, job.per_cent) for job in (first, second, third)] == [
        ("reading", 40),
        ("reading", 40),
        ("waiting", 0),
    ]
    one.let_go.set()
    wait(lambda: first.is_over)
    three.begun.wait(10)
    assert (first.state, second.state, third.state) == ("done", "reading", "reading")
    for work in (two, three):
        work.let_go.set()
    wait(lambda: second.is_over and third.is_over)
    assert first.arrived == DONE


def test_a_job_that_waits_is_stopped_at_once_and_never_begins(jobs: Jobs) -> None:
    (_, one), (_, two), (third, three) = (begin(jobs, name) for name in "abc")
    jobs.stop(third.number)
    assert third.state == "stopped"
    for work in (one, two):
        work.let_go.set()
    wait(lambda: all(job.is_over for job in jobs.all()))
    assert not three.begun.is_set()
    assert third.arrived is None


def test_a_job_that_is_stopped_stores_nothing(jobs: Jobs) -> None:
    job, work = begin(jobs, "a")
    work.begun.wait(10)
    jobs.stop(job.number)
    work.let_go.set()
    wait(lambda: job.is_over)
    assert (job.state, job.arrived) == ("stopped", None)


def test_what_is_being_stored_is_not_stopped(jobs: Jobs) -> None:
    job, work = begin(jobs, "a", "storing")
    work.begun.wait(10)
    jobs.stop(job.number)
    work.let_go.set()
    wait(lambda: job.is_over)
    assert (job.state, job.is_to_stop) == ("done", False)


def test_a_worker_that_reads_is_ended(jobs: Jobs) -> None:
    begun = threading.Event()

    def work(step: Step) -> Arrived:
        step("reading")
        client.call("page", "<p>x</p>", seconds=60)
        begun.set()
        client.call("article", "3 May 2024\n" * 90_000, seconds=100, published=None)
        return DONE

    slow = jobs.begin("slow", work, {})
    assert begun.wait(60)
    at = time.monotonic()
    jobs.stop(slow.number)
    wait(lambda: slow.is_over)
    assert time.monotonic() - at < 5
    assert slow.state == "stopped"
    quick, let = begin(jobs, "quick")
    let.let_go.set()
    wait(lambda: quick.is_over)
    assert quick.state == "done"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RefusedError("it has no text", advice="; timeline source add"), "it has no text"),
        (ValueError("x"), "this failed unexpectedly (ValueError: x)"),
    ],
)
def test_a_job_that_fails_says_why(jobs: Jobs, error: Exception, expected: str) -> None:
    def work(step: Step) -> Arrived:
        raise error

    job = jobs.begin("a", work, {})
    wait(lambda: job.is_over)
    assert (job.state, job.problem) == ("failed", expected)


def test_at_the_end_all_are_stopped_and_named(jobs: Jobs) -> None:
    done, work = begin(jobs, "done")
    work.let_go.set()
    wait(lambda: done.is_over)
    running = [begin(jobs, name) for name in ("a", "b", "c")]
    for _, work in running[:2]:
        work.begun.wait(10)
        threading.Timer(0.2, work.let_go.set).start()
    assert jobs.close() == ["a", "b", "c"]
    assert [job.state for job, _ in running] == ["stopped"] * 3


def test_at_the_end_a_job_that_somebody_has_stopped_is_not_named(jobs: Jobs) -> None:
    stopped, going_on = begin(jobs, "stopped"), begin(jobs, "going on")
    for job, work in (stopped, going_on):
        work.begun.wait(10)
        if job.name == "stopped":
            jobs.stop(job.number)
    waiting, _ = begin(jobs, "waiting")
    jobs.stop(waiting.number)
    threading.Timer(0.2, stopped[1].let_go.set).start()
    threading.Timer(0.2, going_on[1].let_go.set).start()
    assert jobs.close() == ["going on"]


def test_a_job_that_is_not_over_stays_in_the_list(jobs: Jobs) -> None:
    first, work = begin(jobs, "first")
    for number in range(150):
        job = jobs.begin(str(number), lambda step: DONE, {})
        wait(lambda job=job: job.is_over)  # type: ignore[misc]
    assert jobs.one(first.number) is first
    assert len(jobs.all()) <= 102
    work.let_go.set()
