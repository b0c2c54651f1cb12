"""``export sql`` through the real shell of SQLite: whatever the texts are, the same file comes out."""

import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import timeline
from tests.support.commands import invoked

pytestmark = pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the program sqlite3 is not installed")

#: what a shell could take for a command, or for the end of a statement or line
PIECES = [
    "\r", "\n", "\r\n", "\x85", "\x1b[31m", "\u2028", "\ufeff", ".quit\n", "\n.quit\n", "\n.shell touch x\n", "\n/\n",
    "\ngo\n", "\n#", "--", "/*", "*/", ";", "';", '"', "''", "\\", "|| char(13) ||", "%s", "?", ":x", "\x01", "\x1a", "😀",
    "е́", "a", " ", "BEGIN;", "ROLLBACK;\n", "\x7f",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join).filter(lambda text: text.strip())


@given(texts=st.lists(TEXTS, min_size=4, max_size=4))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_survives(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second = folder / "first.db", folder / "second.db"
        invoked(first, "init")
        with closing(sqlite3.connect(first, isolation_level=None)) as connection:
            connection.execute("INSERT INTO speakers (id, name, note) VALUES (1, ?, ?)", texts[:2])
            connection.execute("INSERT INTO events (id, date, title, note) VALUES (1, '2014', ?, ?)", texts[2:])
            connection.execute("INSERT INTO sources (id, title, note) VALUES (1, ?, ?)", texts[::-1][:2])
            connection.execute(
                "INSERT INTO snapshots (source_id, retrieved_at, text, text_sha256, content) VALUES (1, '2025', ?, 'x', ?)",
                ("".join(texts), "".join(texts).encode()),
            )
        script = invoked(first, "export", "sql").stdout_bytes
        subprocess.run(["sqlite3", "-bail", str(second)], input=script, check=True, capture_output=True, cwd=folder)
        assert not (folder / "x").exists()
        assert invoked(second, "export", "sql").stdout_bytes == script
        checked = invoked(second, "db", "check", "--format", "json").stdout
        assert '"code": "seal"' not in checked
        query = "SELECT title, note FROM events"
        assert (
            timeline.open(second).sql(query)
            == timeline.open(first).sql(query)
            == [{"title": texts[2], "note": texts[3]}]
        )
