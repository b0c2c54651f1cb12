"""The library: what ``timeline.open`` reads, for notebooks and scripts."""

import datetime
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import numpy
import pandas
import polars
import pytest

import timeline
from timeline.errors import DatabaseError, DateError, NoEntryError, NotFoundError, RefusedError, TimelineError


def test_entries_are_streamed_with_every_filter_of_show(tl: timeline.Timeline) -> None:
    assert [entry.id for entry in tl.entries(since="2022", until=datetime.date(2022, 12, 31))] == [2, 3]
    assert len(tl.entries(speaker="Лавров")) == 7
    assert {entry.speaker for entry in tl.entries(speaker=["Lavrov", 1])} == {"Sergey Lavrov", "Dmitry Peskov"}
    assert len(tl.entries(kind="event", place="Ukraine", topic="annexed regions")) == 2
    assert len(tl.entries(checked=True)) == 5
    assert len(tl.entries(on="2014-03", certainly=True)) == 0
    assert [entry.id for entry in tl.entries(limit=2, reverse=True)] == [12, 11]
    assert [entry.id for entry in tl.entries(after=12, limit=1)] == [13]
    assert len(tl.entries(source=1, country="ru", search="regions")) > 0


def test_an_entry_is_flat_and_has_lists_as_methods(tl: timeline.Timeline) -> None:
    entry = tl.entry(12)
    assert (entry.date, entry.speaker, entry.mode, entry.topics) == (
        "2025-02-27", "Dmitry Peskov", "verbatim", "annexed regions, negotiations",
    )  # fmt: skip
    assert (entry.words(), entry.human_date()) == ("“This is undeniable and non-negotiable”", "27 Feb 2025")
    assert (entry.checked_by, entry.doubt) == ("A. Editor", None)
    (citation,) = entry.citations()
    assert (citation.exact, citation.via, citation.start) == ("This is undeniable and non-negotiable", "Meduza", 403)
    assert [(link.relation, link.entry) for link in entry.links()] == [("reaffirms", 4), ("about", 3), ("about", 1)]
    assert ("reaffirmed by", 12) in [(link.relation, link.entry) for link in tl.entry(4).links()]
    assert [(one.name, one.role) for one in tl.entry(1).participants()] == [("Russia", "annexing state")]
    assert entry.checks()[0].holds
    assert entry.record()["uid"] == entry.uid


def test_search_stats_compare_thread_and_lists(tl: timeline.Timeline) -> None:
    assert [entry.id for entry in tl.search("inseparable")] == [11]
    assert [entry.id for entry in tl.search("regions", by="relevance", limit=1)]
    assert {count.label: count.entries for count in tl.stats()} == {"2014": 1, "2022": 2, "2025": 9, "undated": 2}
    assert tl.stats("speaker", topic="negotiations")[0].entries == 1
    sides = tl.compare("Lavrov", "Peskov", topic="annexed regions")
    assert list(sides) == ["Sergey Lavrov", "Dmitry Peskov"]
    assert all(entry.speaker == name for name, rows in sides.items() for entry in rows)
    assert {node.id for node in tl.thread(12).nodes} >= {4, 12}
    assert [row.name for row in tl.speakers()][:2] == ["Dmitry Peskov", "Sergey Lavrov"]
    assert (len(tl.topics()), len(tl.places()), len(tl.sources()), len(tl.offices())) >= (1, 1, 2, 1)


def test_verify_and_lint(tl: timeline.Timeline) -> None:
    assert {check.state for check in tl.verify()} == {"exact"}
    assert len(tl.verify(12)) == 2
    assert {finding.code for finding in tl.lint(only="unchecked")} == {"unchecked"}
    with pytest.raises(RefusedError, match="unchecked"):
        tl.lint(only=["uncheked"])


def test_sql_only_reads(tl: timeline.Timeline) -> None:
    assert tl.sql("SELECT count(*) AS n FROM timeline WHERE speaker = :who", {"who": "Sergey Lavrov"}) == [{"n": 7}]
    with pytest.raises(RefusedError, match="only reads"):
        tl.sql("DELETE FROM entries")
    with pytest.raises(DatabaseError):
        tl.sql("SELECT nonsense")
    assert len(tl.entries()) == 14


