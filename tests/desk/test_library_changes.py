"""The library: what a changeset of ``timeline.open`` writes, and what it refuses."""

import multiprocessing
import threading
from pathlib import Path

import pytest

import timeline
from tests.support.articles import needs_spacy
from timeline.errors import DateError, FormError, NoEntryError, NotFoundError, RefusedError, TimelineError


def test_one_changeset_for_a_block(tl: timeline.Timeline) -> None:
    with tl.changeset(why="a test", command="notebook") as change:
        number = change.add(
            "“This will not happen”", speaker="Lavrov", date="Feb. 26", source=1, topic=["front line", "talks"]
        )
        change.edit(number, topic="Crimea", no_topic="talks", note="x")
        change.link(number, "reaffirms", 4)
        change.check(number)
        assert change.edit(4, 5, setting="speech") == (4, 5)
    entry = tl.entry(number)
    assert (entry.topics, entry.note, entry.mode, entry.checked_by) == ("front line, Crimea", "x", "verbatim", "desk")
    assert "“Lavrov” is speaker 2 Sergey Lavrov (RU)" in change.notes
    (last,) = tl.log(limit=1)
    assert (last["actor"], last["command"], last["message"]) == ("desk", "library: notebook", "a test")
    assert tl.as_of(1).entry(4).setting is None
    assert len(tl.as_of(1).entries()) == 14
    undone = tl.undo()
    assert (undone.changeset, undone.removed["entries"]) == (2, 1)
    assert len(tl.entries()) == 14
    with pytest.raises(NoEntryError):
        tl.entry(number)


def test_an_exception_stores_nothing(tl: timeline.Timeline, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), tl.changeset() as change:
        change.add(f"Something {change.add('Something', date='2014') / 0}", date="2014")
    assert (len(tl.entries()), len(tl.log())) == (14, 1)
    missing = timeline.open(tmp_path / "new.db")
    with pytest.raises(DateError), missing.changeset() as change:
        change.add("Something", date="nonsense")
    assert not (tmp_path / "new.db").exists()
    with missing.changeset() as change:
        assert change.add("Something", date="2014") == 1
    assert len(missing.entries()) == 1


def test_every_verb_of_a_change(tl: timeline.Timeline, tmp_path: Path) -> None:
    speech = tmp_path / "speech.txt"
    speech.write_text("It will not happen, said the minister.", encoding="utf-8")
    with tl.changeset() as change:
        source = change.add_source(str(speech), title="A speech", published="2025-02-26")
        assert change.source("A speech") == source
        change.cite(4, source, "It will not happen", date="2025-02-26", disputes=True)
        change.delete(14)
        change.unlink(12, "reaffirms", 4)
        change.merge("topic", "referendums", "annexed regions")
        assert change.add_topic("grain")
        assert change.add_place("Geneva", country="CH")
        assert change.add_speaker("Anna Lind", country="SE", aliases=["A. Lind"])
    assert tl.entry(4).citations()[-1].stance == "disputes"
    assert len(tl.entries()) == 13
    assert "A. Lind" in str(next(row.also for row in tl.speakers() if row.name == "Anna Lind"))


@needs_spacy
def test_articles_and_proposals(tl: timeline.Timeline, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(
        "Foreign Minister Anna Lind said on Tuesday that the bridge was open.\n\nThomas Velk said that it was closed.\n",
        encoding="utf-8",
    )
    with tl.changeset() as change:
        first, second = change.ingest(str(article), published="2024-06-12", topic="bridge")
    assert [one["speaker"] for one in tl.proposals()] == ["Anna Lind", "Thomas Velk"]
    with tl.changeset() as change:
        number = change.accept(first["id"], role="minister", place="Vienna")
        change.reject(second["id"], "a rumour")
    entry = tl.entry(number)
    assert (entry.speaker, entry.role, entry.date, entry.topics, entry.places) == (
        "Anna Lind", "minister", "2024-06-11", "bridge", "Vienna",
    )  # fmt: skip
    assert entry.checked_by is None
    assert [one["id"] for one in tl.proposals(state="rejected")] == [second["id"]]
    with pytest.raises(NotFoundError), tl.changeset() as change:
        change.accept(99)


def test_wrong_values_of_a_change_are_all_reported(tl: timeline.Timeline) -> None:
    with pytest.raises(FormError) as caught, tl.changeset() as change:
        change.add("x", speaker="Pskov", date="nonsense", link="about 99")
    assert {error.field for error in caught.value.errors} == {"speakers", "date", "links"}
    with pytest.raises(RefusedError, match="did you mean “speaker”"), tl.changeset() as change:
        change.add("x", speker="Lavrov", date="2014")
    assert len(tl.log()) == 1


def test_threads_can_share_a_timeline(tl: timeline.Timeline) -> None:
    results: list[object] = []

    def work(number: int) -> None:
        try:
            with tl.changeset() as change:
                change.add(f"Event {number}", date="2014", topic=f"topic {number}")
            results.append(len(list(tl.entries(topic=f"topic {number}"))))
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1] * 6
    assert len(tl.entries()) == 20


