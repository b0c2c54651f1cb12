"""Files about known entries change only the fields that they fill."""

from tests.support.commands import Run
from tests.support.imports import Entries, Write

BOTH = (
    "id,date,speaker,title,text\n1,2020-01-01,,Alpha,Long alpha\n2,2020-02-01,,Beta,\n3,2020-03-01,Lavrov,Three,“So”\n"
)


def test_words_go_to_the_field_of_their_column(run: Run, write: Write, entries: Entries) -> None:
    run("import", write("e.csv", BOTH))
    text = write("text.csv", "id,text\n1,New alpha\n3,“Thus”\n")
    assert run("import", text, "--dataset", "e").stdout == "2 updated\n2 rows in all\n"
    words = [(entry["kind"], entry["title"], entry["text"], entry["mode"]) for entry in entries()]
    assert words == [
        ("event", "Alpha", "New alpha", None),
        ("event", "Beta", None, None),
        ("statement", "Three", "Thus", "verbatim"),
    ]
    title = write("title.csv", "id,title\n1,ALPHA\n3,THREE\n2,\n")
    assert run("import", title, "--dataset", "e").stdout == "2 updated\n1 unchanged\n3 rows in all\n"
    words = [(entry["kind"], entry["title"], entry["text"], entry["mode"]) for entry in entries()]
    assert words == [
        ("event", "ALPHA", "New alpha", None),
        ("event", "Beta", None, None),
        ("statement", "THREE", "Thus", "verbatim"),
    ]
    assert run("import", title, "--dataset", "e").stdout == "3 unchanged\n3 rows in all\n"


def test_an_event_that_has_its_text_as_title_keeps_it_there(run: Run, write: Write, entries: Entries) -> None:
    path = write("e.csv", "id,date,text\n1,2020,What happened\n")
    run("import", path)
    assert run("import", path).stdout == "1 unchanged\n1 row in all\n"
    path.write_text("id,date,text\n1,2020,What else happened\n")
    assert run("import", path).stdout == "1 updated\n1 row in all\n"
    assert [(entry["title"], entry["text"]) for entry in entries()] == [("What else happened", None)]


def test_an_end_alone_does_not_remove_the_beginning(run: Run, write: Write, entries: Entries) -> None:
    run("import", write("e.csv", BOTH))
    before = entries()
    refused = run("import", write("u.csv", "id,until\n1,2020-01-05\n"), "--dataset", "e", code=4).stderr
    assert "line 2: it gives entry 1 an end but no date; map the date as well" in refused
    topics = write("t.csv", "id,topic\n1,x\n2,y\n")
    run("import", topics, "--dataset", "e", "--set", "date=unknown")
    assert [(e["date"], e["title"]) for e in entries()] == [(e["date"], e["title"]) for e in before]
    assert [e["topics"] for e in entries()] == [["x"], ["y"], []]


def test_rows_known_by_an_identifier_are_not_doubled_by_a_file_without(
    run: Run, write: Write, entries: Entries
) -> None:
    path = write("e.csv", BOTH)
    run("import", path)
    before = entries()
    path.write_text(BOTH + "3,2020-03-01,,Other,\n")
    refused = run("import", path, code=4).stderr
    assert "--id: e.csv: the entries of dataset e have identifiers, and without them every row would be new" in refused
    assert "line 5: line 4 already has the identifier “3”" in run("import", path, "--id", "id", code=4).stderr
    assert entries() == before
    plain = write("f.csv", "date,title\n2020,x\n2021,y\n")
    run("import", plain)
    plain.write_text("id,date,title\n1,2020,x\n2,2021,y\n")
    assert "--map: f.csv: the entries of dataset f have no identifiers" in run("import", plain, code=4).stderr
    assert run("import", plain, "--map", "external_id=").stdout == "2 unchanged\n2 rows in all\n"


def test_another_file_of_the_same_name_is_reported(run: Run, write: Write) -> None:
    run("import", write("x/data.csv", "id,date,title\n1,2020,Apples\n2,2021,Pears\n"))
    result = run("import", write("y/data.csv", "id,date,title\n1,1999,Tanks\n2,1998,Planes\n"))
    assert result.stdout.startswith("2 updated")
    assert "data.csv: every known entry gets a different date" in result.stderr


def test_a_file_of_a_few_columns_needs_identifiers_of_known_entries(run: Run, write: Write) -> None:
    run("import", write("e.csv", BOTH))
    twice = write("t.csv", "id,topic\n1,x\n2,y\n1,z\n")
    assert "“id” cannot be the identifier" in run("import", twice, "--dataset", "e", code=4).stderr
    once = write("t.csv", "id,topic\n1,x\n2,y\n")
    assert (
        "no entry of dataset nonesuch has its identifiers"
        in run("import", once, "--dataset", "nonesuch", code=4).stderr
    )
