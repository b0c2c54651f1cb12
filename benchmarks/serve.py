"""Compare a page of the viewer with Datasette's page of the same table, under the same load, in one run.

    python benchmarks/serve.py [--file FILE] [--entries N] [--rounds N] [--seconds N] [--decisions N]

Serves a timeline of a million entries (benchmarks/generated.py, or FILE) with ``timeline serve`` and with Datasette,
requests a page of 50 entries from each with ``wrk`` in turn, and compares their pages per processor second: with
Datasette's page, and with that page without its counts. Datasette's page is the plain table, ours a filtered timeline
with topics, links and an overview. A round without a page counts as one page, so that the ratio is rather too small.
The pages per second of wall time, which other processes reduce, are printed as well. Exits with 1 if the first ratio is
below 5, or the second below 1.

The same page costs an editor's server (``--edit``) at most 1.1 times as much. Then as many proposals are accepted
through the forms of that server as by the library, in turn, and the 95th percentiles of both are compared; that of the
browser may be at most 2.5 times that of the library, which neither sends nor reads a form.
"""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import decisions
import generated
from processes import BIN, TIMELINE, compiled
from verdict import Verdicts, in_turn, median, ratios

LEAST_RATIO, LEAST_BARE_RATIO = 5.0, 1.0
MOST_EDITING_RATIO, MOST_DECISION_RATIO = 1.1, 2.5
#: how much processor time an idle process may use in a fifth of a second
IDLE_SECONDS = 0.02


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def read(address: str) -> bytes:
    """Return the response of an address."""
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
        return bytes(answer.read())


@contextmanager
def serving(command: list[str], address: str) -> Iterator[int]:
    """Run a server until the block ends; yield its process id once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended")
            try:
                read(address)
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise SystemExit(f"{command[0]} does not answer")
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def used(process: int) -> float:
    """Return the processor seconds of a process (see proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def await_idle(process: int) -> None:
    """Wait until a server has finished the requests of clients that have gone."""
    for _ in range(300):
        before = used(process)
        time.sleep(0.2)
        if used(process) - before <= IDLE_SECONDS:
            return
    raise SystemExit("a server does not become idle")


def pages(process: int, address: str, seconds: int) -> tuple[float, float]:
    """Request one address as fast as it answers; return pages per second of processor and of wall time."""
    await_idle(process)
    before = used(process)
    ran = subprocess.run(
        ["wrk", "-t1", "-c4", f"-d{seconds}s", "--timeout", "60s", address], capture_output=True, text=True, check=True
    )
    if bad := re.search(r"Non-2xx.*|Socket errors.*", ran.stdout):
        raise SystemExit(f"{address}: {bad[0]}")
    match = re.search(r"(\d+) requests in", ran.stdout)
    assert match is not None
    answered = int(match[1])
    return max(answered, 1) / (used(process) - before), answered / seconds


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--decisions", type=int, default=200)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk)")
    compiled()
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "timeline.db"
        if options.file is None:
            generated.make(path, options.entries)
        ours, theirs, edits = free_port(), free_port(), free_port()
        own = f"http://127.0.0.1:{ours}/?since=1980"
        its = f"http://127.0.0.1:{theirs}/{path.stem}/entries?_size=50"
        bare = f"{its}&_nocount=1&_nofacet=1"
        edited = f"http://127.0.0.1:{edits}/?since=1980"
        serve = [str(TIMELINE), "--db", str(path), "serve", "--port"]
        with (
            serving([*serve, str(ours)], own) as us,
            serving([*serve, str(edits), "--edit"], edited) as editing,
            serving([str(BIN / "datasette"), "serve", str(path), "--port", str(theirs)], its) as them,
        ):
            assert len(set(re.findall(rb'href="(/e/[\w-]+)"', read(own)))) >= 50
            requests = ((us, own), (them, its), (them, bare), (editing, edited))
            measured = in_turn([partial(pages, *request, options.seconds) for request in requests], options.rounds)
        timed = decisions.measured(path, free_port(), options.decisions)
    spent, wall = ([[times[clock] for times in each] for each in measured] for clock in (0, 1))
    names = ("timeline serve", "Datasette", "Datasette without counts and facets", "timeline serve --edit")
    for place, name in enumerate(names):
        print(f"{name}: {median(spent, place):.1f} pages a processor second, {median(wall, place):.1f} a second")
    for place, least in ((1, LEAST_RATIO), (2, LEAST_BARE_RATIO)):
        verdicts.at_least(f"to {names[place]}", statistics.median(ratios(spent, 0, place)), least)
    verdicts.at_most("a page with --edit to one without", statistics.median(ratios(spent, 0, 3)), MOST_EDITING_RATIO)
    for name, seconds in timed._asdict().items():
        print(f"{name}: median {statistics.median(seconds) * 1000:.0f} ms, p95 {decisions.p95(seconds) * 1000:.0f} ms")
    form = decisions.p95(timed.forms)
    ratio = form / decisions.p95(timed.library)
    verdicts.at_most("p95 of a decision to the library", ratio, MOST_DECISION_RATIO, note=f"{form * 1000:.0f} ms")
    return verdicts.exit_code()


if __name__ == "__main__":
    raise SystemExit(main())
