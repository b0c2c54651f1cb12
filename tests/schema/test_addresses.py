"""Addresses of sources: the tables accept those that are safe as a link, and an upgrade loses no other text."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.commands import Run
from timeline.database import migrate
from timeline.schema import ddl
from timeline.words import addresses


@pytest.fixture(scope="module")
def sources() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(next(s for s in ddl.statements() if s.startswith("CREATE TABLE sources ")))
        yield connection


PARTS = st.sampled_from(
    ["http://", "HTTPS://", "https:/", "javascript:", "e.org", "/", "?", "#", " ", "\n", "\x7f", "\x85", "é"]
)


@given(
    st.one_of(
        st.lists(PARTS, max_size=5).map("".join), st.characters(exclude_categories=["Cs"]).map("http://e.org/{}".format)
    )
)
@example("https://example.org/\n")
@example("https://\N{IDEOGRAPHIC SPACE}example.org")
@example("https://example.org/a b")
@example("https:///path")
def test_the_tables_and_the_program_accept_the_same_addresses(sources: sqlite3.Connection, url: str) -> None:
    try:
        sources.execute("INSERT INTO sources (title, url, archive_url) VALUES ('x', ?, ?)", (url, url))
    except sqlite3.IntegrityError:
        accepted = False
    else:
        accepted = True
    assert accepted is (addresses.safe(url) is not None)


@pytest.mark.parametrize("older", ["0009", "0007"])
def test_an_upgrade_keeps_texts_that_are_not_addresses(run: Run, file: Path, older: str) -> None:
    """They move into the note, the change is in the history, and no finding remains."""
    run("init")
    migrate.downgrade(file, older)
    rows = [
        ("https://example.org/good", None, None, None),
        ("javascript:alert(1)", "javascript:alert(2)", "A title", "a remark"),
        ("ftp://example.org/file", None, None, None),
        ("https://example.org/line\n", "\u00a0https://archive.example/x ", None, None),
    ]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany("INSERT INTO sources (url, archive_url, title, note) VALUES (?, ?, ?, ?)", rows)
    run("db", "upgrade")
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT url, archive_url, title, note FROM sources ORDER BY id"
        assert connection.execute(query).fetchall() == [
            ("https://example.org/good", None, None, None),
            (
                None, None, "A title",
                "a remark\nThis is not a web address, but was stored as the address: javascript:alert(1)\n"
                "This is not a web address, but was stored as the archived address: javascript:alert(2)",
            ),
            (
                None, None, "ftp://example.org/file",
                "This is not a web address, but was stored as the address: ftp://example.org/file",
            ),
            ("https://example.org/line", "https://archive.example/x", None, None),
        ]  # fmt: skip
        (commands,) = connection.execute(
            "SELECT group_concat(DISTINCT c.command) FROM revisions AS r JOIN changesets AS c ON c.id = r.changeset_id"
            " WHERE r.table_name = 'sources'"
        ).fetchone()
        assert commands == "db upgrade"
    assert "nothing is wrong" in run("db", "check").stderr
    run("add", "x", "--date", "2014", "--source", "https://example.org/new")
    assert "nothing is wrong" in run("db", "check").stderr
