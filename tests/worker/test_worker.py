"""The worker: limits of time and memory, crashes, interrupts, and files and pages that would run away."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, invoked, refused
from timeline.errors import RefusedError
from timeline.worker import client, protocol

Sql = Callable[..., list[Any]]
PAGE = "<html><body><article><p>“It will not happen,” the minister said on Thursday.</p></article></body></html>"
#: pages and texts that once took minutes or gigabytes, each much smaller than a source may be
BOMBS = {
    "attributes.html": "<html><body><div " + " ".join(f"a{n}='x'" for n in range(100_000)) + f">{PAGE}",
    "nested.html": f"<html><body>{'<div>' * 50_000}He said yes.",
    "formats.html": f"<html><body>{'<p><b><i>' * 8_000}He said yes.",
    "rows.html": f"<html><body><table>{'<tr><td>He said yes</td></tr>' * 6_000}</table>",
    "angles.html": f"<html><body>{'<' * 300_000}",
    "entities.html": f"<html><body><p>{'&amp;' * 200_000} he said yes.",
    "paragraph.txt": "3 May 2024\n\n" + "said " * 8_000,
    "sentence.txt": "3 May 2024\n\nThe minister said " + "that the other side will go on and " * 2_000,
    "marks.txt": "3 May 2024\n\n" + "“" * 15_000 + " he said.",
    "cues.txt": "3 May 2024\n\n" + "".join(f"Anna Lind: I said number {n}.\n" for n in range(1_500)),
    "capitals.txt": "3 May 2024\n\n" + "Anna Lind Bo Carl " * 20_000 + "said yes.",
    "matter.md": "---\n" + "".join(f"k{n}: v{n}\n" for n in range(100_000)) + "---\n\nHe said “yes” on Monday.\n",
    "deep.md": f"---\nk: {'[' * 20_000}\n---\n\nHe said “yes” on Monday.\n",
    "lines.txt": "3 May 2024\n" * 2_000,
    "blanks.txt": " " * 1_000_000 + "He said yes." + "\n" * 1_000_000,
}


@pytest.fixture
def fresh() -> Iterator[None]:
    """Begin and end without a worker."""
    client._end()
    yield
    client._end()


def pid() -> int:
    return client._running[0].process.pid


# Limits


@pytest.mark.parametrize("name", BOMBS)
def test_nothing_runs_away(run: Run, tmp_path: Path, sql: Sql, name: str) -> None:
    """Each ends far below the limit of its size, and stores all of it or nothing."""
    path = tmp_path / name
    path.write_text(BOMBS[name], encoding="utf-8")
    run("init")
    started = time.monotonic()
    result = invoked(tmp_path / "timeline.db", "ingest", path, "--published", "2024-05-03")
    assert result.exit_code in (0, 4)
    if result.exit_code:
        assert result.stderr.splitlines()[-1].startswith("timeline: ")
    assert time.monotonic() - started < 100
    sources, snapshots = sql("SELECT (SELECT count(*) FROM sources), (SELECT count(*) FROM snapshots)")[0]
    assert sources == snapshots
    assert "nothing is wrong" in run("db", "check").stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_too_much_memory_is_one_line_and_the_next_page_is_read(
    run: Run, tmp_path: Path, fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "a.html"
    page.write_text(f"<html><body>{'<p>x</p>' * 1_000_000}", encoding="utf-8")
    monkeypatch.setattr(client, "MOST_MEMORY_BYTES", 200 * 2**20)
    assert "memory; save its text" in refused(run, "source", "add", page, field="URL_OR_FILE")
    page.write_text(PAGE, encoding="utf-8")
    assert run("source", "add", page).stdout == "1\n"


def test_too_much_time_is_one_line_and_the_next_page_is_read(
    run: Run, tmp_path: Path, fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "a.html"
    page.write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr("timeline.evidence.retrieval._PAGE_SECONDS", 0.0)
    monkeypatch.setattr("timeline.evidence.retrieval._PAGE_SECONDS_PER_MB", 1.0)
    assert "takes longer than 0 seconds" in refused(run, "source", "add", page, field="URL_OR_FILE")
    monkeypatch.undo()
    monkeypatch.setenv("TIMELINE_DB", str(tmp_path / "timeline.db"))
    assert run("source", "add", page).stdout == "1\n"


def test_a_worker_that_ends_is_started_again(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(PAGE, encoding="utf-8")
    run("source", "add", page)
    first = pid()
    os.kill(first, signal.SIGKILL)
    client._running[0].process.wait()
    page.write_text(PAGE.replace("not happen", "happen"), encoding="utf-8")
    run("source", "add", page, "--to", 1)
    assert pid() != first


def test_a_worker_that_is_killed_while_it_reads_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    client.call("page", PAGE, seconds=60)
    worker = client._running[0]
    threading.Timer(0.5, worker.process.kill).start()
    slow = f"<html><body>{'<p><b><i>' * 100_000}He said yes."
    with pytest.raises(RefusedError, match="made the reader end"):
        client.call("page", slow, seconds=60)
    assert client.call("page", PAGE, seconds=60)[0].startswith("“It will not happen")


def test_one_worker_serves_a_whole_process_and_several_threads() -> None:
    client.call("page", PAGE, seconds=60)
    first, texts = pid(), []

    def read(number: int) -> None:
        texts.append(client.call("page", PAGE.replace("not", f"not {number},"), seconds=60)[0])

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pid() == first
    assert sorted(text[text.index(",") - 1] for text in texts) == [str(number) for number in range(8)]


# The process


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows processes as files")
def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = "import sys, time; from timeline.worker import client; client.call('page', '<p>x</p>', seconds=60);" \
        "print(client._running[0].process.pid, flush=True); time.sleep(60)"  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    worker = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    assert ends(worker, seconds=10)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows processes as files")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_in_the_middle_of_a_page_with_the_process_that_started_it(tmp_path: Path, sign: signal.Signals) -> None:
    program = "from timeline.worker import client; client.call('page', '<p>x</p>', seconds=60);" \
        "print(client._running[0].process.pid, flush=True);" \
        "client.call('article', '3 May 2024\\n' * 90000, seconds=100, published=None)"  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    worker = int(process.stdout.readline())
    time.sleep(2)
    process.send_signal(sign)
    process.wait()
    process.stdout.close()
    assert ends(worker, seconds=20)


def ends(process: int, seconds: float) -> bool:
    """Wait until a process has ended, or is a zombie that nobody has waited for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_has_a_worker_of_its_own(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os, threading, time\nfrom timeline.worker import client\n"
        "def read(words): return client.call('page', f'<p>{words}</p>', seconds=60)[0]\n"
        "read('one'); big = 'x</p><p>' * 40000\n"
        "thread = threading.Thread(target=read, args=(big,)); thread.start(); time.sleep(0.3)\n"
        "pid = os.fork()\n"
        "if not pid:\n    assert read('two') == 'two'; os._exit(7)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])); thread.join(); print(read('three'))\n",
        encoding="utf-8",
    )
    result = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=100)
    assert result.stdout == "7\nthree\n"


