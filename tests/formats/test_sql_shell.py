"""``export sql`` through the real shell of SQLite, and JSON Lines: whatever the texts are, the same file comes out."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

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


def without_changesets(file: Path) -> list[Any]:
    """Return everything in a file; an import is one changeset."""
    records = [json.loads(line) for line in invoked(file, "export", "jsonl").stdout.splitlines()]
    return [{key: value for key, value in record.items() if key != "changeset_id"} for record in records]


@given(texts=st.lists(TEXTS, min_size=4, max_size=4))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_survives(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second, third = folder / "first.db", folder / "second.db", folder / "third.db"
        invoked(first, "init")
        with closing(sqlite3.connect(first, isolation_level=None)) as connection:
            connection.execute("INSERT INTO speakers (id, name, note) VALUES (1, ?, ?)", texts[:2])
            connection.execute("INSERT INTO events (id, date, title, note) VALUES (1, '2014', ?, ?)", texts[2:])
            connection.execute("INSERT INTO sources (id, title, note) VALUES (1, ?, ?)", texts[::-1][:2])
            whole, exact = "".join(texts), texts[1]
            digest = hashlib.sha256(whole.encode()).hexdigest()
            connection.execute(
                "INSERT INTO snapshots (source_id, retrieved_at, text, text_sha256, content, content_sha256)"
                " VALUES (1, '2025-01-01T00:00:00Z', ?1, ?2, CAST(?1 AS BLOB), ?2)",
                (whole, digest),
            )
            connection.execute(
                'INSERT INTO citations (entry_id, source_id, snapshot_id, exact, start, "end") VALUES (1, 1, 1, ?, ?, ?)',
                (exact, len(texts[0]), len(texts[0]) + len(exact)),
            )
        script = invoked(first, "export", "sql").stdout_bytes
        subprocess.run(["sqlite3", "-bail", str(second)], input=script, check=True, capture_output=True, cwd=folder)
        assert not (folder / "x").exists()
        assert invoked(second, "export", "sql").stdout_bytes == script
        checked = invoked(second, "db", "check", "--format", "json").stdout
        assert '"code": "seal"' not in checked
        lines = folder / "all.jsonl"
        lines.write_bytes(invoked(first, "export", "jsonl").stdout_bytes)
        imported = invoked(third, "import", lines)
        assert imported.exit_code == 0, imported.stderr
        assert without_changesets(third) == without_changesets(first)
        done = [invoked(file, "verify") for file in (first, second, third)]
        verified = [(one.exit_code, one.stdout) for one in done]
        assert verified == [verified[0]] * 3
        query = "SELECT title, note FROM events"
        assert (
            timeline.open(second).sql(query)
            == timeline.open(first).sql(query)
            == [{"title": texts[2], "note": texts[3]}]
        )
