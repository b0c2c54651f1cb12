"""What tests of importing are given: a way to write a file, and the entries that came of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Write = Callable[[str, str | bytes], Path]
Entries = Callable[[], list[dict[str, Any]]]
