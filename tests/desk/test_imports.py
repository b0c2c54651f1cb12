"""Imports through the desk: choices, the plan, the run, the account and rejected rows."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from timeline.desk import changesets, imports
from timeline.desk.imports import Choices, NamedFile, NothingNewError, Planned
from timeline.errors import RefusedError, TimelineError
from timeline.importing import mapping
from timeline.schema.fields import FIELDS
from timeline.store.author import Author

Sql = Callable[..., list[Any]]
Write = Callable[[str, str], str]
NOTHING_SAID = Choices()
TABLE = "id,when,what\n1,2014,One thing\n2,Feb. 2015,Two things\n"
ODD = '{"date": "2014", "title": "fine"}\n{"date": "soon", "title": "odd"}\n'


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def planned(path: str, choices: Choices = NOTHING_SAID, rejects: Any = None) -> Planned:
    return imports.plan([NamedFile(path, Path(path).name)], imports.mapping_of(choices), rejects)


def stored(database: Path, plan: Planned, *, rehearse: bool = False) -> Any:
    with changesets.opened(database, Author("Anna"), "import", purpose=plan.purpose, rehearse=rehearse) as session:
        return imports.run(session, plan)


def test_an_import_is_planned_run_and_counted(path: Path, sql: Sql, write: Write) -> None:
    plan = planned(write("trips.csv", TABLE), Choices(maps=("title=what",), identifier="id"))
    assert (plan.is_guess, plan.purpose, plan.dataset) == (True, "imports trips.csv", "trips")
    assert plan.plans[0].mapping.columns == {"title": ("what",), "external_id": ("id",), "date": ("when",)}
    assert plan.plans[0].example["title"] == "One thing"
    steps: list[str] = []
    with changesets.opened(path, Author("Anna"), "import", purpose=plan.purpose) as session:
        account, number, _ = imports.run(session, plan, lambda what, done: steps.append(what))
    assert (number, account.rows, account.fates) == (1, 2, {"added": 2})
    assert steps
    assert sql("SELECT title, date, dataset, external_id FROM timeline ORDER BY id") == [
        ("One thing", "2014", "trips", "1"), ("Two things", "2015-02", "trips", "2"),
    ]  # fmt: skip
    assert sql("SELECT message FROM changesets") == [("imports trips.csv",)]


def test_known_rows_make_no_changeset(path: Path, sql: Sql, write: Write) -> None:
    file = write("a.csv", "date,title\n2014,x\n")
    assert stored(path, planned(file)).value.stored == 1
    again = planned(file)
    with pytest.raises(NothingNewError) as caught:
        stored(path, again)
    assert caught.value.code == "unchanged"
    assert again.account.fates == {"unchanged": 1}
    assert sql("SELECT count(*) FROM changesets") == [(1,)]


def test_a_rehearsal_counts_and_stores_nothing(path: Path, sql: Sql, write: Write) -> None:
    plan = planned(write("a.csv", "date,title\n2014,x\n"))
    assert stored(path, plan, rehearse=True).value.fates == {"added": 1}
    assert sql("SELECT count(*) FROM entries") == [(0,)]


def test_a_row_that_cannot_be_stored_refuses_the_import(path: Path, sql: Sql, write: Write) -> None:
    plan = planned(write("a.jsonl", ODD))
    with pytest.raises(RefusedError, match="1 of 2 rows") as caught:
        stored(path, plan)
    assert caught.value.code == "rejected"
    (reject,) = plan.account.rejects
    assert str(reject).startswith("a.jsonl, line 2: “soon”")
    assert sql("SELECT count(*) FROM entries") == [(0,)]


def test_rejected_rows_are_written_to_a_file(path: Path, sql: Sql, write: Write, tmp_path: Path) -> None:
    file, empty, aside = write("a.jsonl", ODD), write("b.csv", ""), tmp_path / "rejects.jsonl"
    with imports.set_aside(str(aside), (file, empty), database=str(path)) as rejects:
        files = [NamedFile(file, "a.jsonl"), NamedFile(empty, "b.csv")]
        plan = imports.plan(files, imports.mapping_of(Choices()), rejects)
        account = stored(path, plan).value
        assert not aside.exists()
        assert imports.keep_rejects(plan) == 2
    assert (account.rows, account.fates) == (3, {"rejected": 2, "added": 1})
    lines = [json.loads(line) for line in aside.read_text(encoding="utf-8").splitlines()]
    assert [line["rejected at"] for line in lines] == ["b.csv, the whole file", "a.jsonl, line 2"]
    assert (lines[0]["rejected because"], lines[1]["title"]) == ("it is empty", "odd")


def test_without_rejects_there_is_no_file(path: Path, write: Write, tmp_path: Path) -> None:
    file, aside = write("a.csv", "date,title\n2014,x\n"), tmp_path / "rejects.csv"
    with imports.set_aside(str(aside), (file,), database=str(path)) as rejects:
        plan = planned(file, rejects=rejects)
        stored(path, plan)
        assert imports.keep_rejects(plan) == 0
    assert sorted(one.name for one in tmp_path.iterdir() if "rejects" in one.name) == []
    assert imports.keep_rejects(planned(file)) == 0


def test_the_file_of_rejects_replaces_no_other_file(path: Path, write: Write, tmp_path: Path) -> None:
    file, mine, mapping_file = write("a.csv", TABLE), write("notes.txt", "mine"), str(tmp_path / "kept.toml")
    for aside, message in (
        (str(path), "is the timeline itself"),
        (f"{path}-wal", "is the timeline itself"),
        (mapping_file, "is the file of the mapping"),
        (file, "is one of the files to import"),
        (mine, "already exists"),
        (str(tmp_path), "is a folder"),
    ):
        with pytest.raises(RefusedError, match=message) as caught, ExitStack() as stack:
            stack.enter_context(imports.set_aside(aside, (file,), database=str(path), mapping=mapping_file))
        assert caught.value.field == "skip_invalid"
    assert Path(mine).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("choices", "field", "message"),
    [
        (Choices(maps=("title",)), "maps", "“title”"),
        (Choices(maps=("titel=what",)), "maps", "“titel”"),
        (Choices(maps=("title=what", "title=id")), "maps", "^title "),
        (Choices(sets=("mode",)), "sets", "“mode”"),
        (Choices(maps=("title=what",), sets=("title=x",)), "sets", "title"),
        (Choices(reference="soon"), "reference", "“soon”"),
        (Choices(encoding="rot13"), "encoding", "“rot13”"),
    ],
)
def test_an_invalid_choice_is_refused_at_its_field(write: Write, choices: Choices, field: str, message: str) -> None:
    with pytest.raises(TimelineError, match=message) as caught:
        planned(write("a.csv", TABLE), choices)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            "rank,pages\n1,2\n",
            r"a\.csv: .* date=COLUMN.*date=unknown \(rank, pages",
        ),
        ("date,pages\n2014,2\n", "title=COLUMN or text=COLUMN"),
    ],
)
def test_a_missing_column_is_refused(write: Write, table: str, message: str) -> None:
    with pytest.raises(RefusedError, match=message) as caught:
        planned(write("a.csv", table))
    assert caught.value.field == "maps"


def test_a_file_name_without_a_known_format_is_refused(write: Write) -> None:
    with pytest.raises(RefusedError, match=r"a\.xyz: .* jsonl") as caught:
        planned(write("a.xyz", TABLE))
    assert caught.value.field == "format"
    assert planned(write("a.xyz", TABLE.replace(",", "\t")), Choices(format="tsv")).plans[0].format == "csv"


def test_a_dataset_has_identifiers_in_all_files_or_none(path: Path, write: Write) -> None:
    stored(path, planned(write("a.csv", TABLE), Choices(identifier="id", maps=("title=what",))))
    without = planned(write("a.csv", "when,what\n2016,Three things\n"), Choices(maps=("title=what",)))
    with pytest.raises(RefusedError, match="dataset a ") as caught:
        stored(path, without)
    assert caught.value.field == "identifier"


def test_a_mapping_is_saved_once_and_choices_win_over_it(write: Write, tmp_path: Path) -> None:
    path, choices = str(tmp_path / "kept.toml"), Choices(maps=("title=what",), null=("-9",), dataset="trips")
    plan = planned(write("a.csv", TABLE), choices)
    assert imports.keep_mapping(path, plan)
    assert not imports.keep_mapping(path, plan)
    read = imports.mapping_of(Choices(dataset="other"), path)
    assert (read.dataset, read.null, read.columns["title"]) == ("other", ("-9",), ("what",))
    assert imports.mapping_of(choices, str(tmp_path / "nowhere.toml")).columns == {"title": ("what",)}
    with pytest.raises(RefusedError, match="is not a mapping") as caught:
        imports.mapping_of(Choices(), write("bad.toml", "no mapping"))
    assert caught.value.field == "mapping"


def test_files_have_short_names(write: Write) -> None:
    assert imports.short_names(("a/x.csv", "b/y.csv")) == {"a/x.csv": "x.csv", "b/y.csv": "y.csv"}
    assert imports.short_names(("a/x.csv", "b/x.csv")) == {"a/x.csv": "a/x.csv", "b/x.csv": "b/x.csv"}
    with pytest.raises(RefusedError, match="twice"):
        imports.short_names(("x.csv", "x.csv"))


def test_several_files_have_a_dataset_only_if_it_is_the_same(write: Write) -> None:
    files = [NamedFile(write(name, TABLE), name) for name in ("a.csv", "b.csv")]
    assert imports.plan(files, imports.mapping_of(Choices(maps=("title=what",)))).dataset is None
    assert imports.plan(files, imports.mapping_of(Choices(maps=("title=what",), dataset="d"))).dataset == "d"


def test_every_field_but_links_and_the_dataset_can_be_filled_by_a_column() -> None:
    filled = {field.word if field.many else name for name, field in FIELDS.items()} - {"link", "dataset"}
    beside = {"until", "uid", "organization", "country", "speaker_kind"}
    assert {*mapping.SINGLE, *mapping.LISTS} == filled | beside
    assert set(mapping.LISTS) == {"speaker", "participant", "topic", "place", "source"}
    names = ("participants", "original", "id", "url", "Speaker", "source kind")
    assert [mapping.field_name(name) for name in names] == [
        "participant", "original_text", "external_id", "source", "speaker", "source_kind",
    ]  # fmt: skip
