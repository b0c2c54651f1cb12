"""A page of the viewer against Datasette's page of the same table, under the same load, in one run.

    python benchmarks/serve.py [--file FILE] [--entries N] [--rounds N] [--seconds N]

Serves a timeline of a million entries (benchmarks/generated.py, or FILE) with ``timeline serve`` and with Datasette,
asks each for a page of 50 entries with ``wrk`` in turn, and compares how many pages a second of their processor's time
they answer: with Datasette's page, and with that page without what it counts. Datasette's page is the plain table, ours
a filtered timeline with topics, links and an overview. Where no page is done in a round, one counts, so that the ratio
is rather too small. The pages a second on the wall, which other processes make fewer, stand beside it. Exits with 1
where the first ratio is below 5, or the second below 1.
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

import generated
from processes import BIN, TIMELINE, compiled
from verdict import Verdicts, in_turn, median, ratios

LEAST, LEAST_BARE = 5.0, 1.0
#: of a second: what a process may use in a fifth of one that has nothing to do
IDLE = 0.02


def free_port() -> int:
    """Return a port at which nobody answers."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def read(address: str) -> bytes:
    """Return what an address answers."""
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
        return bytes(answer.read())


@contextmanager
def serving(command: list[str], address: str) -> Iterator[int]:
    """Serve until the block ends, from when it answers; gives the number of the process."""
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
    """Return the processor's seconds that a process has taken (see proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def await_idle(process: int) -> None:
    """Wait until a process has done what it was asked for by somebody who has gone."""
    for _ in range(300):
        before = used(process)
        time.sleep(0.2)
        if used(process) - before <= IDLE:
            return
    raise SystemExit("a server does not come to rest")


def pages(process: int, address: str, seconds: int) -> tuple[float, float]:
    """Ask for one address as fast as it answers; gives pages a second of the processor, and on the wall."""
    await_idle(process)
    before = used(process)
    ran = subprocess.run(
        ["wrk", "-t1", "-c4", f"-d{seconds}s", "--timeout", "60s", address], capture_output=True, text=True, check=True
    )
    if bad := re.search(r"Non-2xx.*|Socket errors.*", ran.stdout):
        raise SystemExit(f"{address}: {bad[0]}")
    found = re.search(r"(\d+) requests in", ran.stdout)
    assert found is not None
    answered = int(found[1])
    return max(answered, 1) / (used(process) - before), answered / seconds


def main() -> int:
    """Measure, print, and tell whether it is fast enough."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk)")
    compiled()
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as folder:
        path = given.file or Path(folder) / "timeline.db"
        if given.file is None:
            generated.make(path, given.entries)
        ours, theirs = free_port(), free_port()
        own = f"http://127.0.0.1:{ours}/?since=1980"
        its = f"http://127.0.0.1:{theirs}/{path.stem}/entries?_size=50"
        bare = f"{its}&_nocount=1&_nofacet=1"
        with (
            serving([str(TIMELINE), "--db", str(path), "serve", "--port", str(ours)], own) as us,
            serving([str(BIN / "datasette"), "serve", str(path), "--port", str(theirs)], its) as them,
        ):
            assert len(set(re.findall(rb'href="(/e/[\w-]+)"', read(own)))) >= 50
            asked = ((us, own), (them, its), (them, bare))
            measured = in_turn([partial(pages, *whom, given.seconds) for whom in asked], given.rounds)
    spent, wall = ([[found[clock] for found in each] for each in measured] for clock in (0, 1))
    names = ("timeline serve", "Datasette", "Datasette without counts and facets")
    for place, name in enumerate(names):
        print(f"{name}: {median(spent, place):.1f} pages a processor second, {median(wall, place):.1f} a second")
    for place, least in ((1, LEAST), (2, LEAST_BARE)):
        verdicts.at_least(f"to {names[place]}", statistics.median(ratios(spent, 0, place)), least)
    return verdicts.exit_code()


if __name__ == "__main__":
    raise SystemExit(main())