REFUSALS: list[tuple[Callable[[Any], object], type[Exception], str | None]] = [
    (lambda tl: list(tl.entries(speaker="Pskov")), NotFoundError, None),
    (lambda tl: tl.entries(speker="Lavrov"), RefusedError, "speker"),
    (lambda tl: list(tl.entries(since="nonsense")), DateError, "since"),
    (lambda tl: tl.entries(kind="statment"), RefusedError, "kind"),
    (lambda tl: tl.stats("decade"), RefusedError, "by"),
    (lambda tl: tl.entry(99), NoEntryError, None),
    (lambda tl: tl.compare("Nobody"), NotFoundError, None),
    (lambda tl: tl.as_of("nonsense").entry(1), TimelineError, "as_of"),
    (lambda tl: list(tl.as_of(1).search("x")), RefusedError, "as_of"),
    (lambda tl: timeline.read_date("on Thursday"), DateError, None),
    (lambda tl: timeline.read_date("Thursday", reference="nonsense"), DateError, "reference"),
    (lambda tl: timeline.read_article("x", published="nonsense"), TimelineError, "published"),
    (lambda tl: timeline.open("/nowhere/t.db").entry(1), DatabaseError, None),
    (lambda tl: list(tl.entries(after=99)), NoEntryError, "after"),
    (lambda tl: tl.entries(limit=-1), RefusedError, "limit"),
    (lambda tl: tl.entries(limit=10**30), RefusedError, "limit"),
    (lambda tl: tl.entries(certainly="no"), RefusedError, "certainly"),
    (lambda tl: tl.entries(speaker=[]), RefusedError, "speaker"),
    (lambda tl: tl.entries(search=5.0), RefusedError, "search"),
    (lambda tl: tl.entries(since="03/04/2014", date_order="xyz"), RefusedError, "date_order"),
    (lambda tl: tl.entry("12"), RefusedError, "number"),
    (lambda tl: tl.entry(True), RefusedError, "number"),
    (lambda tl: tl.undo("1"), RefusedError, "number"),
    (lambda tl: tl.as_of(1).undo(), RefusedError, "as_of"),
    (lambda tl: tl.as_of(1).verify(), RefusedError, "as_of"),
    (lambda tl: tl.sql("ATTACH 'evil.db' AS e"), DatabaseError, None),
    (lambda tl: tl.sql("SELECT e.id, s.id FROM entries AS e, speakers AS s"), RefusedError, "statement"),
    (lambda tl: tl.sql("SELECT ?", [object()]), RefusedError, "parameters"),
    (lambda tl: tl.compare("Lavrov", kind="event"), RefusedError, "kind"),
    (lambda tl: timeline.read_date(cast("Any", None)), RefusedError, "phrase"),
    (lambda tl: timeline.read_date("03/04/2025", date_order="xyz"), RefusedError, "date_order"),
    (lambda tl: timeline.same_person(cast("Any", None), "x"), RefusedError, "one"),
    (lambda tl: timeline.open(cast("Any", None)), RefusedError, "path"),
]


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_refusals_are_errors_with_their_field(tl: timeline.Timeline, number: int) -> None:
    call, error, field = REFUSALS[number]
    with pytest.raises(error) as caught:
        call(tl)
    assert getattr(caught.value, "field", None) == field


def test_dates_articles_and_names_without_a_file() -> None:
    read = timeline.read_date("on Thursday", reference="2025-02-28")
    assert (read.edtf, read.earliest, read.human, read.rules) == (
        "2025-02-27", "2025-02-27", "27 Feb 2025", ("weekday",),
    )  # fmt: skip
    assert timeline.read_date("unknown").edtf is None
    assert timeline.read_date("03/04/2025", date_order="mdy").edtf == "2025-03-04"
    text = "“Nobody will close it,” Minister Thomas Velk told reporters."
    (candidate,) = timeline.read_article(text, published="2024-06-12")
    assert (candidate.speaker, candidate.mode) == ("Thomas Velk", "verbatim")
    assert text[slice(*candidate.spans[0])].strip(",") == candidate.text.strip(",")
    assert timeline.same_person("Lavrov", "Лавров")
    assert not timeline.same_person("Ivan Lavrov", "Sergey Lavrov")


