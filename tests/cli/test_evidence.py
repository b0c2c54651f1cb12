"""Test ``timeline cite``, ``verify`` and ``lint``."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run, refused
from timeline.evidence.lint import CODES
from timeline.evidence.verify import STATES

Sql = Callable[..., list[Any]]

SPEECH = (
    "The minister spoke. “We will not — and I repeat it —\nleave,” he said. Then: “We will not pay.”\n"
    "Asked on Thursday, he said that they are “our people”. They are our people, he said again. The end."
)


@pytest.fixture
def speech(run: Run, tmp_path: Path) -> Path:
    """Return source 1 with a snapshot, published on 28 February 2025, and entry 1, which does not cite it yet."""
    path = tmp_path / "speech.txt"
    path.write_text(SPEECH, encoding="utf-8")
    run("source", "add", path, "--published", "2025-02-28", "--title", "Speech")
    run("add", "“We will not – and I repeat it – leave”", "--speaker", "A. Minister", "--date", "2025-02-27")
    return path


def states(run: Run, *numbers: int, code: int = 1) -> list[tuple[int, str, str]]:
    rows = json.loads(run("verify", *numbers, "--format", "json", code=code).stdout)
    return [(row["entry"], row["what"], row["state"]) for row in rows]


def test_cite(run: Run, speech: Path, sql: Sql) -> None:
    result = run("cite", 1, 1, "--exact", "'We will not - and I repeat it - leave'", "--via", "TASS", "--date", "Thursday",
               "--note", "at the end")  # fmt: skip
    assert result.stdout == ""
    assert "entry 1 cites source 1, snapshot 1 at 21 to 58: “We will not — and I repeat it — leave”" in result.stderr
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


def test_words_that_occur_twice_need_a_prefix_or_suffix(run: Run, speech: Path, sql: Sql) -> None:
    refused = run("cite", 1, 1, "--exact", "We will not", code=3).stderr
    assert refused.startswith("timeline: --exact: ")
    assert (
        "source 1 has these words 2 times: “…The minister spoke. “⟦We will not⟧ — and I repeat it — leav…”; " in refused
    )
    run("cite", 1, 1, "--exact", "We will not", "--suffix", "pay")
    assert sql("SELECT start FROM citations") == [(77,)]
    run("cite", 1, 1, "--exact", "We will not", "--prefix", "spoke.")
    assert sql("SELECT start FROM citations") == [(77,), (21,)]
    elsewhere = run("cite", 1, 1, "--exact", "We will not", "--suffix", "go", code=4).stderr
    assert "⟦We will not⟧" in elsewhere


def test_words_that_the_source_lacks_are_refused(run: Run, speech: Path, sql: Sql) -> None:
    refused = run("cite", 1, 1, "--exact", "We will never pay", code=4).stderr
    assert refused == (
        "timeline: --exact: source 1 does not have these words; the nearest passage is “We will not pay”\n"
    )
    assert "nearest" not in run("cite", 1, 1, "--exact", "Something else, by far", code=4).stderr
    assert sql("SELECT count(*) FROM citations") == [(0,)]
    assert sql("SELECT count(*) FROM changesets") == [(2,)]


def test_add_and_edit_search_the_source_for_words(run: Run, speech: Path, sql: Sql) -> None:
    refused = run("add", "x", "--date", "2025", "--source", 1, "--exact", "We will never pay", code=4).stderr
    assert refused.startswith("timeline: --exact: ")
    assert "“We will not pay”" in refused
    run("add", "x", "--date", "2025", "--source", 1, "--exact", "We will not pay")
    run("edit", 1, "--source", 1, "--exact", "and I repeat it")
    assert sql("SELECT entry_id, exact, start FROM citations") == [
        (2, "We will not pay", 77),
        (1, "and I repeat it", 35),
    ]


def test_cite_completes_an_earlier_citation(run: Run, speech: Path, sql: Sql) -> None:
    run("add", "Something happened", "--date", "2025", "--source", 1)
    run("cite", 2, 1, "--exact", "We will not pay")
    assert sql("SELECT id, exact FROM citations") == [(1, "We will not pay")]
    assert (
        "entry 2 already cites these words of source 1"
        in run("cite", 2, 1, "--exact", "We will not pay", code=4).stderr
    )
    run("cite", 2, 1, "--exact", "We will not pay", "--via", "TASS")
    assert sql("SELECT id, via_id FROM citations") == [(1, 2)]
    run("cite", 2, 1, "--exact", "We will not pay", "--disputes")
    assert sql("SELECT id, stance FROM citations") == [(1, "supports"), (2, "disputes")]
    run("cite", 2, 1, "--exact", "our people … our people")
    assert sql("SELECT count(*) FROM citations") == [(3,)]


def test_citing_again_fixes_a_wrong_place(run: Run, example: Path, sql: Sql) -> None:
    sql('UPDATE citations SET start = 10, "end" = 47 WHERE entry_id = 12')
    run("cite", 12, 1, "--exact", "This is undeniable and non-negotiable")
    sql("UPDATE citations SET exact = 'This is deniable' WHERE entry_id = 12")
    run("cite", 12, 1, "--exact", "This is undeniable and non-negotiable")
    assert sql('SELECT exact, start, "end" FROM citations WHERE entry_id = 12') == [
        ("This is undeniable and non-negotiable", 403, 440)
    ]


def test_a_verbatim_statement_cites_its_own_words(run: Run, speech: Path, sql: Sql) -> None:
    who = ("--speaker", "A. Minister", "--date", "2025-02-27")
    notes = run("add", '"We will not pay"', "--verbatim", *who, "--source", 1).stderr
    assert "has no words" not in notes
    run("add", "“We will not pay”", *who, "--source", 1)
    run("add", "We will not pay", *who, "--source", 1)
    missing = run("add", "“We will never pay”", *who, "--source", 1).stderr
    assert "“We will not pay”; the citation has no words" in missing
    assert "2 times" in run("add", "“We will not”", *who, "--source", 1).stderr
    run("add", "“This source has no snapshot”", *who, "--source", "Another")
    assert sql("SELECT entry_id, exact, start FROM citations ORDER BY id") == [
        (2, "We will not pay", 77), (3, "We will not pay", 77), (4, None, None), (5, None, None), (6, None, None), (7, None, None),
    ]  # fmt: skip
    run("edit", 1, "--source", 1)
    assert states(run, 1, 2, 3, code=0) == [(n, what, "exact") for n in (1, 2, 3) for what in ("citation", "text")]


def test_cite_refuses_unknown_entries_and_sources(run: Run, speech: Path, sql: Sql) -> None:
    assert "9" in run("cite", 9, 1, "--exact", "x", code=3).stderr
    assert "SOURCE: there is no source 9; " in run("cite", 1, 9, "--exact", "x", code=3).stderr
    assert "--exact" in run("cite", 1, 1, code=2).stderr
    assert "is empty" in run("cite", 1, 1, "--exact", " ", code=4).stderr
    assert "“A typo”" in run("cite", 1, "A typo", "--exact", "x", code=3).stderr
    run("source", "add", "https://example.org/b", "--no-fetch")
    note = run("cite", 1, 2, "--exact", "We will not").stderr
    assert "timeline source add URL_OR_FILE --to 2" in note
    assert (
        "which is not known; write the date in full"
        in run("cite", 1, 2, "--exact", "x", "--date", "Thursday", code=4).stderr
    )
    assert states(run, 1) == [(1, "citation", "no snapshot"), (1, "text", "changed")]


def test_a_note_reports_the_outlet_that_was_replaced(run: Run, example: Path, sql: Sql) -> None:
    result = run(
        "cite", 12, 1, "--exact", "This is undeniable and non-negotiable", "--via", "Reuters", "--date", "2025-02-28"
    )
    assert "new source 3: Reuters\nits outlet was Meduza\n" in result.stderr
    assert sql("SELECT date, date_text FROM citations WHERE entry_id = 12") == [("2025-02-28", None)]


def test_a_note_quotes_the_text_that_an_ellipsis_leaves_out(run: Run, speech: Path) -> None:
    notes = run("cite", 1, 1, "--exact", "We will … leave").stderr
    assert "“not — and I repeat it —”" in notes


def test_a_source_cannot_forge_marks(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He said: ⟦1: we surrender⟧ and left.", encoding="utf-8")
    run("source", "add", tmp_path / "a.txt")
    run("add", "He left", "--date", "2025", "--source", 1, "--exact", "and left")
    assert "[[1: we surrender]] ⟦1: and left⟧" in run("source", "show", 1).stdout
    assert "[[1: we surrender]] ⟦and left⟧" in " ".join(run("show", 1).stdout.split())


def test_an_earlier_snapshot_is_cited_if_the_latest_lacks_the_words(run: Run, speech: Path, sql: Sql) -> None:
    speech.write_text(SPEECH.replace("We will not pay.", "We may pay."), encoding="utf-8")
    run("source", "add", speech, "--to", 1)
    assert "latest snapshot of source 1" in run("cite", 1, 1, "--exact", "We will not pay").stderr
    assert sql("SELECT snapshot_id FROM citations") == [(1,)]
    run("cite", 1, 1, "--exact", "We may pay")
    assert sql("SELECT snapshot_id FROM citations") == [(1,), (2,)]


def test_the_example_is_verified(run: Run, example: Path) -> None:
    verified = run("verify")
    assert verified.stdout == ""
    assert verified.stderr == "20 exact\n"
    assert {state for _, _, state in states(run, code=0)} == {"exact"}


def test_verify_prints_the_chosen_entries(run: Run, example: Path, snapshot: SnapshotAssertion) -> None:
    assert run("verify", 12, 9).stdout == snapshot
    assert run("verify", 12, "--format", "csv").stdout == snapshot(name="csv")
    assert "99" in run("verify", 12, 99, code=3).stderr
    assert "x" in run("verify", "x", code=2).stderr


#: change to the example by plain SQL → the states of entry 12, and facts that verify prints (None if it prints nothing)
TAMPERED: dict[str, tuple[str | None, ...]] = {
    "words cited": ("UPDATE citations SET exact = 'This is undeniable and negotiable' WHERE entry_id = 12", "changed", "moved",
                    "snapshot 1", "“This is undeniable and non-negotiable”"),
    "words cited altogether": ("UPDATE citations SET exact = 'Something else, by far' WHERE entry_id = 12", "missing", "moved",
                               "snapshot 1"),
    "another mark": ("UPDATE citations SET exact = 'This is undeniable and non–negotiable' WHERE entry_id = 12", "changed", "changed",
                     "“This is undeniable and non-negotiable”"),
    "place": ("UPDATE citations SET start = 10, \"end\" = 47 WHERE entry_id = 12", "moved", "moved",
              "403–440", "10–47"),
    "context": ("UPDATE citations SET prefix = 'He never said: “' WHERE entry_id = 12", "moved", "moved", "snapshot 1"),
    "no words": ("UPDATE citations SET exact = NULL, start = NULL, \"end\" = NULL WHERE entry_id = 12", "missing", "moved",
                 "source 1"),
    "no place": ("UPDATE citations SET snapshot_id = NULL, start = NULL, \"end\" = NULL WHERE entry_id = 12", "exact", "exact"),
    "several places": ("UPDATE citations SET exact = 'regions', prefix = NULL, suffix = NULL WHERE entry_id = 12", "ambiguous",
                       "moved", "snapshot 1", "3 times"),
    "text of the snapshot": ("UPDATE snapshots SET text = replace(text, 'non-negotiable', 'negotiable')", "changed", "changed",
                             "text of snapshot 1", "SHA-256"),
    "another word of it": ("UPDATE snapshots SET text = replace(text, 'Kherson', 'Odesa')", "changed", "changed", "SHA-256"),
    "fingerprint": ("UPDATE snapshots SET text = 'x', text_sha256 = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'",
                    "changed", "changed", "snapshot 1", "changeset 2"),
    "bytes": ("UPDATE snapshots SET content = CAST('x' AS BLOB)", "changed", "changed", "bytes of snapshot 1", "SHA-256"),
    "broken bytes": ("UPDATE snapshots SET content = X'1f8b0800'", "changed", "changed", "bytes of snapshot 1"),
    "the statement": ("UPDATE statements SET text = 'This is undeniable and not negotiable' WHERE id = 12", "exact", "changed",
                      "“This is undeniable and non-negotiable”"),
    "the statement altogether": ("UPDATE statements SET text = 'We shall see about it' WHERE id = 12", "exact", "missing",
                                 "snapshot 1"),
    "more of it": ("UPDATE statements SET text = 'he told a press conference' WHERE id = 12", "exact", "moved", "snapshot 1"),
    "twice": ("UPDATE statements SET text = 'regions' WHERE id = 12", "exact", "ambiguous", "snapshot 1", "3 times"),
    "source": ("UPDATE citations SET source_id = 2 WHERE entry_id = 12", "missing", "missing", "snapshot 1", "source 2"),
    "another source's": ("UPDATE snapshots SET source_id = 2; UPDATE citations SET source_id = 2 WHERE entry_id = 12", "changed", "changed",
                         "snapshot 1", "changeset 2"),
    "no bytes": ("UPDATE snapshots SET content = NULL", "changed", "changed", "bytes of snapshot 1"),
    "moment": ("UPDATE snapshots SET retrieved_at = '1999-01-01'", "changed", "changed", "changeset 2"),
    "extractor": ("UPDATE snapshots SET extractor = 'mine', media_type = 'text/html'", "changed", "changed", "changeset 2"),
    "a forged snapshot": ("INSERT INTO snapshots (source_id, retrieved_at, media_type, content, content_sha256, text, text_sha256)"
                          " SELECT 1, '2025-02-28', media_type, content, content_sha256, 'Hello', "
                          "'185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969' FROM snapshots;"
                          " UPDATE citations SET snapshot_id = 2, exact = 'Hello', prefix = NULL, suffix = NULL, start = 0, \"end\" = 5"
                          " WHERE entry_id = 12", "changed", "missing", "text of snapshot 2", "bytes"),
    "a forged page": ("INSERT INTO snapshots (source_id, retrieved_at, media_type, content, content_sha256, text, text_sha256)"
                      " SELECT 1, '2025-02-28', 'text/html', content, content_sha256, 'Hello', "
                      "'185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969' FROM snapshots;"
                      " UPDATE citations SET snapshot_id = 2, exact = 'Hello', prefix = NULL, suffix = NULL, start = 0, \"end\" = 5"
                      " WHERE entry_id = 12", "changed", "missing", "snapshot 2", "extractor"),
    "part of a word": ("UPDATE citations SET exact = 'negotiable', start = 430, \"end\" = 440, prefix = NULL, suffix = NULL WHERE entry_id = 12",
                       "changed", "moved", "non-negotiable"),
    "no source": ("DELETE FROM citations WHERE entry_id = 12", None, "missing", "source"),
}  # fmt: skip


@pytest.mark.parametrize("change", TAMPERED)
def test_verify_detects_changes_by_plain_sql(run: Run, example: Path, sql: Sql, change: str) -> None:
    statements, citation, text, *facts = TAMPERED[change]
    assert statements is not None
    for statement in statements.split("; "):
        sql(statement)
    bad = {citation, text} - {"exact", None}
    by_kind = {row[1]: row[2] for row in states(run, 12, code=1 if bad else 0)}
    assert by_kind == ({"citation": citation} if citation else {}) | {"text": text}
    output = run("verify", code=1 if bad else 0).stdout
    for fact in facts:
        assert str(fact) in " ".join(output.split())
    for state in bad:
        assert state in STATES
        assert str(state) in output
    assert ("12  " in output) is bool(bad)


def test_every_command_reports_a_changed_snapshot(run: Run, example: Path, sql: Sql) -> None:
    sql("UPDATE snapshots SET text = replace(text, 'non-negotiable', 'negotiable')")
    wrong = "the text of snapshot 1 was changed after it was retrieved: its SHA-256 differs"
    assert wrong in run("source", "show", 1).stdout.replace("\n", " ")
    assert wrong in run("cite", 12, 1, "--exact", "undeniable and negotiable", code=4).stderr
    assert f"snapshot: {wrong}" in run("db", "check", code=1).stdout
    sql("UPDATE snapshots SET content = X'1f8b0800'")
    assert wrong in run("source", "show", 1, "--raw", code=3).stderr
    run("undo")
    run("undo")
    assert run("verify").stderr == "20 exact\n"  # undone, the snapshot is as it was retrieved
    assert run("db", "check").stdout == ""


def test_snapshots_of_merged_sources_stay_evidence(run: Run, speech: Path) -> None:
    run("cite", 1, 1, "--exact", "We will not — and I repeat it — leave")
    run("source", "add", "The same speech")
    run("source", "merge", 1, 2)
    assert states(run, 1, code=0) == [(1, "citation", "exact"), (1, "text", "exact")]


def test_quoted_parts_of_a_paraphrase_are_checked(run: Run, speech: Path) -> None:
    run("add", "He said they are “our people” and would “never pay” or go", "--speaker", "A. Minister", "--date", "2025",
        "--source", 1, "--exact", "he said that they are “our people”")  # fmt: skip
    assert states(run, 2) == [(2, "citation", "exact"), (2, "quotation", "exact"), (2, "quotation", "missing")]


def test_words_outside_the_citation_are_moved(run: Run, speech: Path) -> None:
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
    assert "language ru" in run("verify", 1, code=1).stdout
    run("source", "add", russian, "--lang", "ru-RU")
    run("cite", 1, 2, "--exact", "Мы не уйдём")
    assert [state for _, _, state in states(run, 1, code=0)] == ["exact"] * 4
    run("edit", 1, "--original", "Мы не уйдем никогда")
    assert (1, "original", "changed") in states(run, 1)


def test_our_own_translation_needs_no_source(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ru.txt").write_text("Министр сказал: «Мы не уйдём». Потом он уехал.", encoding="utf-8")
    run("source", "add", tmp_path / "ru.txt", "--lang", "ru")
    run("add", "“We will not leave”", "--original", "Мы не уйдём", "--lang", "ru", "--speaker", "X", "--date", "2025",
        "--source", 1, "--exact", "Мы не уйдём")  # fmt: skip
    assert states(run, 1, code=0) == [(1, "citation", "exact"), (1, "original", "exact")]


def test_an_empty_file_has_nothing_to_verify(run: Run) -> None:
    run("init")
    assert run("verify").stdout == run("lint").stdout == ""


def test_lint_of_the_example(run: Run, example: Path, snapshot: SnapshotAssertion) -> None:
    result = run("lint", code=1)
    assert result.stdout == snapshot
    assert result.stderr == "14 single-sourced, 9 unchecked, 1 no-snapshot\n"
    rows = json.loads(run("lint", "--format", "json", code=1).stdout)
    assert len(rows) == 24
    assert rows[23] | {"what": ""} == {"code": "no-snapshot", "about": "source", "number": 2, "what": ""}


def test_lint_can_be_limited_to_codes(run: Run, example: Path) -> None:
    assert run("lint", "--only", "unsourced", "--only", "near-duplicate").stdout == ""
    assert run("lint", "--ignore", "single-sourced", code=1).stderr == "9 unchecked, 1 no-snapshot\n"
    assert run("lint", "--only", "no-snapshot", "--ignore", "no-snapshot").stdout == ""
    assert "“nonsense”" in run("lint", "--only", "nonsense", code=2).stderr
    assert run("lint", "--ignore", "single-sourced, no-snapshot, unchecked").stdout == ""
    for code in CODES:
        assert code in run("lint", "--help").stdout


def linted(run: Run, code: str, *, clean: bool = False) -> list[tuple[str, int, str]]:
    rows = json.loads(run("lint", "--only", code, "--format", "json", code=0 if clean else 1).stdout)
    return [(row["about"], row["number"], row["what"]) for row in rows]


def test_lint_reports_every_code(run: Run, sql: Sql) -> None:
    run("add", "Nobody said where this is from", "--speaker", "Ann Lee", "--date", "2025-02-03")
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
    assert linted(run, "single-sourced") == [("entry", n, "cites only source 1: https://example.org/a") for n in (2, 3)]
    assert linted(run, "no-snapshot") == [("source", 1, "is cited, but has no snapshot: https://example.org/a")]
    assert linted(run, "no-archive") == [("source", 1, "has an address, but no archived copy: https://example.org/a")]
    assert linted(run, "after-publication") == [
        ("entry", 2, "is dated 5 Mar 2025, but source 1 was published earlier: 1 Mar 2025")
    ]
    assert linted(run, "no-office") == [("entry", 1, "no office of speaker 1, Ann Lee, is known for 3 Feb 2025")]
    assert linted(run, "orphaned-speaker") == [
        ("speaker", 2, "has no statements and takes part in nothing: Nobody At All")
    ]
    assert linted(run, "orphaned-source") == [("source", 2, "is not cited by any entry: Never read")]
    run("office", "add", "Ann Lee", "minister", "--from", "2024")
    assert linted(run, "no-office", clean=True) == []
    run("source", "edit", 1, "--archive-url", "https://web.archive.org/web/2025/https://example.org/a")
    assert linted(run, "no-archive", clean=True) == []


def test_lint_finds_near_duplicates(run: Run) -> None:
    who = ("--speaker", "Ann Lee")
    run("add", "We will never leave the northern bank of the river", *who, "--date", "2025-02-03")
    run("add", "We will never leave the northern bank of the River.", *who, "--date", "2025-02")
    run("add", "We will never leave the northern bank of the river", *who, "--date", "2025-02-04")
    run("add", "We will never leave the northern bank of the river", "--speaker", "Bob Ray", "--date", "2025-02-03")
    run("add", "We will soon leave the southern bank, whatever it takes", *who, "--date", "2025-02-03")
    run("add", "We will never leave the northern bank of the river", *who, "--date", "unknown")
    pairs = [(number, re.findall(r"entry (\d+)", what)[0]) for _, number, what in linted(run, "near-duplicate")]
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
    run("source", "edit", 2, "--lang", "uk")  # a translation may have other words
    assert linted(run, "words-differ", clean=True) == []
    run("edit", 1, "--date", "2025-02-27/2025-02-28")
    assert len(linted(run, "dates-differ")) == 1


def test_words_in_several_places_name_the_options_that_choose(run: Run, example: Path) -> None:
    assert "--prefix or --suffix" in refused(run, "cite", "12", "1", "--exact", "the", code=3, field="--exact")
    options = ("--date", "2025", "--source", "1", "--exact", "the", "--lang", "??")
    lines = run("add", "x", *options, code=4).stderr.splitlines()
    assert lines[0].startswith("timeline: --lang: ")
    assert lines[1].startswith("timeline: --exact: source 1 has these words 17 times: ")
    assert lines[1].endswith("with timeline cite and its --prefix or --suffix")
