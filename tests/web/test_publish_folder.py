"""Where a publication is written: as a whole or not at all, and never over other files."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run
from tests.support.published import everything
from timeline.errors import RefusedError
from timeline.web import folder


def test_publish_replaces_only_a_folder_that_it_wrote(run: Run, example: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "site"
    out.mkdir(parents=True)
    (out / "letter.txt").write_text("mine")
    assert f"timeline: {out} " in run("publish", out, code=4).stderr
    assert everything(out) == {"letter.txt": "mine"}
    (out / "letter.txt").unlink()
    run("publish", out)
    old = everything(out)
    run("add", "Something new", "--date", "2026")
    run("publish", out)
    assert "Something new" in everything(out)["index.html"]
    assert set(old) < set(everything(out))
    (out / "e" / "letter.txt").write_text("mine")
    before = everything(out)
    assert f"timeline: {out} holds e/letter.txt, " in run("publish", out, code=4).stderr
    (out / "e" / "letter.txt").unlink()
    (out / "mine").mkdir()
    (out / "also").symlink_to(tmp_path)
    assert f"timeline: {out} holds also and 1 more, " in run("publish", out, code=4).stderr
    assert before.items() >= {**everything(out)}.items()
    assert os.listdir(out.parent) == ["site"]


def test_publish_refuses_to_overwrite_other_files(run: Run, example: Path, tmp_path: Path) -> None:
    before = example.read_bytes()
    assert f"{example} is the timeline" in run("publish", example, code=4).stderr
    assert f"timeline: {tmp_path} holds " in run("publish", tmp_path, code=4).stderr
    (tmp_path / "file").write_text("mine")
    assert f"{tmp_path / 'file'} is a file" in run("publish", tmp_path / "file", code=4).stderr
    assert "No such file or directory" in run("publish", tmp_path / "none" / "site", code=4).stderr
    assert "No such file or directory" in run("publish", tmp_path / "none" / "page.html", code=4).stderr
    (tmp_path / "folder.html").mkdir()
    assert "is a folder" in run("publish", tmp_path / "folder.html", code=4).stderr
    (tmp_path / "t.html").symlink_to(example)
    assert "is the timeline" in run("publish", tmp_path / "t.html", code=4).stderr
    assert example.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["file", "folder.html", "t.html", example.name]


def test_a_failed_write_leaves_the_old_folder(tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert folder.write(str(out), [("index.html", b"first"), ("e/1.html", b"one")]) == 2

    def broken() -> Any:
        yield "index.html", b"second"
        raise RefusedError("no")

    with pytest.raises(RefusedError):
        folder.write(str(out), broken())
    with pytest.raises(FileExistsError):
        folder.write(str(out), [("a", b"1"), ("a", b"2")])
    assert (out / "index.html").read_bytes() == b"first"
    assert os.listdir(tmp_path) == ["site"]


@pytest.mark.parametrize("fails", [2, 3])
def test_the_old_folder_is_never_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    out = tmp_path / "site"
    folder.write(str(out), [("index.html", b"first")])
    renamed, rename = [], os.replace

    def failing(*paths: str) -> None:
        renamed.append(paths)
        if 2 <= len(renamed) <= fails:
            raise OSError("no")
        rename(*paths)

    monkeypatch.setattr(folder, "exchange", lambda *_: False)  # as on systems that cannot
    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="no"):
        folder.write(str(out), [("index.html", b"second")])
    old = [path for path in tmp_path.rglob("index.html") if path.read_bytes() == b"first"]
    assert len(old) == 1
    assert out.exists() is (fails == 2)
    monkeypatch.setattr(os, "replace", rename)
    folder.write(str(out), [("index.html", b"third")])
    assert [path.read_bytes() for path in tmp_path.rglob("index.html")] == [b"third"]


def test_a_killed_swap_repairs_itself(tmp_path: Path) -> None:
    out = tmp_path / "site"
    folder.write(str(out), [("index.html", b"first")])
    out.rename(folder._aside(str(out)))
    with pytest.raises(RefusedError, match="holds other files"):
        folder.write(str(tmp_path), [("index.html", b"x")])
    folder._restore(str(out))
    assert (out / "index.html").read_bytes() == b"first"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two folders in one step")
@pytest.mark.parametrize("exchanges", [True, False])
def test_a_reader_always_finds_a_site(tmp_path: Path, exchanges: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "site"
    folder.write(str(out), [("index.html", b"0")])
    if not exchanges:
        monkeypatch.setattr(folder, "exchange", lambda *_: False)
    missing, ended = 0, threading.Event()

    def look() -> None:
        nonlocal missing
        while not ended.is_set():
            missing += not os.path.exists(out)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(1, 30):
        folder.write(str(out), [("index.html", str(number).encode())])
    ended.set()
    reader.join()
    assert not (exchanges and missing)
    assert (out / "index.html").read_bytes() == b"29"
    assert os.listdir(tmp_path) == ["site"]


KILLED = """
import os, sys
from timeline import files
from timeline.web import folder

