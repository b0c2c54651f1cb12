"""Whole commands as people start them: installed scripts, with compiled modules, and nothing of them printed."""

import compileall
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import timeline

BIN = Path(sys.executable).parent
TIMELINE, SQLITE_UTILS = BIN / "timeline", BIN / "sqlite-utils"


def children() -> float:
    """Return the processor's seconds that all commands so far have taken: a clock that other processes do not turn."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compiled() -> None:
    """Let every process find our modules compiled, as an installer leaves those of other packages."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("TIMELINE_DB", None)
    if not compileall.compile_dir(Path(timeline.__file__).parent, quiet=1):
        raise SystemExit("not everything compiles")


def command(*words: object) -> Callable[[], object]:
    """Return a step that runs a command from its start to its end."""
    return lambda: subprocess.run([str(word) for word in words], check=True, capture_output=True)
