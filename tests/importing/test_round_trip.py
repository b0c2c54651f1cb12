"""Importing a whole export into an empty file gives an equal file."""

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.support.commands import Run
from tests.support.files import copied
from timeline.cli import main
from timeline.database.changeset import changeset
from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.evidence.arrival import Arrival
from timeline.evidence.passages import Passage
from timeline.evidence.retrieval import Retrieved
from timeline.ingest import Candidate
from timeline.schema.tables import FACTS, Verdict
from timeline.schema.vocabulary import RELATIONS, SOURCE_KINDS, SPEAKER_KINDS
from timeline.store.additions import add_entry, add_link
from timeline.store.articles import add_article
from timeline.store.drafts import Draft
from timeline.store.edits import delete_entries
from timeline.store.entity_additions import add_place, add_speaker, add_topic
from timeline.store.entity_edits import add_office
from timeline.store.limits import checked
from timeline.store.remarks import Notes
from timeline.store.snapshots import add_retrieved
from timeline.store.sources import NewSource, add_source
from timeline.store.verdicts import ReviewedAt, accept, reject

#: columns that differ between equal files, or are computed
_OWN = {"changeset_id", "key"}
#: tables whose numbers nobody sees → the column of the owner; the order in which their rows were made does not matter
_UNNUMBERED = {
    "participants": "entry_id", "entry_topics": "entry_id", "entry_places": "entry_id", "links": "from_id",
    "speaker_names": "speaker_id", "place_names": "place_id",
}  # fmt: skip


