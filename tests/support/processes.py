"""Run command lines in processes forked from a warm one, which saves their start."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_PROGRAM = """
import json, os, sys
from timeline.cli import main

def fails(command):
    try:
        main(command)
    except SystemExit as done:
        return bool(done.code)

def run(commands):
    os._exit(any(map(fails, commands)))

first, *rows = json.loads(sys.argv[1])
assert not fails(first)  # imports all that the forked ones need
processes = []
for row in rows:
    processes.append(os.fork())
    if not processes[-1]:
        run(row)
print("begun", flush=True)
sys.exit(any([os.waitpid(process, 0)[1] for process in processes]))
"""

Command = tuple[object, ...]


def at_once(file: Path, *rows: Iterable[Command]) -> "subprocess.Popen[str]":
    """Run command lines on a file, each row in a process of its own; fail if one of them fails.

    Returns when all processes have begun, so that from then on only their commands take time.
    """
    first = ["--db", f"{file}.first", "add", "x", "--date", "2014", "--topic", "y"]
    commands = [[["--db", str(file), *map(str, command)] for command in row] for row in rows]
    program = [sys.executable, "-c", _PROGRAM, json.dumps([first, *commands])]
    begun = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    assert begun.stdout is not None
    while begun.stdout.readline() not in ("begun\n", ""):
        pass
    return begun
