"""A page of the viewer against Datasette's page of the same table, under the same load, in one run.

    python benchmarks/serve.py [--file FILE] [--entries N] [--rounds N] [--seconds N]

Serves a timeline of a million entries (benchmarks/generated.py, or FILE) with ``timeline serve`` and with Datasette,
asks each for a page of 50 entries with ``wrk`` in turn, and prints the median of the ratios of requests a second, and
that to Datasette's page without what it counts. Exits with 1 where the first is below 5.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import generated

BIN = Path(sys.executable).parent
LEAST = 5.0
OURS, THEIRS = 8801, 8802


@contextmanager
def serving(command: list[str], address: str) -> Iterator[None]:
    """Serve until the block ends, from when it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(address, timeout=60).read()  # noqa: S310
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
    if bad := re.search(r"Non-2xx.*", ran.stdout):
        raise SystemExit(f"{address}: {bad[0]}")
    found = re.search(r"Requests/sec:\s*([\d.]+)", ran.stdout)
    assert found is not None
    return float(found[1])


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
    with tempfile.TemporaryDirectory() as folder:
        path = given.file or Path(folder) / "timeline.db"
        if given.file is None:
            generated.make(path, given.entries)
        ours = f"http://127.0.0.1:{OURS}/?since=1980"
        theirs = f"http://127.0.0.1:{THEIRS}/{path.stem}/entries?_size=50"
        bare = f"{theirs}&_nocount=1&_nofacet=1"
        with (
            serving([str(BIN / "timeline"), "--db", str(path), "serve", "--port", str(OURS)], ours),
            serving([str(BIN / "datasette"), "serve", str(path), "--port", str(THEIRS)], theirs),
        ):
            rounds = [
                [requests_a_second(address, given.seconds) for address in (ours, theirs, bare)]
                for _ in range(given.rounds)
            ]
    own, its, without = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(a / max(b, 1 / given.seconds) for a, b, _ in rounds)
    print(f"timeline serve {own:.1f} pages a second, Datasette {its:.1f}: {ratio:.1f} x (at least {LEAST:.0f})")
    print(f"Datasette without counts and facets, which our page has: {without:.1f} a second, {own / without:.1f} x")
    return int(ratio < LEAST)


if __name__ == "__main__":
    raise SystemExit(main())