def test_a_script_that_finds_the_package_by_a_path_of_its_own(tmp_path: Path) -> None:
    program = f"import sys; sys.path[:0] = {sys.path!r}; from timeline.worker import client;" \
        "print(client.call('page', '<p>Fine</p>', seconds=60)[0], len(client._running))"  # fmt: skip
    result = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.startswith("Fine ")


def test_it_runs_nothing_of_the_folder_where_somebody_works(tmp_path: Path) -> None:
    for name in ("json.py", "timeline.py", "pickle.py", "sitecustomize.py"):
        (tmp_path / name).write_text("raise SystemExit('planted')", encoding="utf-8")
    program = "import sys; sys.path = [p for p in sys.path if p]; from timeline.worker import client;" \
        "print(client.call('page', '<p>Fine</p>', seconds=60)[0], len(client._running))"  # fmt: skip
    result = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout == "Fine 1\n"


def test_a_script_that_starts_it_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nimport timeline\ntl = timeline.open('t.db')\n"
        "with tl.changeset('x') as change:\n    change.add_source('page.html')\nprint(len(tl.sources()))\n",
        encoding="utf-8",
    )
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    result = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout == "once\n1\n"


def test_where_no_process_can_be_started_pages_are_read_here(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert client.call("page", PAGE, seconds=60)[0].startswith("“It will not happen")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert client.call("page", PAGE, seconds=60)[0].startswith("“It will not happen")


class Dangerous:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch /tmp/never",)


@pytest.mark.parametrize("value", [Dangerous(), [os.system], {1: open}])
def test_an_answer_is_a_value_and_runs_nothing(value: object) -> None:
    import io

    with pytest.raises(pickle.UnpicklingError):
        client._Answer(io.BytesIO(pickle.dumps((True, value)))).load()


def test_an_error_comes_back_as_it_is() -> None:
    with pytest.raises(RefusedError, match="attributes"):
        client.call("page", BOMBS["attributes.html"], seconds=60)
    with pytest.raises(RuntimeError, match="AttributeError"):
        client.call("page", 7, seconds=60)
    assert set(protocol.FUNCTIONS) == {"page", "article"}


def test_a_reader_tells_how_far_it_is() -> None:
    text = "“It is shut,” Ivan Petrov said on Tuesday.\n\n" * 40
    heard: list[int] = []
    article = client.call("article", text, seconds=60, heard=heard.append)
    assert len(article.candidates) == 40
    assert heard == sorted(set(heard))
    assert heard[0] < 10
    assert heard[-1] >= 99
    assert client.call("article", text, seconds=60) == article


def test_what_hears_it_can_stop_it() -> None:
    def stop(per_cent: int) -> None:
        raise KeyError(per_cent)

    with pytest.raises(KeyError):
        client.call("article", "“It is shut,” Ivan Petrov said.\n\n" * 40, seconds=60, heard=stop)
    assert client.call("page", PAGE, seconds=60)[0].startswith("“It will not happen")
