"""Setting aside the rows that cannot be stored: a file of them that can be mended and imported itself."""

import csv
import json
import os
from typing import TextIO

from timeline import files
from timeline.errors import RefusedError
from timeline.formats.input import Cells
from timeline.importing.account import Reject
from timeline.importing.mapping import plain
from timeline.importing.plan import Plan

#: what is added to the columns of a rejected row
REASON, PLACE = "rejected because", "rejected at"


class Rejects:
    """Collects rejected rows in a file: CSV where the file is called so, else JSON Lines.

    It is put in place only when the import is done; until then, and if that fails, nothing is seen of it. Raises
    RefusedError, at ``skip_invalid``, if it cannot be written, or would take the place of a file that is imported.
    """

    def __init__(self, path: str, imported: tuple[str, ...]) -> None:
        if os.path.isdir(path):
            raise RefusedError(f"{path} is a folder; give a file in it", field="skip_invalid")
        if os.path.exists(path) and any(os.path.exists(file) and os.path.samefile(path, file) for file in imported):
            raise RefusedError(f"{path} is the very file that is imported; give another one", field="skip_invalid")
        if os.path.isfile(path) and not _is_of_rejects(path):
            raise RefusedError(
                f"there is a file {path} already, which holds no rejects; give another name", field="skip_invalid"
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
        """Set a row aside; one whose cells are not at hand any more is looked up at the end."""
        if reject.staged:
            self._staged[reject.file, reject.place] = reject.reason
        else:
            self._write(reject.file, reject.place, reject.reason, reject.cells)

    def finish(self, plans: list[Plan]) -> int:
        """Put the file in its place and return how many rows it holds; without any, there is no file."""
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
        """Leave nothing behind."""
        self._out.close()
        files.discard(self._unfinished)

    def _write(self, file: str, place: int | str, reason: str, cells: Cells) -> None:
        self._lines += 1
        at = f"{file}, {f'line {place}' if isinstance(place, int) else place}"
        said = {PLACE: at, REASON: reason, **cells}
        self._out.write(json.dumps(said, ensure_ascii=False, default=str) + "\n")

    def _to_csv(self) -> str:
        """Write the lines as a table of all columns that any of them has, and return its path."""
        with open(self._unfinished, encoding="utf-8", errors="surrogateescape") as lines:
            columns = list(dict.fromkeys(name for line in lines for name in json.loads(line)))
        whole = f"{self._unfinished}.csv"
        with (
            open(self._unfinished, encoding="utf-8", errors="surrogateescape") as lines,
            open(whole, "w", encoding="utf-8", errors="surrogateescape", newline="") as out,
        ):
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            for line in lines:
                writer.writerow({name: plain(cell) for name, cell in json.loads(line).items()})
        return whole


def _is_of_rejects(path: str) -> bool:
    """Tell whether a file is empty or one of earlier rejects."""
    with open(path, "rb") as file:
        beginning = file.read(200)
    return not beginning or f'"{PLACE}"'.encode() in beginning or beginning.startswith(PLACE.encode())
