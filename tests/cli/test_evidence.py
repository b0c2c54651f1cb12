"""``timeline cite``, ``verify`` and ``lint``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run
from tests.support.terminal import Terminal
from timeline.evidence.lint import CODES
from timeline.evidence.verify import STATES

Sql = Callable[..., list[Any]]

SPEECH = (
    "The minister spoke. “We will not — and I repeat it —\nleave,” he said. Then: “We will not pay.”\n"
    "Asked on Thursday, he said that they are “our people”. They are our people, he said again. The end."
)


@pytest.fixture
def speech(run: Run, tmp_path: Path) -> Path:
    """A source 1 with a snapshot, published on 28 February 2025, and an entry 1 that does not cite it yet."""
    path = tmp_path / "speech.txt"
    path.write_text(SPEECH, encoding="utf-8")
    run("source", "add", path, "--published", "2025-02-28", "--title", "Speech")
    run("add", "“We will not – and I repeat it – leave”", "--speaker", "A. Minister", "--date", "2025-02-27")
    return path


def states(run: Run, *numbers: int, code: int = 1) -> list[tuple[int, str, str]]:
    rows = json.loads(run("verify", *numbers, "--format", "json", code=code).stdout)
    return [(row["entry"], row["what"], row["state"]) for row in rows]


def test_cite(run: Run, speech: Path, sql: Sql) -> None:
    told = run("cite", 1, 1, "--exact", "'We will not - and I repeat it - leave'", "--via", "TASS", "--date", "Thursday",
               "--note", "at the end")  # fmt: skip
    assert told.stdout == ""
    assert "entry 1 cites source 1, snapshot 1 at 21 to 58: “We will not — and I repeat it — leave”" in told.stderr
    assert sql('SELECT exact, prefix, suffix, start, "end", snapshot_id, date, date_text, note, stance FROM citations') == [
        ("We will not — and I repeat it —\nleave", "The minister spoke. “", ",” he said. Then: “We will not p", 21, 58, 1,
         "2025-02-27", "Thursday", "at the end", "supports")
    ]  # fmt: skip
    assert states(run, 1, code=0) == [(1, "citation", "exact"), (1, "text", "exact")]
    assert "via TASS" in run("show").stdout


def test_joined_passages(run: Run, speech: Path, sql: Sql) -> None:
    run("cite", 1, 1, "--exact", "and I repeat it ... We will not pay")
    assert sql('SELECT exact, start, "end" FROM citations') == [("and I repeat it … We will not pay", 35, 92)]
    run("verify", 1, code=1)
    assert states(run, 1)[0] == (1, "citation", "exact")


def test_words_that_stand_twice(run: Run, speech: Path, sql: Sql) -> None:
    refused = run("cite", 1, 1, "--exact", "We will not", code=3).stderr
    assert (
        "these words stand 2 times in source 1: “…The minister spoke. “⟦We will not⟧ — and I repeat it — leav…”; "
        in refused
    )
    assert "--prefix or --suffix" in refused
    run("cite", 1, 1, "--exact", "We will not", "--suffix", "pay")
    assert sql("SELECT start FROM citations") == [(77,)]
    run("cite", 1, 1, "--exact", "We will not", "--prefix", "spoke.")
    assert sql("SELECT start FROM citations") == [(77,), (21,)]
    elsewhere = run("cite", 1, 1, "--exact", "We will not", "--suffix", "go", code=4).stderr
    assert "but not in that place" in elsewhere


def test_words_that_are_not_there(run: Run, speech: Path, sql: Sql) -> None:
    refused = run("cite", 1, 1, "--exact", "We will never pay", code=4).stderr
    assert refused == "timeline: --exact: these words are not in source 1; the nearest passage is “We will not pay”\n"
    assert "nothing there is like them" in run("cite", 1, 1, "--exact", "Something else, by far", code=4).stderr
    assert sql("SELECT count(*) FROM citations") == [(0,)]
    assert sql("SELECT count(*) FROM changesets") == [(2,)]


def test_adding_looks_words_up_too(run: Run, speech: Path, sql: Sql) -> None:
    refused = run("add", "x", "--date", "2025", "--source", 1, "--exact", "We will never pay", code=4).stderr
    assert "the nearest passage is “We will not pay”" in refused
    run("add", "x", "--date", "2025", "--source", 1, "--exact", "We will not pay")
    run("edit", 1, "--source", 1, "--exact", "and I repeat it")
    assert sql("SELECT entry_id, exact, start FROM citations") == [
        (2, "We will not pay", 77),
        (1, "and I repeat it", 35),
    ]


def test_citing_completes_what_is_there(run: Run, speech: Path, sql: Sql) -> None:
    run("add", "Something happened", "--date", "2025", "--source", 1)
    run("cite", 2, 1, "--exact", "We will not pay")
    assert sql("SELECT id, exact FROM citations") == [(1, "We will not pay")]
    assert "cites these words of source 1 already" in run("cite", 2, 1, "--exact", "We will not pay", code=4).stderr
    run("cite", 2, 1, "--exact", "We will not pay", "--via", "TASS")
    assert sql("SELECT id, via_id FROM citations") == [(1, 2)]
    run("cite", 2, 1, "--exact", "We will not pay", "--disputes")
    assert sql("SELECT id, stance FROM citations") == [(1, "supports"), (2, "disputes")]
    run("cite", 2, 1, "--exact", "our people … our people")
    assert sql("SELECT count(*) FROM citations") == [(3,)]


def test_citing_again_mends_what_was_moved(run: Run, example: Path, sql: Sql) -> None:
    sql('UPDATE citations SET start = 10, "end" = 47 WHERE entry_id = 12')
    run("cite", 12, 1, "--exact", "This is undeniable and non-negotiable")
    sql("UPDATE citations SET exact = 'This is deniable' WHERE entry_id = 12")
    run("cite", 12, 1, "--exact", "This is undeniable and non-negotiable")
    assert sql('SELECT exact, start, "end" FROM citations WHERE entry_id = 12') == [
        ("This is undeniable and non-negotiable", 403, 440)
    ]


def test_verbatim_words_are_cited_without_being_typed_twice(run: Run, speech: Path, sql: Sql) -> None:
    said = ("--speaker", "A. Minister", "--date", "2025-02-27")
    told = run("add", '"We will not pay"', "--verbatim", *said, "--source", 1).stderr
    assert "cited" not in told
    run("add", "“We will not pay”", *said, "--source", 1)
    run("add", "We will not pay", *said, "--source", 1)
    assert "the nearest passage is “We will not pay”; no words of it are cited" in run(
        "add", "“We will never pay”", *said, "--source", 1).stderr  # fmt: skip
    assert "these words stand 2 times in source 1" in run("add", "“We will not”", *said, "--source", 1).stderr
    run("add", "“Nothing is kept of this”", *said, "--source", "Another")
    assert sql("SELECT entry_id, exact, start FROM citations ORDER BY id") == [
        (2, "We will not pay", 77), (3, "We will not pay", 77), (4, None, None), (5, None, None), (6, None, None), (7, None, None),
    ]  # fmt: skip
    run("edit", 1, "--source", 1)
    assert states(run, 1, 2, 3, code=0) == [(n, what, "exact") for n in (1, 2, 3) for what in ("citation", "text")]


def test_citing_what_is_not_known(run: Run, speech: Path, sql: Sql) -> None:
    assert "there is no entry 9" in run("cite", 9, 1, "--exact", "x", code=3).stderr
    assert "“9” fits no source" in run("cite", 1, 9, "--exact", "x", code=3).stderr
    assert "--exact" in run("cite", 1, 1, code=2).stderr
    assert "is empty" in run("cite", 1, 1, "--exact", " ", code=4).stderr
    assert (
        "“A typo” fits no source; timeline source list shows all"
        in run("cite", 1, "A typo", "--exact", "x", code=3).stderr
    )
    run("source", "add", "https://example.org/b", "--no-fetch")
    told = run("cite", 1, 2, "--exact", "We will not").stderr
    assert "timeline source add URL_OR_FILE --to 2" in told
    assert (
        "which is not known; write the date in full"
        in run("cite", 1, 2, "--exact", "x", "--date", "Thursday", code=4).stderr
    )
    assert states(run, 1) == [(1, "citation", "no snapshot"), (1, "text", "changed")]


def test_what_is_replaced_is_told(run: Run, example: Path, sql: Sql) -> None:
    told = run(
        "cite", 12, 1, "--exact", "This is undeniable and non-negotiable", "--via", "Reuters", "--date", "2025-02-28"
    )
    assert "new source 3: Reuters\nits outlet was Meduza\n" in told.stderr
    assert sql("SELECT date, date_text FROM citations WHERE entry_id = 12") == [("2025-02-28", None)]


def test_what_an_ellipsis_leaves_out_is_told(run: Run, speech: Path) -> None:
    told = run("cite", 1, 1, "--exact", "We will … leave").stderr
    assert "… leaves out “not — and I repeat it —”" in told


def test_a_source_cannot_forge_marks(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He said: ⟦1: we surrender⟧ and left.", encoding="utf-8")
    run("source", "add", tmp_path / "a.txt")
    run("add", "He left", "--date", "2025", "--source", 1, "--exact", "and left")
    assert "[[1: we surrender]] ⟦1: and left⟧" in run("source", "show", 1).stdout
    assert "[[1: we surrender]] ⟦and left⟧" in " ".join(run("show", 1).stdout.split())


def test_an_earlier_snapshot_is_cited_where_the_latest_has_the_words_no_more(run: Run, speech: Path, sql: Sql) -> None:
    speech.write_text(SPEECH.replace("We will not pay.", "We may pay."), encoding="utf-8")
    run("source", "add", speech, "--to", 1)
    told = run("cite", 1, 1, "--exact", "We will not pay").stderr
    assert "these words are no more in the latest snapshot of source 1; that of 20" in told
    assert sql("SELECT snapshot_id FROM citations") == [(1,)]
    run("cite", 1, 1, "--exact", "We may pay")
    assert sql("SELECT snapshot_id FROM citations") == [(1,), (2,)]


def test_the_example_is_proven(run: Run, example: Path) -> None:
    verified = run("verify")
    assert verified.stdout == ""
    assert verified.stderr == "20 exact\n"
    assert {state for _, _, state in states(run, code=0)} == {"exact"}


def test_verified_entries_are_told(run: Run, example: Path, snapshot: SnapshotAssertion) -> None:
    assert run("verify", 12, 9).stdout == snapshot
    assert run("verify", 12, "--format", "csv").stdout == snapshot(name="csv")
    assert "there is no entry 99" in run("verify", 12, 99, code=3).stderr
    assert "“x”" in run("verify", "x", code=2).stderr


#: what somebody does to the example from outside → what becomes of entry 12, and what is said
TAMPERED = {
    "words cited": ("UPDATE citations SET exact = 'This is undeniable and negotiable' WHERE entry_id = 12", "changed", "moved",
                    "snapshot 1 has something like it: “This is undeniable and non-negotiable”"),
    "words cited altogether": ("UPDATE citations SET exact = 'Something else, by far' WHERE entry_id = 12", "missing", "moved",
                               "nothing like it is in snapshot 1"),
    "another mark": ("UPDATE citations SET exact = 'This is undeniable and non–negotiable' WHERE entry_id = 12", "changed", "changed",
                     "snapshot 1 has it so"),
    "place": ("UPDATE citations SET start = 10, \"end\" = 47 WHERE entry_id = 12", "moved", "moved",
              "they stand at 403 to 440 of snapshot 1, not at 10 to 47"),
    "context": ("UPDATE citations SET prefix = 'He never said: “' WHERE entry_id = 12", "moved", "moved", ""),
    "no words": ("UPDATE citations SET exact = NULL, start = NULL, \"end\" = NULL WHERE entry_id = 12", "missing", "moved",
                 "no words of source 1 are cited"),
    "no place": ("UPDATE citations SET snapshot_id = NULL, start = NULL, \"end\" = NULL WHERE entry_id = 12", "exact", "exact", None),
    "several places": ("UPDATE citations SET exact = 'regions', prefix = NULL, suffix = NULL WHERE entry_id = 12", "ambiguous",
                       "moved", "these words stand 3 times in snapshot 1"),
    "text of the snapshot": ("UPDATE snapshots SET text = replace(text, 'non-negotiable', 'negotiable')", "changed", "changed",
                             "the text of snapshot 1 is not the one that was retrieved: its SHA-256 differs"),
    "another word of it": ("UPDATE snapshots SET text = replace(text, 'Kherson', 'Odesa')", "changed", "changed", "SHA-256 differs"),
    "fingerprint": ("UPDATE snapshots SET text = 'x', text_sha256 = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'",
                    "changed", "changed", "snapshot 1 is not the one that was retrieved: changeset 2"),
    "bytes": ("UPDATE snapshots SET content = CAST('x' AS BLOB)", "changed", "changed", "the bytes of snapshot 1 are not those"),
    "broken bytes": ("UPDATE snapshots SET content = X'1f8b0800'", "changed", "changed", "the bytes of snapshot 1 cannot be read"),
    "the statement": ("UPDATE statements SET text = 'This is undeniable and not negotiable' WHERE id = 12", "exact", "changed",
                      "what is cited has something like it"),
    "the statement altogether": ("UPDATE statements SET text = 'We shall see about it' WHERE id = 12", "exact", "missing",
                                 "nothing like it is in snapshot 1"),
    "more of it": ("UPDATE statements SET text = 'he told a press conference' WHERE id = 12", "exact", "moved", "outside the words cited"),
    "twice": ("UPDATE statements SET text = 'regions' WHERE id = 12", "exact", "ambiguous", "they stand 3 times in snapshot 1"),
    "source": ("UPDATE citations SET source_id = 2 WHERE entry_id = 12", "missing", "missing", "snapshot 1 is none of source 2"),
    "another source's": ("UPDATE snapshots SET source_id = 2; UPDATE citations SET source_id = 2 WHERE entry_id = 12", "changed", "changed",
                         "snapshot 1 is not the one that was retrieved: changeset 2"),
    "no bytes": ("UPDATE snapshots SET content = NULL", "changed", "changed", "the bytes of snapshot 1 are not there"),
    "moment": ("UPDATE snapshots SET retrieved_at = '1999-01-01'", "changed", "changed", "changeset 2"),
    "extractor": ("UPDATE snapshots SET extractor = 'mine', media_type = 'text/html'", "changed", "changed", "changeset 2"),
    "a forged snapshot": ("INSERT INTO snapshots (source_id, retrieved_at, media_type, content, content_sha256, text, text_sha256)"
                          " SELECT 1, '2025-02-28', media_type, content, content_sha256, 'Hello', "
                          "'185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969' FROM snapshots;"
                          " UPDATE citations SET snapshot_id = 2, exact = 'Hello', prefix = NULL, suffix = NULL, start = 0, \"end\" = 5"
                          " WHERE entry_id = 12", "changed", "missing", "the text of snapshot 2 is not what its bytes say"),
    "a forged page": ("INSERT INTO snapshots (source_id, retrieved_at, media_type, content, content_sha256, text, text_sha256)"
                      " SELECT 1, '2025-02-28', 'text/html', content, content_sha256, 'Hello', "
                      "'185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969' FROM snapshots;"
                      " UPDATE citations SET snapshot_id = 2, exact = 'Hello', prefix = NULL, suffix = NULL, start = 0, \"end\" = 5"
                      " WHERE entry_id = 12", "changed", "missing", "snapshot 2 came from outside"),
    "part of a word": ("UPDATE citations SET exact = 'negotiable', start = 430, \"end\" = 440, prefix = NULL, suffix = NULL WHERE entry_id = 12",
                       "changed", "moved", "non-negotiable"),
    "no source": ("DELETE FROM citations WHERE entry_id = 12", None, "missing", "no source is cited"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_what_is_done_from_outside_is_found(run: Run, example: Path, sql: Sql, what: str) -> None:
    statements, citation, text, said = TAMPERED[what]
    for statement in statements.split("; "):
        sql(statement)
    bad = {citation, text} - {"exact", None}
    found = {row[1]: row[2] for row in states(run, 12, code=1 if bad else 0)}
    assert found == ({"citation": citation} if citation else {}) | {"text": text}
    shown = run("verify", code=1 if bad else 0)
    if said:
        assert " ".join(said.split()) in " ".join(shown.stdout.split())
    for state in bad:
        assert state in STATES
        assert str(state) in shown.stdout
    assert ("12  " in shown.stdout) is bool(bad)


def test_what_was_tampered_with_is_shown_as_such(run: Run, example: Path, sql: Sql) -> None:
    sql("UPDATE snapshots SET text = replace(text, 'non-negotiable', 'negotiable')")
    wrong = "the text of snapshot 1 is not the one that was retrieved: its SHA-256 differs"
    assert f"NO PROOF: {wrong}" in run("source", "show", 1).stdout.replace("\n", " ")
    assert wrong in run("cite", 12, 1, "--exact", "undeniable and negotiable", code=4).stderr
    assert f"snapshot: {wrong}" in run("db", "check", code=1).stdout
    sql("UPDATE snapshots SET content = X'1f8b0800'")
    assert wrong in run("source", "show", 1, "--raw", code=3).stderr
    run("undo")
    run("undo")
    assert run("verify").stderr == "20 exact\n"  # put back, it is what was retrieved again
    assert run("db", "check").stdout == ""


def test_merging_sources_keeps_their_snapshots_proof(run: Run, speech: Path) -> None:
    run("cite", 1, 1, "--exact", "We will not — and I repeat it — leave")
    run("source", "add", "The same speech")
    run("source", "merge", 1, 2)
    assert states(run, 1, code=0) == [(1, "citation", "exact"), (1, "text", "exact")]


def test_quoted_parts_of_a_paraphrase(run: Run, speech: Path) -> None:
    run("add", "He said they are “our people” and would “never pay” or go", "--speaker", "A. Minister", "--date", "2025",
        "--source", 1, "--exact", "he said that they are “our people”")  # fmt: skip
    assert states(run, 2) == [(2, "citation", "exact"), (2, "quotation", "exact"), (2, "quotation", "missing")]


def test_words_outside_what_is_cited(run: Run, speech: Path) -> None:
    run("cite", 1, 1, "--exact", "The minister spoke")
    assert states(run, 1) == [(1, "citation", "exact"), (1, "text", "moved")]
    run("edit", 1, "--text", "“our people”")
    assert states(run, 1)[1] == (1, "text", "ambiguous")


def test_the_original_is_checked_against_its_own_source(run: Run, speech: Path, tmp_path: Path) -> None:
    russian = tmp_path / "ru.txt"
    russian.write_text("Министр сказал: «Мы не уйдём». Потом он уехал.", encoding="utf-8")
    run("edit", 1, "--original", "Мы не уйдём", "--lang", "ru", "--text", "“We will not … leave”")
    run("source", "edit", 1, "--lang", "en")
    run("cite", 1, 1, "--exact", "We will not — and I repeat it — leave")
    assert states(run, 1) == [(1, "citation", "exact"), (1, "original", "missing"), (1, "text", "exact")]
    assert "no source in the language ru is cited" in run("verify", 1, code=1).stdout
    run("source", "add", russian, "--lang", "ru-RU")
    run("cite", 1, 2, "--exact", "Мы не уйдём")
    assert [state for _, _, state in states(run, 1, code=0)] == ["exact"] * 4
    run("edit", 1, "--original", "Мы не уйдем никогда")
    assert (1, "original", "changed") in states(run, 1)


def test_a_translation_of_ours_needs_no_source(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ru.txt").write_text("Министр сказал: «Мы не уйдём». Потом он уехал.", encoding="utf-8")
    run("source", "add", tmp_path / "ru.txt", "--lang", "ru")
    run("add", "“We will not leave”", "--original", "Мы не уйдём", "--lang", "ru", "--speaker", "X", "--date", "2025",
        "--source", 1, "--exact", "Мы не уйдём")  # fmt: skip
    assert states(run, 1, code=0) == [(1, "citation", "exact"), (1, "original", "exact")]


def test_an_empty_file_is_verified(run: Run) -> None:
    run("init")
    assert run("verify").stderr == "nothing to verify\n"
    assert run("lint").stderr == "no findings\n"


def test_a_progress_bar_on_a_terminal(
    run: Run, speech: Path, file: Path, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timeline.cli.verify._MANY_CHECKS", 1)
    assert "verifying" not in run("verify", code=1).stderr
    sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100)"
        " INSERT INTO citations (entry_id, source_id) SELECT 1, 1 FROM n")  # fmt: skip
    monkeypatch.setenv("PAGER", "cat")
    terminal = Terminal("--db", file, "verify", "--format", "csv")
    assert terminal.finish() == 1
    assert "verifying" in terminal.seen


def test_lint_of_the_example(run: Run, example: Path, snapshot: SnapshotAssertion) -> None:
    found = run("lint", code=1)
    assert found.stdout == snapshot
    assert found.stderr == "14 single-sourced, 1 no-snapshot\n"
    rows = json.loads(run("lint", "--format", "json", code=1).stdout)
    assert len(rows) == 15
    assert rows[14] == {
        "code": "no-snapshot",
        "about": "source",
        "number": 2,
        "what": "is cited through, and nothing of it is stored: Meduza",
    }


def test_codes_are_chosen(run: Run, example: Path) -> None:
    assert run("lint", "--only", "unsourced", "--only", "near-duplicate").stderr == "no findings\n"
    assert run("lint", "--ignore", "single-sourced", code=1).stderr == "1 no-snapshot\n"
    assert run("lint", "--only", "no-snapshot", "--ignore", "no-snapshot").stdout == ""
    assert "“nonsense” is not a code; the codes are unsourced, " in run("lint", "--only", "nonsense", code=2).stderr
    assert run("lint", "--ignore", "single-sourced, no-snapshot").stderr == "no findings\n"
    for code in CODES:
        assert code in run("lint", "--help").stdout


def linted(run: Run, code: str, *, clean: bool = False) -> list[tuple[str, int, str]]:
    rows = json.loads(run("lint", "--only", code, "--format", "json", code=0 if clean else 1).stdout)
    return [(row["about"], row["number"], row["what"]) for row in rows]


def test_lint_finds(run: Run, sql: Sql) -> None:
    said = ("--speaker", "Ann Lee")
    run("add", "Nobody said where this is from", *said, "--date", "2025-02-03")
    run(
        "add",
        "Tomorrow's news",
        "--date",
        "2025-03-05",
        "--source",
        "https://example.org/a",
        "--published",
        "2025-03-01",
    )
    run("add", "Tomorrow's news, perhaps", "--date", "2025-03", "--source", "https://example.org/a")
    run("speaker", "add", "Nobody At All")
    run("source", "add", "Never read")
    assert linted(run, "unsourced") == [("entry", 1, "cites no source: Nobody said where this is from")]
    assert linted(run, "single-sourced") == [
        ("entry", n, "rests on source 1 alone: https://example.org/a") for n in (2, 3)
    ]
    assert linted(run, "no-snapshot") == [("source", 1, "is cited, and nothing of it is stored: https://example.org/a")]
    assert linted(run, "no-archive") == [("source", 1, "has an address and no archived copy: https://example.org/a")]
    assert linted(run, "after-publication") == [
        ("entry", 2, "is dated 5 Mar 2025, after source 1 was published, 1 Mar 2025")
    ]
    assert linted(run, "no-office") == [("entry", 1, "speaker 1, Ann Lee, held no office that is known on 3 Feb 2025")]
    assert linted(run, "orphaned-speaker") == [("speaker", 2, "says and does nothing here: Nobody At All")]
    assert linted(run, "orphaned-source") == [("source", 2, "is cited nowhere: Never read")]
    run("office", "add", "Ann Lee", "minister", "--from", "2024")
    assert linted(run, "no-office", clean=True) == []
    run("source", "edit", 1, "--archive-url", "https://web.archive.org/web/2025/https://example.org/a")
    assert linted(run, "no-archive", clean=True) == []


def test_lint_finds_near_duplicates(run: Run) -> None:
    said = ("--speaker", "Ann Lee")
    run("add", "We will never leave the northern bank of the river", *said, "--date", "2025-02-03")
    run("add", "We will never leave the northern bank of the River.", *said, "--date", "2025-02")
    run("add", "We will never leave the northern bank of the river", *said, "--date", "2025-02-04")
    run("add", "We will never leave the northern bank of the river", "--speaker", "Bob Ray", "--date", "2025-02-03")
    run("add", "We will soon leave the southern bank, whatever it takes", *said, "--date", "2025-02-03")
    run("add", "We will never leave the northern bank of the river", *said, "--date", "unknown")
    pairs = [(number, what.split("entry ")[1].split()[0]) for _, number, what in linted(run, "near-duplicate")]
    assert pairs == [(2, "1"), (6, "1"), (3, "2"), (6, "2"), (6, "3")]


def test_lint_finds_sources_that_disagree(run: Run, speech: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("On Friday he said: “We will not – I repeat – go.”", encoding="utf-8")
    run("source", "add", other, "--published", "2025-02-28")
    run("cite", 1, 1, "--exact", "We will not — and I repeat it — leave", "--date", "Thursday")
    run("cite", 1, 2, "--exact", "We will not – I repeat – go", "--date", "Friday")
    assert linted(run, "dates-differ") == [
        ("entry", 1, "is dated differently: the entry 27 Feb 2025; source 1 27 Feb 2025; source 2 28 Feb 2025")
    ]
    assert linted(run, "words-differ") == [
        (
            "entry",
            1,
            "is worded differently: source 1 “We will not — and I repeat it —\nleave”; source 2 “We will not – I repeat – go”",
        )
    ]
    run("source", "edit", 2, "--lang", "uk")  # in another language other words are none the less the same
    assert linted(run, "words-differ", clean=True) == []
    run("edit", 1, "--date", "2025-02-27/2025-02-28")
    assert len(linted(run, "dates-differ")) == 1