def facts(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return all facts of a file."""
    rows_of: dict[str, list[dict[str, Any]]] = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        for table in FACTS:
            own = _OWN | ({"id"} if table.name in _UNNUMBERED else set())
            order = f"{_UNNUMBERED[table.name]}, id" if table.name in _UNNUMBERED else "id"
            rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table.name} ORDER BY {order}")]
            rows_of[table.name] = [{name: value for name, value in row.items() if name not in own} for row in rows]
    return rows_of


def run(path: Path, *args: object) -> str:
    result = CliRunner().invoke(main, ["--db", str(path), *map(str, args)], prog_name="timeline")
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def without_changesets(path: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [{name: value for name, value in line.items() if name != "changeset_id"} for line in lines]


def assert_comes_back(path: Path, empty_file: Path | None = None) -> None:
    """Export, import into a copy of an empty file, or a new one, and compare the files and their exports."""
    dump, again, copy = (path.parent / name for name in ("dump.jsonl", "again.jsonl", "copy.db"))
    if empty_file is not None:
        copied(empty_file, copy)
    run(path, "export", "jsonl", dump)
    if not dump.read_text(encoding="utf-8"):
        return
    run(copy, "import", dump)
    assert facts(copy) == facts(path)
    run(copy, "export", "jsonl", again)
    for ours, theirs in zip(without_changesets(again), without_changesets(dump), strict=True):
        assert {k: v for k, v in ours.items() if v != theirs[k]} == {k: v for k, v in theirs.items() if v != ours[k]}
    assert "nothing is new" in CliRunner().invoke(main, ["--db", str(copy), "import", str(dump)]).stderr


def _storable(text: str) -> bool:
    try:
        return checked("it", text) == text
    except RefusedError:
        return False


TEXT = (
    st.text(
        st.characters(codec="utf-8", exclude_characters="\0", categories=["L", "N", "P", "S", "Zs"]) | st.just("\n"),
        min_size=1,
        max_size=20,
    )
    .map(str.strip)
    .filter(_storable)
)
NAME = st.sampled_from(
    ["Lavrov", "Сергей Лавров", "Sergey Lavrov", "UN", "Macron", "李鵬", "Bush", "George Bush", "A", "crimea"]
)
DATE = st.sampled_from(
    ["2014", "2014-03-18", "2022-09~", "2013-11-21/2014-02-22", "1999?/..", "/2001", "2014-03-18T14:30+03:00", "201X",
     "1995-21", "2014-XX-05", "2025-02-26T09:00"]
).map(PartialDate.parse) | st.none()  # fmt: skip
MAYBE = st.none() | TEXT
DAY = st.sampled_from(["2014", "2014-03-18", "2004-03-09/.."]).map(PartialDate.parse) | st.none()


FETCHED = Arrival(
    "fetched", "https://example.com/a", "https://example.org/b", ((301, "https://example.org/b"),), 200,
    (("etag", '"é"'), ("date", "Thu, 27 Feb 2025 12:00:00 GMT")),
)  # fmt: skip


def decide(session: Any, verdicts: list[tuple[bool, str | None, str | None]], speaker: int) -> None:
    """Add articles with a proposal each, and decide about some proposals, some of them twice."""
    for n, (says, decision, note) in enumerate(verdicts):
        text = f"It was found, {n} times."
        retrieved = Retrieved(
            content=text.encode(), media_type="text/plain", text=text, extractor="x 1", at="2025", arrival=FETCHED
        )
        candidate = Candidate(
            "statement" if says else "event", "It was found", ((0, 12),), "high", mode="paraphrase" if says else None,
            speaker="A" if says else None, date_spans=((3, 6),), participants=("A", "«Б»"), basis="test",
        )  # fmt: skip
        new_source = NewSource(known=f"https://example.com/{n}")
        (number,) = add_article(session, new_source, retrieved, lambda _: [candidate], Notes()).new  # noqa: B023
        if decision == "accepted":
            words, cited = "It was found", Passage(((0, 12),))
            one = (
                Draft(kind="statement", text=words, speakers=(f"#{speaker}",), passage=cited)
                if says
                else Draft(kind="event", title=words, passage=cited)
            )
            accept(session, ReviewedAt(number, None), one, Notes())
        if decision == "rejected" or note:
            verdict = session.scalar(select(func.max(Verdict.id)).where(Verdict.proposal_id == number))
            reject(session, ReviewedAt(number, verdict), note, Notes())


@st.composite
def files(draw: st.DrawFn) -> Any:
    """Draw a function that fills a session with speakers, topics, places, sources and entries."""
    speakers = draw(
        st.lists(
            st.tuples(NAME, st.sampled_from(SPEAKER_KINDS), MAYBE, st.lists(NAME, max_size=2)), min_size=1, max_size=4
        )
    )
    offices = draw(st.lists(st.tuples(st.integers(0, 9), TEXT, MAYBE, DAY), max_size=3))
    topics = draw(st.lists(NAME, max_size=3, unique=True))
    places = draw(st.lists(st.tuples(NAME, st.booleans()), max_size=4))
    sources = draw(st.lists(st.tuples(st.sampled_from(SOURCE_KINDS), MAYBE, MAYBE, DAY, st.booleans()), max_size=3))
    entries = draw(
        st.lists(st.tuples(st.booleans(), TEXT, MAYBE, DATE, MAYBE, st.integers(0, 9), st.booleans()), max_size=6)
    )
    links = draw(
        st.lists(st.tuples(st.integers(0, 9), st.sampled_from(list(RELATIONS)), st.integers(0, 9), MAYBE), max_size=4)
    )
    verdicts = draw(
        st.lists(st.tuples(st.booleans(), st.sampled_from([None, "accepted", "rejected"]), MAYBE), max_size=2)
    )
    deleted = draw(st.lists(st.integers(0, 9), max_size=2, unique=True))

    def fill(session: Any) -> None:
        who = [
            add_speaker(session, name, kind=kind, note=note, aliases=tuple(aliases))
            for name, kind, note, aliases in speakers
        ]
        for number, title, organization, date in offices:
            add_office(session, who[number % len(who)], title, date=date, organization=organization)
        about = [add_topic(session, name) for name in topics]
        where: list[int] = []
        for name, inside in places:
            above = f"#{where[-1]}" if inside and where else None
            where.append(add_place(session, name, parent=above))
        cited = []
        for n, (genre, heading, publisher, date, has_snapshot) in enumerate(sources):
            new = NewSource(
                known=f"https://example.org/{n}", kind=genre, title=heading, publisher=publisher, published=date
            )
            cited.append(add_source(session, new))
            if has_snapshot:
                at = "2025-02-27T12:00:00.000Z"
                text = f"It was said, {n} times, that this is so.\nAnd so on."
                retrieved = Retrieved(
                    content=text.encode(),
                    media_type="text/plain",
                    text=text,
                    extractor="unchanged 1",
                    at=at,
                    arrival=FETCHED,
                )
                add_retrieved(session, NewSource(known=f"#{cited[-1]}"), retrieved, Notes(), to=f"#{cited[-1]}")
        made = []
        for n, (says, text, more, date, note, number, has_all) in enumerate(entries):
            new_entry = Draft(
                kind="statement" if says else "event", title=more if says else text, text=text if says else more, date=date, note=note, dataset="d" if has_all else None,
                external_id=str(n) if has_all else None,
                speakers=(f"#{who[number % len(who)]}", *((f"#{who[(number + 1) % len(who)]}",) if len(who) > 1 else ())) if says else (),
                participants=() if says or not has_all else ((f"#{who[0]}", "host"),),
                topics=tuple(f"#{t}" for t in about[:number]), places=tuple(f"#{p}" for p in where[:number]),
                sources=tuple(NewSource(known=f"#{s}") for s in cited[: number % 3]),
                exact="this is so" if has_all and number % 3 and cited else None,
            )  # fmt: skip
            made.append(add_entry(session, new_entry, Notes()))
        linked = set()
        for start, relation, end, note in links:
            if made and made[start % len(made)] != made[end % len(made)]:
                pair = (made[start % len(made)], relation, made[end % len(made)])
                if pair not in linked:
                    linked.add(pair)
                    add_link(session, *pair, note)
        decide(session, verdicts, who[0])
        doomed = {made[n % len(made)] for n in deleted} if made else set()
        delete_entries(session, tuple(doomed), Notes())

    return fill


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
@given(fill=files())
def test_an_export_can_be_imported_without_loss(empty_file: Path, fill: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = copied(empty_file, Path(folder) / "timeline.db")
        with changeset(path, "fill", by="tester") as session:
            fill(session)
        assert_comes_back(path, empty_file)


def test_the_example_survives_export_and_import(run: Run, example: Path) -> None:
    run("delete", 14)
    run("speaker", "edit", 2, "--alias", "Lawrow")
    assert_comes_back(example)


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_entries_alone_bring_the_names_they_need(run: Run, example: Path, tmp_path: Path, name: str) -> None:
    shown = run("show", "--format", name).stdout
    dump, copy = tmp_path / f"entries.{name}", tmp_path / "copy.db"
    dump.write_text(shown, encoding="utf-8")
    CliRunner().invoke(main, ["--db", str(copy), "import", str(dump)])
    left_out = {"changeset_id", "speaker_id", "country", "office", "id", "snapshot_id", "retrieved_at", "start", "end"}
    left_out |= {"date_start", "date_end", "dated_by"}
    left_out |= {"checks"}  # what was seen is not in this file: the speaker's uid and the text of the source

    def shared(text: str) -> Any:
        records = json.loads(text)
        return [{k: v for k, v in record.items() if k not in left_out and k != "citations"} for record in records]

    theirs, ours = (
        CliRunner().invoke(main, ["--db", str(p), "show", "--format", "json"]).stdout for p in (example, copy)
    )
    assert shared(ours) == shared(theirs)


def test_a_citation_without_words_stays_without_words(run: Run, file: Path, tmp_path: Path) -> None:
    speech = tmp_path / "speech.txt"
    speech.write_text("It will not happen, said the minister.")
    run("add", "“It will not happen”", "--speaker", "A B", "--date", "2014", "--source", "https://x.org/1")
    run("source", "add", speech, "--to", "1")
    assert_comes_back(file)


@pytest.mark.parametrize("uid", [None, 5, "x"])
def test_a_record_with_an_invalid_uid_is_refused(run: Run, tmp_path: Path, uid: object) -> None:
    path = tmp_path / "a.jsonl"
    entity = {"uid": uid, "id": 1, "name": "X", "kind": "person", "country": None, "wikidata": None, "note": None}
    path.write_text(json.dumps({"speaker": entity | {"names": [], "offices": []}}))
    assert "line 1: its uid " in run("import", path, code=4).stderr