def _write(path: str, name: str) -> None:
    for number in range(5):
        with timeline.open(path, by=name).changeset() as change:
            change.add(f"{name} {number}", date="2014")


def test_two_processes_wait_for_each_other(example: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write, args=(str(example), name)) for name in ("Ana", "Boris")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(timeline.open(example).entries()) == 24


def test_a_refused_verb_stores_nothing_of_itself(tl: timeline.Timeline) -> None:
    with tl.changeset() as change:
        with pytest.raises(NoEntryError):
            change.edit(4, 99, note="half")
        with pytest.raises(TimelineError):
            change.add("x", date="2014", topic="new", link="about 99")
        change.edit(5, note="whole")
    assert (tl.entry(4).note, tl.entry(5).note) == (None, "whole")
    assert "new" not in [row.name for row in tl.topics()]


@needs_spacy
def test_a_decided_proposal_is_not_decided_again_by_accident(tl: timeline.Timeline, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Foreign Minister Anna Lind said on Tuesday that the bridge was open.\n", encoding="utf-8")
    with tl.changeset() as change:
        (proposal,) = change.ingest(article, published="2024-06-12")
        number = change.accept(proposal["id"])
        change.check(number)
        assert change.ingest(article, published="2024-06-12") == []
    for verb in ("accept", "reject"):
        with pytest.raises(RefusedError, match=f"already accepted, as entry {number}"), tl.changeset() as change:
            getattr(change, verb)(proposal["id"])
    assert tl.entry(number).checked_by == "desk"
    with tl.changeset() as change:
        change.reject(proposal["id"], again=True)
    with pytest.raises(NoEntryError):
        tl.entry(number)


def test_a_changeset_is_used_within_its_block_and_thread_only(tl: timeline.Timeline) -> None:
    with tl.changeset() as change:
        with pytest.raises(RefusedError, match="open in this thread"), tl.changeset():
            pass
        with pytest.raises(RefusedError, match="open in this thread"):
            tl.undo()
        errors: list[Exception] = []

        def elsewhere() -> None:
            try:
                change.add_topic("x")
            except RefusedError as error:
                errors.append(error)

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert "thread" in str(errors[0])
        change.add_topic("y")
    with pytest.raises(RefusedError, match="is over"):
        change.add_topic("z")


@pytest.mark.parametrize(
    ("verb", "arguments", "values"),
    [
        ("edit", ([4, 5],), {"note": "x"}),
        ("delete", (True,), {}),
        ("delete", ("4",), {}),
        ("link", (5, ["about"], 4), {}),
        ("check", (4,), {"doubt": ["x"]}),
        ("add", ("x",), {"date": "2014", "note": b"x"}),
        ("add", ("x",), {"date": "2014", "place": [None]}),
        ("add_topic", (5.5,), {}),
        ("add_speaker", ("Anna Lind",), {"foo": "x"}),
        ("add_place", ("Geneva",), {"kind": "x"}),
        ("merge", ("toppic", "a", "b"), {}),
        ("cite", (4, None, "x"), {}),
        ("accept", ("1",), {}),
        ("add_source", (None,), {}),
    ],
)
def test_a_wrong_type_is_a_refusal_with_its_field(
    tl: timeline.Timeline, verb: str, arguments: tuple[object, ...], values: dict[str, object]
) -> None:
    with pytest.raises(RefusedError) as caught, tl.changeset() as change:
        getattr(change, verb)(*arguments, **values)
    assert caught.value.field is not None
    assert len(tl.log()) == 1


def test_one_alias_is_one_name(tl: timeline.Timeline) -> None:
    with tl.changeset() as change:
        change.add_speaker("Anna Lind", aliases="Annie")
    assert next(row.also for row in tl.speakers() if row.name == "Anna Lind") == "Annie"
