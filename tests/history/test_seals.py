"""Seals: forgeries by plain SQL with all rights are found, and blamed on the changeset that they alter."""

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, refused
from timeline.history import seals

Sql = Callable[..., list[Any]]


def shell(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def forge(path: Path, *statements: str) -> None:
    """Run statements with all triggers out of the way, and restore them: no trace stays in the schema."""
    with closing(shell(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)


def head(run: Run) -> str:
    return run("seal").stdout.strip()


@pytest.fixture
def history(run: Run, example: Path) -> Path:
    """The example and four changesets: an entry added, one edited, one deleted, and that undone."""
    run("add", "A meeting", "--date", "2025-03-01", "--topic", "Crimea", "--by", "Anna")
    run("edit", 12, "--note", "as reported", "--by", "Boris")
    run("delete", 14, "--by", "Boris")
    run("undo", "--by", "Anna")
    return example


# The chain


def test_anybody_can_compute_a_seal_again(run: Run, example: Path, sql: Sql) -> None:
    run("topic", "add", "Trade", "--note", "grain – зерно")
    (row,) = sql("SELECT uid, at, actor, command FROM changesets WHERE id = 2")
    (topic,) = sql("SELECT id, key, name, note, uid FROM topics WHERE changeset_id = 2")
    uid, at, actor, command = row
    number, key, name, note, topic_uid = topic

    def field(column: str, text: str) -> str:
        return f"{column}={len(text.encode())}:{text};"

    changeset = f"{field('actor', actor)}{field('at', at)}{field('command', command)}id=2;{field('uid', uid)}\n"
    written = (
        f"changeset_id=2;id={number};{field('key', key)}{field('name', name)}{field('note', note)}"
        f"{field('uid', topic_uid)}\n"
    )
    ((previous,),) = sql("SELECT digest FROM seals WHERE changeset_id = 1")
    lines = (
        f"timeline seal 1\nprevious {previous}\nbasis written\n"
        f"changesets 1 {hashlib.sha256(changeset.encode()).hexdigest()}\n"
        f"topics 1 {hashlib.sha256(written.encode()).hexdigest()}\n"
    )
    assert sql("SELECT digest, basis FROM seals WHERE changeset_id = 2") == [
        (hashlib.sha256(lines.encode()).hexdigest(), "written")
    ]


def test_plain_sql_is_sealed_by_the_next_command_and_never_a_fault(run: Run, example: Path, sql: Sql) -> None:
    before = head(run)
    with closing(shell(example)) as connection:
        connection.execute("UPDATE timeline SET note = 'by hand' WHERE id = 12")
        connection.execute("INSERT INTO topics (name) VALUES (CAST(x'ff41' AS TEXT))")  # not UTF-8
    checked = run("db", "check", "--head", before)
    assert "nothing is wrong" in checked.stderr
    assert "by plain SQL not sealed yet" in checked.stderr
    assert "by plain SQL since" in run("log").stdout.splitlines()[0]
    run("add", "Next", "--date", "2014")
    bases = [basis for (basis,) in sql("SELECT basis FROM seals ORDER BY id")]
    assert (bases[0], bases[-1], set(bases[1:-1])) == ("written", "written", {"outside"})
    assert "plain SQL" not in run("db", "check", "--head", before).stderr
    with closing(shell(example)) as connection:
        connection.execute("DELETE FROM topics WHERE name = CAST(x'ff41' AS TEXT)")
    assert head(run) != before
    run("db", "check")


def test_seal_seals_what_plain_sql_did_and_what_it_does_next_is_another_changeset(run: Run, example: Path) -> None:
    with closing(shell(example)) as connection:
        for number in range(30):  # often several within the same millisecond
            connection.execute("UPDATE timeline SET note = ? WHERE id = 12", (f"note {number}",))
            if number % 3 == 0:
                connection.execute("BEGIN IMMEDIATE")
                seals.seal_outside(connection)
                connection.execute("COMMIT")
    run("seal")
    run("db", "check")


def test_nothing_is_sealed_in_an_empty_file(run: Run, file: Path) -> None:
    run("init")
    assert "timeline add" in refused(run, "seal")
    assert "head       none yet" in run("db", "status").stdout
    run("db", "check")


# Forgeries

FORGERIES = {
    "an entry": ("UPDATE entries SET text = 'FORGED' WHERE id = 12", 3),
    "an entry that nobody touched since": ("UPDATE entries SET title = 'FORGED' WHERE id = 1", 1),
    "a speaker's name": ("UPDATE speakers SET name = 'Somebody Else' WHERE id = 2", 1),
    "an entry's speaker": ("UPDATE entries SET speaker_id = 3 WHERE id = 6", 1),
    "a citation deleted": ("DELETE FROM citations WHERE id = 3", 1),
    "the text of a source": ("UPDATE snapshots SET text = replace(text, 'non-negotiable', 'negotiable')", 1),
    "the bytes of a source": ("UPDATE snapshots SET content = x'00'", 1),
    "a check by somebody else": ("UPDATE checks SET checked_by = 'Somebody Else' WHERE id = 1", 1),
    "a row that was there before": ("INSERT INTO topics (id, uid, name, changeset_id) VALUES "
        "(99, '0195475d-7a00-7000-8000-00000000ffff', 'planted', 2)", 2),
    "who did it": ("UPDATE changesets SET actor = 'Somebody Else' WHERE id = 2", 2),
    "when it was done": ("UPDATE changesets SET at = '2020-01-01T00:00:00.000Z' WHERE id = 2", 2),
    "what was before": ("UPDATE revisions SET before = replace(before, 'non-negotiable', 'negotiable')", 1),
    "a revision deleted": ("DELETE FROM revisions WHERE id = (SELECT max(id) FROM revisions)", 4),
    "a revision that nobody can read": ("UPDATE revisions SET before = '{'", 1),
    "a row's changeset": ("UPDATE entries SET changeset_id = 2 WHERE id = 5", 1),
    "a seal": ("UPDATE seals SET digest = printf('%064d', 1) WHERE changeset_id = 3", 3),
    "how it was sealed": ("UPDATE seals SET basis = 'found' WHERE changeset_id = 2", 2),
    "a seal deleted": ("DELETE FROM seals WHERE changeset_id = 3", 4),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "changeset"), FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_is_found_and_blamed_on_a_changeset(run: Run, history: Path, statement: str, changeset: int) -> None:
    before = head(run)
    run("db", "check", "--head", before)
    forge(history, statement)
    result = run("db", "check", code=1)
    assert f"seal: the history is not as it was sealed from changeset {changeset} on" in result.stdout
    assert f"head: the file has the head {before}, but" in run("db", "check", "--head", before, code=1).stdout


def sealed_row(sql: Sql, table: str, number: int) -> dict[str, Any]:
    columns = [row[1] for row in sql(f"PRAGMA table_info({table})")]
    return dict(zip(columns, sql(f"SELECT * FROM {table} WHERE id = {number}")[0], strict=True))


@pytest.mark.parametrize(
    "reworked",
    [
        lambda text: '{"title":"FORGED",' + text[1:],
        lambda text: text[:-1] + ',"title":"FORGED"}',
        lambda text: '{"changeset_id":99,' + text[1:],
        lambda text: text.replace('"id":1', '"id": 1'),
        lambda text: text.replace('"id":1', '"id":1.0'),
        lambda text: text.replace('"changeset_id":1', '"changeset_id":1e999'),
        lambda text: text.replace('"title"', '"text=6:FORGED;title"'),
        lambda text: text.replace("Russia", "\\u0052ussia"),
        lambda text: text.replace("Russia", "\\ud83dRussia"),
        lambda _: "[" * 100_000,
        lambda _: "null",
        lambda _: "{}\0AAAA",
    ],
    ids=range(12),
)
def test_a_planted_revision_that_reads_otherwise_in_sql_is_found(
    run: Run, example: Path, sql: Sql, reworked: Callable[[str], str]
) -> None:
    text = json.dumps(sealed_row(sql, "entries", 1), ensure_ascii=False, separators=(",", ":"))
    with closing(shell(example)) as connection:
        connection.execute("INSERT INTO changesets (actor, command) VALUES ('outside', 'sql')")
        connection.execute(
            "INSERT INTO revisions (changeset_id, table_name, row_id, action, before) VALUES (2, 'entries', 1, 'update', ?)",
            (reworked(text),),
        )
    assert "revision 1, of changeset 2, is not as a trigger writes it" in run("db", "check", code=1).stdout
    run("add", "x", "--date", "2014")
    assert "revision 1, of changeset 2, is not as a trigger writes it" in run("db", "check", code=1).stdout


def test_a_planted_revision_of_a_row_that_never_was_is_found(run: Run, example: Path) -> None:
    before = head(run)
    with closing(shell(example)) as connection:
        connection.execute("INSERT INTO changesets (actor, command) VALUES ('outside', 'sql')")
        connection.execute(
            "INSERT INTO revisions (changeset_id, table_name, row_id, action, before) VALUES (2, 'entries', 999, 'delete',"
            """ '{"id":999,"kind":"event","title":"PHANTOM","changeset_id":1}')"""
        )
        with pytest.raises(sqlite3.IntegrityError, match="history can only grow"):
            connection.execute(
                "INSERT INTO revisions (changeset_id, table_name, row_id, action) VALUES (1, 'entries', 1, 'insert')"
            )
    assert "altered since: changeset 1" in run("db", "check", "--head", before, code=1).stdout


@pytest.mark.parametrize(
    "text", ["".join(map(chr, range(1, 160))), "\u2028\u2029\ufeff\U0001f600é", '"\\/', "a" * 100_000]
)
def test_revisions_are_as_a_trigger_writes_them_whatever_the_text(run: Run, example: Path, text: str) -> None:
    with closing(shell(example)) as connection:
        connection.execute("UPDATE timeline SET note = ? WHERE id = 12", (text,))
        time.sleep(0.003)
        connection.execute("UPDATE timeline SET note = CAST(x'41ff80c0' AS TEXT) WHERE id = 12")
        time.sleep(0.003)
        connection.execute("UPDATE timeline SET note = NULL WHERE id = 12")
    run("edit", 12, "--note", "at last")
    assert "nothing is wrong" in run("db", "check").stderr


def test_tables_that_do_not_keep_their_types_prove_nothing(run: Run, example: Path) -> None:
    before = head(run)
    with closing(shell(example)) as connection:
        connection.executescript(
            "PRAGMA writable_schema = ON;"
            "UPDATE sqlite_schema SET sql = substr(sql, 1, length(sql) - 7) WHERE name IN ('citations', 'seals', 'snapshots')"
        )
    forge(
        example, "UPDATE citations SET start = start + 0.5 WHERE id = 1", "UPDATE seals SET digest = CAST(digest AS BLOB)",
        "UPDATE snapshots SET content = 'x'",
    )  # fmt: skip
    result = run("db", "check", "--head", before, code=1)
    assert "seal: the history is not as it was sealed from changeset 1 on" in result.stdout
    assert "what it covers is unaltered" not in result.stderr


def test_signatures_that_were_removed_leave_a_gap(run: Run, example: Path) -> None:
    with closing(shell(example)) as connection:
        for _ in range(2):
            connection.execute(
                "INSERT INTO signatures (changeset_id, digest, signature) SELECT changeset_id, digest, 'x' FROM seals"
            )
    forge(example, "DELETE FROM signatures WHERE id = 2")
    assert "gap: signatures has gaps after changeset 1: 2" in run("db", "check", code=1).stdout
    forge(example, "UPDATE sqlite_sequence SET seq = 'abc'")
    run("db", "check", code=1)


def test_a_feigned_command_has_no_seal(run: Run, history: Path) -> None:
    with closing(shell(history)) as connection:
        connection.executescript(
            "BEGIN; INSERT INTO changesets (actor, command) VALUES ('Anna', 'edit 12');"
            "UPDATE writing SET changeset_id = (SELECT max(id) FROM changesets);"
            "UPDATE entries SET text = 'FORGED' WHERE id = 12; UPDATE writing SET changeset_id = NULL; COMMIT"
        )
    run("add", "An honest one", "--date", "2014")  # does not seal it
    result = run("db", "check", code=1)
    assert re.search("seal: changeset 6, of .* by Anna, has no seal", result.stdout)
    assert "sealed changeset 6 as found" in run("db", "repair").stderr
    run("db", "check")
    assert run("log", "--changeset", "8").stdout.count("sealed changeset 6 as found") == 1


def test_history_that_was_removed_leaves_a_gap(run: Run, history: Path) -> None:
    before = head(run)
    forge(
        history, "DELETE FROM seals WHERE changeset_id > 2", "DELETE FROM revisions WHERE changeset_id > 2",
        "UPDATE entries SET note = NULL WHERE id = 12", "DELETE FROM changesets WHERE id > 2",
    )  # fmt: skip
    result = run("db", "check", "--head", before, code=1).stdout
    assert "gap: changesets has gaps after changeset 2: 3–5" in result
    assert "gap: revisions has gaps" in result
    assert "head: the file ends with changeset 2: those up to 5 were removed" in result


def sealed_anew(path: Path) -> None:
    """Compute the whole chain again, as somebody who holds the file can."""
    with closing(shell(path)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'seals'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        numbers = [row[0] for row in connection.execute("SELECT changeset_id FROM seals ORDER BY id")]
        connection.executescript("DELETE FROM seals; DELETE FROM sqlite_sequence WHERE name = 'seals'")
        seals.seal(connection, numbers, "written")
        for _, sql in triggers:
            connection.execute(sql)


def test_who_seals_a_forgery_anew_has_another_head(run: Run, history: Path) -> None:
    heads = [f"{number}-{digest}" for number, digest in reversed(digests(run))]
    forge(history, "UPDATE changesets SET actor = 'Somebody Else' WHERE id = 3")
    sealed_anew(history)
    run("db", "check")
    options = [word for one in heads for word in ("--head", one)]
    result = run("db", "check", *options, code=1)
    assert [int(n) for n in re.findall(r"head: the head of changeset (\d+) is", result.stdout)] == [3, 4, 5]
    assert result.stderr.count("the file continues from the head") == 2
    unnumbered = heads[-1].partition("-")[2]
    assert "no changeset has the head" in run("db", "check", "--head", unnumbered, code=1).stdout


def digests(run: Run) -> list[tuple[int, str]]:
    return [(row["id"], row["digest"]) for row in json.loads(run("log", "--format", "json").stdout)]


def test_bits_that_a_disk_or_an_editor_changed(run: Run, history: Path, sql: Sql) -> None:
    before = head(run)
    sql("PRAGMA wal_checkpoint (TRUNCATE)")
    data = history.read_bytes()
    assert b"Dmitry Peskov" in data
    history.write_bytes(data.replace(b"such simple mechanical things", b"such simple political! things"))
    assert "from changeset 1 on" in run("db", "check", "--head", before, code=1).stdout


# Heads


@pytest.mark.parametrize(
    "typed", ["", "15", "15-", "xyz", "15-12ab", "-8dacf8615c8a7b35", "1-8dacf8615c8a7b3g", "1-" + "a" * 65]
)
def test_other_texts_than_a_head_are_refused(run: Run, example: Path, typed: str) -> None:
    assert "is not a head" in refused(run, "db", "check", "--head", typed)


def test_a_head_may_be_typed_in_groups_in_capitals_and_cut_short(run: Run, example: Path) -> None:
    known = head(run)
    spaced = " ".join(known[place : place + 4] for place in range(0, len(known), 4))
    dashed = known.replace("-", "–")
    for typed in (known.upper(), f" {spaced} ", f"head {dashed}", known[:18], known.partition("-")[2]):
        assert "what it covers is unaltered, and nothing came later" in run("db", "check", "--head", typed).stderr
    run("add", "Later", "--date", "2014")
    assert "and 1 changeset came later" in run("db", "check", "--head", known).stderr


def test_the_head_of_another_file_is_not_found(run: Run, example: Path, tmp_path: Path) -> None:
    run("add", "Here", "--date", "2014")
    other = tmp_path / "other.db"
    run("--db", other, "init", "--example")
    run("--db", other, "add", "There", "--date", "2014")
    known = run("--db", other, "seal").stdout.strip()
    assert "head: the head of changeset 2 is" in run("db", "check", "--head", known, code=1).stdout


def test_the_head_is_shown_where_people_look(run: Run, example: Path, tmp_path: Path) -> None:
    known = head(run)
    assert re.fullmatch("1-[0-9a-f]{32}", known)
    shown = [
        run("log").stdout, run("db", "status").stdout, run("db", "check").stderr, run("backup", tmp_path / "b.db").stderr,
        run("export", "jsonl").stderr, run("export", "csv").stderr,
    ]  # fmt: skip
    run("publish", tmp_path / "page.html")
    run("publish", tmp_path / "folder")
    shown += [
        path.read_text(encoding="utf-8") for path in [tmp_path / "page.html", *(tmp_path / "folder").rglob("*.html")]
    ]
    assert all(known in text for text in shown)


# Exports that carry their seal


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the program sqlite3 is not installed")
@pytest.mark.parametrize("filters", [(), ("--topic", "Crimea"), ("--speaker", "Lavrov"), ("--since", "2030")])
def test_an_export_as_sql_carries_its_seal(run: Run, history: Path, tmp_path: Path, filters: tuple[str, ...]) -> None:
    run("add", "“One\r\ntwo\rthree”", "--speaker", "Ann Lee", "--date", "2004-05/..", "--place", "Kyiv", "--verbatim")
    run("office", "add", "Ann Lee", "minister", "--from", "2001", "--until", "2005~")
    run("speaker", "edit", "Ann Lee", "--alias", "Анна Ли")
    source = tmp_path / "speech.txt"
    source.write_text("It will not happen, said Ann Lee on 3 May 2004.\n", encoding="utf-8")
    run("ingest", source, "--published", "2004-05-04")
    script = run("export", "sql", *filters).stdout
    loaded = tmp_path / "loaded.db"
    subprocess.run(["sqlite3", "-bail", str(loaded)], input=script.encode(), check=True, timeout=60)
    checked = run("--db", loaded, "db", "check")
    assert "nothing is wrong" in checked.stderr
    assert "plain SQL" not in checked.stderr
    assert run("--db", loaded, "export", "sql").stdout == script
    forge(loaded, "UPDATE entries SET note = 'FORGED' WHERE id = (SELECT min(id) FROM entries)")
    if not filters:
        run("--db", loaded, "db", "check", code=1)


def test_the_example_carries_its_seal(run: Run, example: Path) -> None:
    with closing(shell(example)) as connection:
        (only,) = seals.seals(connection)
    assert only.digest == only.computed