def pages():
    yield "index.html", b"half"
    print("half", flush=True)
    sys.stdin.read()

if sys.argv[2] == "folder":
    folder.write(sys.argv[1], pages())
else:
    with files.replacing(sys.argv[1]) as out:
        for _, data in pages():
            out.write(data)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lock that tells whether its owner lives")
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_a_killed_program_left_is_removed_and_what_a_live_one_writes_is_not(tmp_path: Path, kind: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path / name), kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for name in ("killed", "live")
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
    killed, live = started
    killed.kill()
    killed.communicate()
    assert len(os.listdir(tmp_path)) == 2
    folder.write(str(tmp_path / "next"), [("index.html", b"next")])
    assert len(os.listdir(tmp_path)) == 2
    live.communicate()
    assert live.returncode == 0
    assert sorted(os.listdir(tmp_path)) == ["live", "next"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real").mkdir()
    folder.write(str(tmp_path / "link"), [("index.html", b"x")])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "index.html").read_bytes() == b"x"
    assert os.stat(tmp_path / "real").st_mode & 0o777 == 0o777 & ~_umask()


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_refused(
    run: Run, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    current = tmp_path / "current"
    current.mkdir()
    (current / "thesis.txt").write_text("precious")
    monkeypatch.chdir(current)
    assert "empty" in run("publish", name, code=4).stderr
    assert (current / "thesis.txt").read_text() == "precious"
    assert list(current.iterdir()) == [current / "thesis.txt"]


def test_a_file_changed_by_hand_is_not_overwritten(run: Run, example: Path, tmp_path: Path) -> None:
    run("publish", tmp_path / "site")
    index = tmp_path / "site" / "index.html"
    before = index.read_bytes()
    index.write_bytes(before + b"edited")
    assert f"{tmp_path / 'site'} holds index.html, " in run("publish", tmp_path / "site", code=4).stderr
    assert index.read_bytes() == before + b"edited"
    index.write_bytes(before)
    run("publish", tmp_path / "site")
    assert "nowhere" in run("publish", tmp_path / "nowhere" / "site", code=4).stderr


@pytest.mark.parametrize("name", ["page.html", "site"])
def test_a_selection_says_that_it_is_one(run: Run, example: Path, tmp_path: Path, name: str) -> None:
    note = run("publish", tmp_path / name, "--speaker", "Peskov", "--since", "2025").stderr
    omission = "12 entries outside the selection (since 2025, speaker Peskov)"
    assert note.startswith(f"left out: {omission}, ")
    text = "".join(everything(tmp_path / name).values())
    assert f"Left out: {omission}, " in text
    assert "A selection: since 2025, speaker Peskov" in text
    assert re.search(r"Published from one file, last changed on \d{4}-\d\d-\d\d, at the head \d+-[0-9a-f]{32};", text)


def test_a_page_that_publish_did_not_write_is_left_alone(run: Run, example: Path, tmp_path: Path) -> None:
    page = tmp_path / "mine.html"
    page.write_text("my page")
    assert str(page) in run("publish", page, code=4).stderr
    assert page.read_text() == "my page"
    page.unlink()
    run("publish", page)
    run("publish", page, "--title", "Again")
    page.write_bytes(page.read_bytes().replace(b"undeniable", b"HANDEDIT"))
    assert str(page) in run("publish", page, code=4).stderr
    assert b"HANDEDIT" in page.read_bytes()
