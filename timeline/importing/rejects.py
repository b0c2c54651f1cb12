"""Set aside rejected rows in a file that can be fixed and imported."""

import json
import os
from contextlib import suppress
from typing import TextIO

from timeline import files
from timeline.errors import RefusedError
from timeline.formats.csv import PLACE, REASON, Table
from timeline.formats.input import Cells
from timeline.importing.account import Reject
from timeline.importing.mapping import plain
from timeline.importing.plan import Plan


class Rejects:
    """A file that collects rejected rows: CSV if its name ends in .csv, else JSON Lines.

    It appears only when the import has succeeded. Raises RefusedError, at ``skip_invalid``, if it cannot be written, or
    would replace an imported file or any other that does not hold rejected rows.
    """

    def __init__(self, path: str, imported: tuple[str, ...]) -> None:
        if not path.strip():
            raise RefusedError("the name of the file for rejected rows is empty", field="skip_invalid")
        if os.path.isdir(path):
            raise RefusedError(f"{path} is a folder; name a file in it", field="skip_invalid")
        if os.path.exists(path) and any(os.path.exists(file) and os.path.samefile(path, file) for file in imported):
            raise RefusedError(f"{path} is one of the files to import; choose another file", field="skip_invalid")
        if os.path.isfile(path) and not _is_of_rejects(path):
            raise RefusedError(
                f"{path} already exists and is not a file of rejected rows; choose another name", field="skip_invalid"
            )
        self.path = path
        self._staged: dict[tuple[str, int | str], str] = {}
        try:
            handle, self._unfinished = files.begin(path)
        except OSError as error:
            raise RefusedError(f"{path} cannot be written ({error.strerror})", field="skip_invalid") from None
        self._out: TextIO = os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="")
        self._lines = 0

    def add(self, reject: Reject) -> None:
        """Set a row aside. ``finish`` reads the cells of a staged row again."""
        if reject.staged:
            self._staged[reject.file, reject.place] = reject.reason
            return
        try:
            self._write(reject.file, reject.place, reject.reason, reject.cells)
        except OSError as error:
            raise self._unwritten(error) from None

    def finish(self, plans: list[Plan]) -> int:
        """Put the file in place and return its number of rows; without rows there is no file.

        Call this before the import is committed: rows must not be stored if the others would be lost. Raises
        RefusedError, at ``skip_invalid``, if it cannot be written.
        """
        try:
            return self._finish(plans)
        except OSError as error:
            raise self._unwritten(error) from None

    def _unwritten(self, error: OSError) -> RefusedError:
        return RefusedError(f"{self.path} cannot be written ({error.strerror})", field="skip_invalid")

    def _finish(self, plans: list[Plan]) -> int:
        for plan in plans:
            if any(file == plan.name for file, _ in self._staged):
                for row in plan.rows():
                    reason = self._staged.get((plan.name, row.place))
                    if reason is not None:
                        self._write(plan.name, row.place, reason, row.cells)
        self._out.close()
        if not self._lines:
            os.remove(self._unfinished)
            return 0
        if self.path.lower().endswith(".csv"):
            lines, self._unfinished = self._unfinished, self._to_csv()
            files.discard(lines)
        files.put_in_place(self._unfinished, self.path)
        return self._lines

    def discard(self) -> None:
        """Delete the unfinished file."""
        with suppress(OSError):  # of a full disk
            self._out.close()
        files.discard(self._unfinished)

    def _write(self, file: str, place: int | str, reason: str, cells: Cells) -> None:
        self._lines += 1
        at = f"{file}, {f'line {place}' if isinstance(place, int) else place}"
        row = {PLACE: at, REASON: reason, **cells}
        self._out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")

    def _to_csv(self) -> str:
        """Write the lines as a table of all their columns, and return its path."""
        with open(self._unfinished, encoding="utf-8", errors="surrogateescape") as lines:
            columns = list(dict.fromkeys(name for line in lines for name in json.loads(line)))
        table = f"{self._unfinished}.csv"
        with (
            open(self._unfinished, encoding="utf-8", errors="surrogateescape") as lines,
            open(table, "w", encoding="utf-8", errors="surrogateescape", newline="") as out,
        ):
            rows = Table(out)
            rows.write(columns)
            for line in lines:
                cells = json.loads(line)
                rows.write(plain(cells[name]) if name in cells else "" for name in columns)
        return table


def _is_of_rejects(path: str) -> bool:
    """Return whether a file is empty or holds rejected rows of an earlier import."""
    with open(path, "rb") as file:
        beginning = file.read(200)
    return not beginning or f'"{PLACE}"'.encode() in beginning or beginning.startswith(PLACE.encode())
