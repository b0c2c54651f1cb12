"""Where what is published goes: whole or not at all, and in place of nothing that is not its own."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.web.published import everything
from timeline.errors import RefusedError
from timeline.web import folder


def test_only_a_folder_of_ours_is_replaced(run: Run, example: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "site"
    out.mkdir(parents=True)
    (out / "letter.txt").write_text("mine")
    assert f"{out} holds other files" in run("publish", out, code=4).stderr
    assert everything(out) == {"letter.txt": "mine"}
    (out / "letter.txt").unlink()
    run("publish", out)
    first = everything(out)
    run("add", "Something new", "--date", "2026")
    run("publish", out)
    assert "Something new" in everything(out)["index.html"]
    assert set(first) < set(everything(out))
    (out / "e" / "letter.txt").write_text("mine")
    before = everything(out)
    assert f"{out} holds e/letter.txt, which publish did not put there" in run("publish", out, code=4).stderr
    (out / "e" / "letter.txt").unlink()
    (out / "mine").mkdir()
    (out / "also").symlink_to(tmp_path)
    assert "holds also and 1 more" in run("publish", out, code=4).stderr
    assert before.items() >= {**everything(out)}.items()
    assert os.listdir(out.parent) == ["site"]


def test_what_is_no_place_for_it_is_refused(run: Run, example: Path, tmp_path: Path) -> None:
    before = example.read_bytes()
    assert "is the timeline itself" in run("publish", example, code=4).stderr
    assert "holds other files" in run("publish", tmp_path, code=4).stderr
    (tmp_path / "file").write_text("mine")
    assert "is a file; give a folder, or a name that ends in .html" in run("publish", tmp_path / "file", code=4).stderr
    assert "No such file or directory" in run("publish", tmp_path / "none" / "site", code=4).stderr
    assert "No such file or directory" in run("publish", tmp_path / "none" / "page.html", code=4).stderr
    (tmp_path / "folder.html").mkdir()
    assert "is a folder" in run("publish", tmp_path / "folder.html", code=4).stderr
    (tmp_path / "t.html").symlink_to(example)
    assert "is the timeline itself" in run("publish", tmp_path / "t.html", code=4).stderr
    assert example.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["file", "folder.html", "t.html", example.name]


def test_what_fails_on_the_way_leaves_what_was_there(tmp_path: Path) -> None:
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
def test_what_was_there_is_never_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    out = tmp_path / "site"
    folder.write(str(out), [("index.html", b"first")])
    renamed, rename = [], os.rename

    def failing(*paths: str) -> None:
        renamed.append(paths)
        if 2 <= len(renamed) <= fails:
            raise OSError("no")
        rename(*paths)

    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(OSError, match="no"):
        folder.write(str(out), [("index.html", b"second")])
    kept = [path for path in tmp_path.rglob("index.html") if path.read_bytes() == b"first"]
    assert len(kept) == 1
    assert out.exists() is (fails == 2)


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
