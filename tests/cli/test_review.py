"""``timeline review`` and ``timeline proposals``: decisions about proposals, and verdicts that never change."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.articles import needs_spacy
from tests.support.commands import Run, with_article
from timeline.errors import RefusedError

Sql = Callable[..., list[Any]]

ARTICLE = """\
Envoys meet in Geneva

Russian Foreign Minister Sergei Lavrov said on Thursday that the talks on Crimea would go on. “We have time,” he told \
reporters, as cited by Interfax. He dismissed the idea of a truce.

“Nothing has been agreed,” said Anna Lee, a spokeswoman for the United Nations.

“No document of any kind will be signed by the delegations of the two sides this year,” Ms. Lee told reporters.

The ministers signed an agreement on 3 March 2024.
"""


@pytest.fixture(scope="module")
def ingested_file(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Path:
    """The example with the proposals of an article, which is source 3; to be copied."""
    return with_article(example_file, tmp_path_factory.mktemp("ingested"), ARTICLE)


@pytest.fixture
def ingested(ingested_file: Path, file: Path) -> Path:
    """The example with the proposals of an article, in ``file``; the article."""
    shutil.copy(ingested_file, file)
    return Path(shutil.copy(ingested_file.with_name("article.txt"), file.parent))


def proposal(run: Run, words: str) -> dict[str, Any]:
    """Return the proposal whose text has some words."""
    lines = run("proposals", "--state", "all", "--format", "jsonl").stdout.splitlines()
    return dict(next(p for p in map(json.loads, lines) if words in p["text"]))


def decide(run: Run, *answers: str, options: tuple[str, ...] = (), code: int = 0) -> str:
    return run("review", *options, stdin="".join(answer + "\n" for answer in answers), code=code).stderr


def skipping_to(run: Run, words: str) -> list[str]:
    """Return the skips that lead to the proposal with some words."""
    texts = [json.loads(line)["text"] for line in run("proposals", "--format", "jsonl").stdout.splitlines()]
    return ["s"] * next(i for i, text in enumerate(texts) if words in text)


@needs_spacy
def test_a_proposal_on_the_screen(run: Run, ingested: Path, snapshot: SnapshotAssertion) -> None:
    assert decide(run, "e date 2024-03-06", "x", "e speaker Sergei Lavrof", "q").replace("─", "") == snapshot


@needs_spacy
def test_an_accepted_proposal_cites_its_exact_words_and_verifies(run: Run, ingested: Path, sql: Sql) -> None:
    waiting = len(run("proposals", "--format", "jsonl").stdout.splitlines())
    assert f"accepted {waiting}" in decide(run, *["a"] * waiting)
    rows = sql(
        "SELECT e.id, e.title, e.text, c.start, c.end, c.exact, n.text FROM entries AS e JOIN citations AS c"
        " ON c.entry_id = e.id JOIN snapshots AS n ON n.id = c.snapshot_id WHERE e.id > 14 ORDER BY e.id"
    )
    assert len(rows) == waiting
    for _, title, text, start, end, exact, whole in rows:
        assert exact == whole[start:end] == (text or title)
    assert run("verify").stderr.split()[1:] == ["exact"]
    assert run("db", "check").exit_code == 0
    # each in a changeset of its own, with entry, citation, speaker and links
    assert [row[0] for row in sql("SELECT count(*) FROM changesets")] == [2 + waiting]
    assert sql("SELECT count(*) FROM verdicts WHERE decision = 'accepted'") == [(waiting,)]
    assert (
        decide(run) == "no proposals are pending; timeline ingest reads an article, timeline proposals lists its"
        " proposals\n"
    )


@needs_spacy
def test_an_accepted_statement_has_all_fields_of_its_proposal(run: Run, ingested: Path) -> None:
    decide(run, *skipping_to(run, "We have time"), "a")
    record = json.loads(run("show", "15", "--format", "json").stdout)[0]
    assert (record["kind"], record["mode"], record["text"]) == ("statement", "verbatim", "We have time")
    assert (record["speaker"], record["speaker_id"], record["date"]) == ("Sergey Lavrov", 2, "2024-03-07")
    assert record["date_text"] == "Thursday"
    (citation,) = record["citations"]
    assert citation["via"]["publisher"] == "Interfax"
    assert (citation["source"]["id"], citation["date"], citation["date_text"]) == (3, "2024-03-07", "Thursday")
    decide(run, *skipping_to(run, "talks on Crimea"), "a")
    record = json.loads(run("show", "16", "--format", "json").stdout)[0]
    assert record["text"] == "the talks on Crimea would go on"
    assert record["topics"] == ["Crimea"]
    assert record["places"] == ["Crimea"]


@needs_spacy
def test_a_paraphrase_keeps_the_verb_that_turns_its_sense(run: Run, ingested: Path, sql: Sql) -> None:
    decide(run, *skipping_to(run, "idea of a truce"), "a")
    assert sql("SELECT text FROM entries WHERE id = 15") == [("dismissed the idea of a truce",)]
    assert sql("SELECT exact FROM citations WHERE entry_id = 15") == [("dismissed the idea of a truce",)]
    assert "dismissed: the idea of a truce" in run("proposals", "--state", "all").stdout


def test_a_verdict_is_superseded_and_never_changed(run: Run, ingested: Path, sql: Sql) -> None:
    decide(run, *skipping_to(run, "Nothing has been agreed"), "a", "b", "r a doubt", "b", "a", "q")
    assert sql("SELECT decision, note, entry_uid IS NULL FROM verdicts ORDER BY id") == [
        ("accepted", None, 0),
        ("rejected", "a doubt", 1),
        ("accepted", None, 0),
    ]
    assert sql("SELECT id FROM entries WHERE id > 14") == [(16,)]
    record = proposal(run, "Nothing has been agreed")
    assert (record["state"], record["entry"]) == ("accepted", 16)
    run("undo")
    assert proposal(run, "Nothing has been agreed")["state"] == "rejected"


def test_an_earlier_verdict_can_be_superseded(run: Run, ingested: Path, sql: Sql) -> None:
    assert "no proposals are rejected" in decide(run, options=("--state", "rejected"))
    decide(run, "r", "a")
    decide(run, "a", options=("--state", "rejected"))
    run("link", "16", "about", "1")
    assert "entry 16" in decide(run, "r", options=("--state", "accepted"))
    assert "entry 15" in decide(run, "s", "r", options=("--state", "accepted"))
    assert sql("SELECT id FROM entries WHERE id > 14") == [(16,)]
    assert sql("SELECT proposal_id, decision FROM verdicts ORDER BY id") == [
        (1, "rejected"),
        (2, "accepted"),
        (1, "accepted"),
        (2, "rejected"),
    ]
    run("review", "--state", "rejected", "--accept-high", code=2)


def test_one_more_report_becomes_one_more_citation(run: Run, ingested: Path, sql: Sql) -> None:
    decide(run, *skipping_to(run, "No document"), "a")
    other = ingested.parent / "other.txt"
    other.write_text(
        "A day in Geneva\n\n“No document of any kind will be signed by the delegations of the two sides this year,” "
        "Anna Lee, a spokeswoman for the United Nations, said on March 7.\n",
        encoding="utf-8",
    )
    run("ingest", other, "--published", "2024-03-08")
    printed = decide(run, "c", options=("4",))
    assert "like 15" in printed
    assert "c cite it for 15" in printed
    assert "cited 1" in printed
    assert sql("SELECT source_id, date FROM citations WHERE entry_id = 15 ORDER BY id") == [
        (3, None),
        (4, "2024-03-07"),
    ]
    assert sql("SELECT count(*) FROM entries") == [(15,)]
    assert run("verify", "15").exit_code == 0
    record = json.loads(run("proposals", "4", "--state", "accepted", "--format", "jsonl").stdout)
    assert (record["state"], record["entry"]) == ("accepted", 15)
    # and it can be undone: the citation is deleted, the entry stays
    run("undo")
    decide(run, "c", "b", "r", options=("4",))
    assert sql("SELECT count(*) FROM citations WHERE entry_id = 15") == [(1,)]


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        ("e", "write the field and its new value after the letter"),
        ("c", "write the number of the entry after the letter"),
        ("c x", "“x” is not an entry number"),
        ("c 999", "999"),
        ("c 1", "entry 1 is an event"),
        ("e nonsense 1", "“nonsense” is not a field; the fields are kind, date"),
        ("e p x", "“p” may be participants or places"),
        ("e date", "date: write the new value after the field"),
        ("e date nonsense", "date: “nonsense”"),
        ("e date 03/04/2025", "write it out, as in 3 April 2025"),
        ("e text -", "text: "),
        ("e text “Something else was said”", "“Something else was said”"),
        ("e mode loud", "mode: “loud”"),
        ("e kind thing", "kind: “thing”"),
        ("e links nonsense", "links: “nonsense”"),
        ("e links about 999", "links: "),
    ],
)
def test_a_bad_answer_is_refused(run: Run, ingested: Path, sql: Sql, answer: str, fact: str) -> None:
    before = sql("SELECT count(*) FROM changesets")
    code = 4 if answer.startswith("e ") else 0
    assert fact in decide(run, *skipping_to(run, "No document"), answer, "q", code=code).replace("\n", " ")
    assert sql("SELECT count(*) FROM changesets") == before


def test_a_statement_without_a_speaker_is_not_accepted(run: Run, ingested: Path, sql: Sql) -> None:
    decide(run, *skipping_to(run, "No document"), "e speaker -", "a", "q")
    assert sql("SELECT count(*) FROM entries") == [(14,)]


def test_every_field_can_be_corrected(run: Run, ingested: Path) -> None:
    decide(
        run,
        *skipping_to(run, "No document"),
        "e speaker Anna Leigh; Sergey Lavrov",
        "e role envoy",
        "e date March 2024",
        "e text No document of any kind will be signed",
        "e mode para",
        "e setting corridor",
        "e via TASS",
        "e topics talks; envoys",
        "e places Geneva",
        "e links about 1; reaffirms 12",
        "e note to be checked",
        "a",
    )
    record = json.loads(run("show", "15", "--format", "json").stdout)[0]
    shown = {key: record[key] for key in ("speaker", "role", "date", "date_text", "text", "mode", "setting", "note")}
    assert shown == {
        "speaker": "Anna Leigh",
        "role": "envoy",
        "date": "2024-03",
        "date_text": "March 2024",
        "text": "No document of any kind will be signed",
        "mode": "paraphrase",
        "setting": "corridor",
        "note": "to be checked",
    }
    assert record["topics"] == ["talks", "envoys"]
    assert record["places"] == ["Geneva"]
    assert [(link["relation"], link["to"]) for link in record["links"]] == [("about", 1), ("reaffirms", 12)]
    (citation,) = record["citations"]
    assert (citation["via"]["publisher"], citation["exact"]) == ("TASS", "No document of any kind will be signed")
    assert run("verify", "15").exit_code == 0


def test_a_statement_may_become_an_event_and_back(run: Run, ingested: Path, sql: Sql) -> None:
    decide(run, *skipping_to(run, "3 March 2024"), "e kind st", "e speaker Anna Lee", "e kind ev", "a")
    decide(run, *skipping_to(run, "No document"), "e kind ev", "e kind st", "a")
    assert sql("SELECT s.name, e.mode FROM entries AS e JOIN speakers AS s ON s.id = e.speaker_id WHERE e.id = 16") == [
        ("Anna Lee", "verbatim")
    ]
    assert sql("SELECT kind, title, date FROM entries WHERE id = 15") == [
        ("event", "The ministers signed an agreement on 3 March 2024", "2024-03-03")
    ]


def test_a_new_name_like_a_known_one_is_a_question(run: Run, ingested: Path, sql: Sql) -> None:
    answers = (*skipping_to(run, "No document"), "e speaker Sergei Lavrof", "a")
    printed = decide(run, *answers, "n", "q")
    assert "Sergei Lavrof is new, not 2 Sergey Lavrov" in printed
    assert "not stored; use the known name or its number" in printed
    decide(run, *answers, "y")
    assert sql("SELECT s.name FROM entries AS e JOIN speakers AS s ON s.id = e.speaker_id WHERE e.id = 15") == [
        ("Sergei Lavrof",)
    ]


def test_a_verdict_by_somebody_else_is_not_overwritten(run: Run, ingested: Path, sql: Sql) -> None:
    from timeline.database.changeset import changeset
    from timeline.store.remarks import Notes
    from timeline.store.verdicts import ReviewedAt, reject

    number = proposal(run, "Nothing has been agreed")["id"]
    with changeset(ingested.parent / "timeline.db", "elsewhere") as session:
        reject(session, ReviewedAt(number, None), "by another", Notes())
        reviewed_at = ReviewedAt(number, None)
        with pytest.raises(RefusedError, match=f"proposal {number} "):
            reject(session, reviewed_at, None, Notes())
    assert sql("SELECT count(*) FROM verdicts") == [(1,)]
    assert "proposal 1 was" not in decide(run, "q")


def test_a_review_skips_proposals_decided_elsewhere(run: Run, ingested: Path, sql: Sql) -> None:
    from timeline.cli import review

    first = len(run("proposals", "--format", "jsonl").stdout.splitlines())
    real = review._Screen._decide
    done: list[int] = []

    def decide_elsewhere(self: Any) -> Any:
        if not done:
            done.append(1)
            sql("INSERT INTO verdicts (proposal_id, decision) SELECT id, 'rejected' FROM proposals WHERE id <= 2")
        return real(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(review._Screen, "_decide", decide_elsewhere)
        printed = decide(run, *["r"] * first)
    assert "proposal 1 was rejected elsewhere meanwhile and is skipped" in printed
    assert sql("SELECT proposal_id, count(*) FROM verdicts GROUP BY 1 HAVING count(*) > 1") == []


@pytest.mark.parametrize("answer", ["e lang e!", "e text “Envoys will dance”", "e via 99", "e colour red"])
def test_a_proposal_is_not_stored_without_its_refused_correction(
    run: Run, ingested: Path, sql: Sql, answer: str
) -> None:
    printed = decide(run, "s", answer, "a", "c 1", "s", "b", "a", "s", "a", "q", code=4)
    assert printed.count("its correction was refused; correct it again, or s to skip") == 3
    assert "a correction of proposal 2 was refused; decide with: timeline review" in printed
    assert sql("SELECT proposal_id FROM verdicts") == [(3,)]


def test_a_refused_correction_names_all_wrong_values(run: Run, ingested: Path) -> None:
    answers = ["e links about 99; foo 3; about 98", "e topics 77; …", "e participants (host); 96", "e speaker 96; …"]
    printed = decide(run, *skipping_to(run, "3 March 2024"), *answers, code=4).splitlines()
    for field, count in {"links": 3, "topics": 2, "participants": 2, "speaker": 2}.items():
        assert sum(line.strip().startswith(f"{field}: ") for line in printed) == count, field


def test_a_refused_correction_may_be_made_again_or_given_up(run: Run, ingested: Path, sql: Sql) -> None:
    decide(run, "e lang e!", "e topics talks", "e lang en", "a", "e via 99", "r", "e colour red", "e note x", "a", "q")
    assert sql("SELECT decision FROM verdicts") == [("accepted",), ("rejected",), ("accepted",)]


def test_a_pipe_of_wrong_answers_ends(run: Run, ingested: Path) -> None:
    result = run("review", stdin="e speaker -\n" + "a\n" * 100, code=4)
    assert "20 answers in a row were refused" in result.stderr


def test_quoted_parts_of_a_paraphrase_are_in_the_passage(run: Run, ingested: Path, sql: Sql) -> None:
    start = (*skipping_to(run, "No document"), "e mode para")
    assert "“nothing at all”" in decide(run, *start, "e text she said “nothing at all” will be", "q", code=4)
    decide(run, *start, "e text she said “no document” will be", "q", code=4)
    decide(run, *start, "e text she said “No document of any kind” will be signed", "a")
    assert run("verify").exit_code == 0


def test_another_speaker_does_not_keep_the_role(run: Run, ingested: Path, sql: Sql) -> None:
    decide(run, *skipping_to(run, "Nothing has been agreed"), "e speaker Lavrov", "a")
    assert sql("SELECT speaker_id, role FROM entries WHERE id = 15") == [(2, None)]


def test_words_missing_from_the_latest_snapshot_are_not_accepted_automatically(run: Run, ingested: Path) -> None:
    ingested.write_text(ARTICLE.replace("Nothing has been agreed", "Something has been agreed"), encoding="utf-8")
    run("ingest", ingested, "--to", "3")
    assert "skipped 1, missing from the latest snapshot" in run("review", "--accept-high").stderr


def test_a_review_can_stop_at_any_moment(run: Run, ingested: Path, sql: Sql) -> None:
    waiting = len(run("proposals", "--format", "jsonl").stdout.splitlines())
    assert f"accepted 1; {waiting - 1} left: timeline review 3" in decide(run, "a", options=("3",))
    assert f"nothing decided; {waiting - 1} left" in decide(run, "e role x", "q")
    assert f"skipped {waiting - 1}; {waiting - 1} left" in decide(run, *["s"] * waiting)
    assert sql("SELECT count(*) FROM verdicts") == [(1,)]


def test_proposals_of_high_confidence_can_be_accepted_at_once(run: Run, ingested: Path, sql: Sql) -> None:
    high = sql("SELECT count(*) FROM proposals WHERE confidence = 'high'")[0][0]
    printed = run("review", "--accept-high").stderr
    made = sql("SELECT count(*) FROM entries WHERE id > 14")[0][0]
    assert (
        f"accepted {made} of {high} of high confidence: entries 15–{14 + made}; timeline undo reverses this" in printed
    )
    assert 0 < made <= high
    assert sql("SELECT max(changeset_id) = min(changeset_id) FROM verdicts") == [(1,)]
    assert run("verify").exit_code == 0
    run("undo")
    assert sql("SELECT count(*) FROM entries") == [(14,)]
    run("speaker", "add", "Anna Leeh")
    assert "with a name that needs a decision" in run("review", "--accept-high").stderr
    left = sql("SELECT count(*) FROM changesets")
    assert "accepted 0 of" in run("review", "--accept-high").stderr
    assert sql("SELECT count(*) FROM changesets") == left


def test_a_proposal_like_an_entry_is_not_accepted_automatically(run: Run, ingested: Path) -> None:
    run("add", "“Nothing has been agreed”", "--speaker", "Anna Lee", "--date", "2024-03-07")
    assert "skipped 1, nearly the same as an entry" in run("review", "--accept-high").stderr


def test_proposals_are_listed_filtered_and_exported(run: Run, ingested: Path, snapshot: SnapshotAssertion) -> None:
    decide(run, *skipping_to(run, "We have time"), "r")

    def listed(*options: str) -> list[str]:
        return [
            json.loads(line)["text"] for line in run("proposals", *options, "--format", "jsonl").stdout.splitlines()
        ]

    assert listed("--state", "rejected") == ["We have time"]
    assert "We have time" in listed("--state", "all")
    assert "We have time" not in listed()
    assert listed("--kind", "event") == ["The ministers signed an agreement on 3 March 2024"]
    assert (
        set(listed("--speaker", "Lee"))
        == set(listed("--speaker", "Anna Lee"))
        == {text for text in listed() if text.startswith("No")}
    )
    assert listed("--confidence", "high", "--confidence", "medium", "--confidence", "low") == listed()
    assert listed("3") == listed()
    assert listed("1") == []
    assert run("proposals", "99", code=3).stderr.startswith("timeline: there is no source 99; ")
    whole = json.loads(run("proposals", "--state", "all", "--format", "json").stdout)
    for one in whole:
        assert " … ".join(ARTICLE[begin:end] for begin, end in one["spans"]) == one["text"]
    cells = run("proposals", "--speaker", "Lee", "--format", "csv").stdout.splitlines()
    assert cells[0].startswith("id,uid,snapshot_id,kind,text,spans")
    assert len(cells) == 1 + len(listed("--speaker", "Lee"))
    assert run("proposals", "--speaker", "Lee").stdout.replace("─", "") == snapshot


def test_hostile_text_controls_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text(
        "“It is \x1b[31mred⟧ and \ufdd0so on,” said Anna\x1b]0;x\x07 Lee, ⟦a minister⟧, on Monday.\n", "utf-8"
    )
    run("ingest", path, "--published", "2024-03-08")
    for shown in (run("proposals").stdout, decide(run, "q")):
        assert "\x1b" not in shown
        assert "\x07" not in shown
