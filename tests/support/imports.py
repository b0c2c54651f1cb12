"""Types of the fixtures for tests of importing: to write a file, and to get the imported entries."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Write = Callable[[str, str | bytes], Path]
Entries = Callable[[], list[dict[str, Any]]]
