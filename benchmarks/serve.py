"""A page of the viewer against Datasette's page of the same table, under the same load, in one run.

    python benchmarks/serve.py [--file FILE] [--entries N] [--rounds N] [--seconds N]

Serves a timeline of a million entries (benchmarks/generated.py, or FILE) with ``timeline serve`` and with Datasette,
asks each for a page of 50 entries with ``wrk`` in turn, after a request that does not count, and prints the median of
the ratios of requests a second, and that to Datasette's page without what it counts. Datasette's page is the plain
table, ours a filtered timeline with topics, links and an overview. A page that takes longer than a round counts as one
a round, so that the first ratio is rather too small. Exits with 1 where the first is below 5, or the second below 1.
"""

import argparse
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
from pathlib import Path

import generated
from processes import BIN, TIMELINE, compiled
from verdict import Verdicts, in_turn, median, ratios

LEAST, LEAST_BARE = 5.0, 1.0
#: a page that takes longer than a round counts as one a round
SLOWEST = 1


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
def serving(command: list[str], address: str) -> Iterator[None]:
    """Serve until the block ends, from when it answers."""
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
        yield
    finally:
        process.terminate()
        process.wait()


def requests_a_second(address: str, seconds: int) -> float:
    """Ask for one address as fast as it answers."""
    ran = subprocess.run(
        ["wrk", "-t1", "-c4", f"-d{seconds}s", "--timeout", "30s", address], capture_output=True, text=True, check=True
    )
    if bad := re.search(r"Non-2xx.*|Socket errors.*", ran.stdout):
        raise SystemExit(f"{address}: {bad[0]}")
    found = re.search(r"Requests/sec:\s*([\d.]+)", ran.stdout)
    assert found is not None
    return max(float(found[1]), SLOWEST / seconds)


def main() -> int:
    """Measure, print, and tell whether it is fast enough."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
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
            serving([str(TIMELINE), "--db", str(path), "serve", "--port", str(ours)], own),
            serving([str(BIN / "datasette"), "serve", str(path), "--port", str(theirs)], its),
        ):
            assert len(set(re.findall(rb'href="(/e/[\w-]+)"', read(own)))) >= 50
            steps = [lambda address=address: requests_a_second(address, given.seconds) for address in (own, its, bare)]
            measured = in_turn(steps, given.rounds)
    names = ("timeline serve", "Datasette", "Datasette without counts and facets")
    print("pages a second: " + ", ".join(f"{name} {median(measured, place):.1f}" for place, name in enumerate(names)))
    for place, least in ((1, LEAST), (2, LEAST_BARE)):
        verdicts.at_least(f"to {names[place]}", statistics.median(ratios(measured, 0, place)), least)
    return verdicts.exit_code()


if __name__ == "__main__":
    raise SystemExit(main())