@pytest.fixture
def thousand(empty_file: Path, tmp_path: Path) -> timeline.Timeline:
    """Return a timeline of 1,000 entries, of which only the last 500 have a note and a time."""
    path = tmp_path / "thousand.db"
    path.write_bytes(empty_file.read_bytes())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO events (date, time, title, note) VALUES (?, ?, ?, ?)",
            [
                ("2014-01-01", "10:00" if n >= 500 else None, f"Event {n}", "x" if n >= 500 else None)
                for n in range(1000)
            ],
        )
    return timeline.open(path)


def test_pandas_makes_a_frame(thousand: timeline.Timeline) -> None:
    frame = pandas.DataFrame(thousand.entries())
    assert frame.shape == (1000, 27)
    assert list(frame.columns[:4]) == ["id", "uid", "kind", "date"]
    assert frame["note"].notna().sum() == 500


def test_polars_makes_a_frame(thousand: timeline.Timeline) -> None:
    frame = polars.DataFrame(list(thousand.entries()))
    assert frame.shape == (1000, 27)
    assert frame["note"].null_count() == 500
    assert frame.schema["changeset_id"].is_integer()


def test_notebooks_show_tables_with_everything_escaped(tl: timeline.Timeline) -> None:
    with tl.changeset() as change:
        change.add("<script>alert(1)</script>", date="2014")
    table = tl.entries()._repr_html_()
    assert table.count("<tr>") == 16
    assert "<script>" not in table
    assert "&lt;script&gt;" in table
    assert "Sergey Lavrov" in tl.entry(4)._repr_html_()
    assert "<table>" in tl.speakers()._repr_html_()
    assert repr(tl.entries(speaker="Lavrov")) == "<7 entries>"
    assert tl.entries(topic="Crimea", kind="statement")._repr_html_() == "<p>nothing</p>"


def test_importing_it_imports_nothing_heavy() -> None:
    script = (
        "import sys, timeline; timeline.open('x.db'); "
        "print([m for m in ('sqlalchemy', 'spacy', 'click', 'alembic') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
    lone = "import sys, timeline; print([m for m in sys.modules if m.startswith('timeline')])"
    result = subprocess.run([sys.executable, "-c", lone], capture_output=True, text=True, check=True)
    assert result.stdout == "['timeline']\n"
    with pytest.raises(AttributeError):
        timeline.nonsense  # noqa: B018
    assert {"open", "read_date", "read_article", "same_person"} <= set(dir(timeline))


def test_lengths_and_pages(tl: timeline.Timeline) -> None:
    assert len(tl.entries(limit=3)) == len(list(tl.entries(limit=3))) == 3
    assert len(tl.entries(after=5)) == len(list(tl.entries(after=5))) == 9
    assert len(tl.entries(limit=0)) == 0
    assert [entry.id for entry in tl.entries()[1:3]] == [2, 3]


def test_numbers_of_numpy_and_dates_are_taken(tl: timeline.Timeline, tmp_path: Path) -> None:
    five: Any = numpy.int64(5)
    assert tl.entry(five).id == 5
    assert tl.sql("SELECT id FROM entries WHERE id = ?", (five,)) == [{"id": 5}]
    assert len(tl.entries(after=five, limit=cast("Any", numpy.int64(2)))) == 2
    article = tmp_path / "speech.txt"
    article.write_text("It will not happen.", encoding="utf-8")
    with tl.changeset() as change:
        change.check(five)
        source = change.add_source(article, published=datetime.date(2025, 2, 28))
        number = change.add("x", date="on Thursday", reference=datetime.date(2025, 2, 28), source=source)
    assert tl.entry(number).date == "2025-02-27"


def test_an_earlier_moment_shows_its_own_log_and_a_folder_may_change(
    tl: timeline.Timeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with tl.changeset() as change:
        change.add_topic("x")
    assert [row["id"] for row in tl.as_of(1).log()] == [1]
    assert "as_of('1')" in repr(tl.as_of(1))
    monkeypatch.chdir(Path(tl.path).parent)
    relative = timeline.open(Path(tl.path).name)
    monkeypatch.chdir("/")
    assert len(relative.entries()) == 14
