"""Run whole commands as people start them: installed scripts, with compiled modules, without their output."""

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
    """Return the processor seconds of all commands so far: a clock that other processes do not affect."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compiled() -> None:
    """Compile our modules, as an installer does for other packages."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("TIMELINE_DB", None)
    if not compileall.compile_dir(Path(timeline.__file__).parent, quiet=1):
        raise SystemExit("not everything compiles")


def command(*words: object) -> Callable[[], object]:
    """Return a step that runs a command from its start to its end."""
    return lambda: subprocess.run([str(word) for word in words], check=True, capture_output=True)
