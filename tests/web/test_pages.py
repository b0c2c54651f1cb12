"""Single pages of the viewer: long entries, many citations, claims, indexes, statistics."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.viewer import Elements, Get


def text_of(get: Get, address: str) -> str:
    """Return the text of the main part of a page."""
    return " ".join(Elements(get(address).text.partition("<main")[2]).said.split())


def test_long_texts_are_cut_in_lists_and_complete_on_their_page(run: Run, file: Path, get: Get) -> None:
    run("add", "word " * 1000 + "end", "--date", "2014", *(f"--topic=topic {n}" for n in range(40)))
    assert 150 < text_of(get, "/").count("word") < 250
    assert "word …" in text_of(get, "/")
    assert "topic 11 and 28 more" in text_of(get, "/")
    assert text_of(get, "/e/1").count("word") >= 1000
    assert "topic 39" in text_of(get, "/e/1")


def test_many_citations_are_summed_up(run: Run, example: Path, get: Get) -> None:
    for number in range(5):
        run("source", "add", f"Source {number}")
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute(
            "INSERT INTO citations (entry_id, source_id, stance)"
            " SELECT 12, id, iif(title = 'Source 0', 'disputes', 'supports') FROM sources WHERE title LIKE 'Source _'"
        )
    assert "1 of 6 passages were found; 1 disputes" in text_of(get, "/e/12")
    assert "3 more sources" in text_of(get, "/?on=2025-02-27")


def test_a_page_says_who_has_checked_it_and_that_a_change_ends_the_check(run: Run, example: Path, get: Get) -> None:
    assert "Checked by A. Editor, 28 Feb 2025" in text_of(get, "/e/12")
    assert "Not yet checked by a person" in text_of(get, "/e/13")
    assert "Doubted by A. Editor, 28 Feb 2025: The article does not say when" in text_of(get, "/e/14")
    assert "paraphrased, doubted]" in text_of(get, "/e/14")
    run("edit", 12, "--speaker", "Sergey Lavrov")
    page = text_of(get, "/e/12")
    assert "Changed since it was checked by A. Editor, 28 Feb 2025" in page
    assert "Words found in source" in page
    assert "Verified" not in page


def test_a_list_can_be_of_what_is_checked_or_is_not(example: Path, get: Get) -> None:
    assert "5 entries" in text_of(get, "/?checked=yes")
    unchecked = text_of(get, "/?checked=no")
    assert "checked not yet by a person" in unchecked
    assert "9 entries" in unchecked
    assert "Checked by" not in unchecked
    assert get("/?checked=perhaps").status == 400


def test_a_list_says_how_many_entries_were_reported_later(run: Run, example: Path, get: Get) -> None:
    run("add", "It is over", "--speaker", "Peskov", "--date", "reported 6 May 2024")
    assert "1 entry reported later left out, which may be of that time" in text_of(get, "/?until=2022")
    assert "reported later" not in text_of(get, "/?until=2024-05-06")


def test_words_that_no_citation_proves_are_marked(run: Run, example: Path, get: Get) -> None:
    run("edit", 12, "--text", "This is altogether something else", "--verbatim")
    page = text_of(get, "/e/12")
    assert "The words are not proven" in page
    assert "Words found in source: the marked passage is in the stored text, at characters 403 to 440." in page
    assert "not proven" not in text_of(get, "/e/13")


def test_a_passage_links_to_the_snapshot_that_is_cited(run: Run, example: Path, get: Get, tmp_path: Path) -> None:
    later = tmp_path / "later.txt"
    later.write_text("Nothing of it is left.")
    run("source", "add", str(later), "--to", 1)
    link = next(link for link in Elements(get("/e/12").text).links if link.startswith("/source/"))
    assert link.endswith("?snapshot=1#p12")
    assert 'id="p12"' in get(link.partition("#")[0]).text
    assert "Nothing of it is left" in get(link.partition("?")[0]).text


def test_an_index_is_sorted_as_people_count_and_has_pages(run: Run, file: Path, get: Get) -> None:
    run("init")
    names = [f"Résolution {n}" for n in range(1, 601)]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany("INSERT INTO topics (name) VALUES (?)", [(name,) for name in reversed(names)])
        connection.execute("INSERT INTO topics (name) VALUES ('résolution 0'), ('Élan'), ('²')")
        connection.execute(
            "INSERT INTO entries (kind, title, date, date_earliest, date_latest)"
            " VALUES ('event', 'x', '2014', '2014-01-01', '2014-12-31')"
        )
        connection.execute("INSERT INTO entry_topics (entry_id, topic_id) SELECT 1, id FROM topics WHERE name = 'Élan'")
    first = get("/topics.json").json
    second = get(f"/topics.json?after={first['after']}").json
    labels = [row["label"] for row in first["topics"] + second["topics"]]
    assert labels == ["²", "Élan", "résolution 0", *names]
    assert second["after"] is None
    following = [a["href"] for tag, a in Elements(get("/topics").text).found if a.get("rel") == "next"]
    assert "Résolution 600" in get(str(following[0])).text
    assert get("/topics.json?order=entries").json["topics"][0]["label"] == "Élan"
    assert get("/topics?order=colour").status == 400
    assert get("/topics?after=nothing").status == 404


def test_a_source_with_many_entries_has_pages(run: Run, file: Path, get: Get) -> None:
    run("source", "add", "The source")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(
            "INSERT INTO events (title, date) VALUES (?, '2014')", [(f"Event {n}",) for n in range(52)]
        )
        connection.execute("INSERT INTO citations (entry_id, source_id) SELECT id, 1 FROM entries")
    page = get("/source/1").text
    assert "52 entries cite" in page
    following = [a["href"] for tag, a in Elements(page).found if a.get("rel") == "next"]
    assert len(re.findall(r'<li class="entry', page)) == 50
    assert len(re.findall(r'<li class="entry', get(str(following[0])).text)) == 2


@pytest.mark.parametrize("address", ["/", "/?speaker=2", "/e/12", "/speaker/2", "/topic/1", "/place/1", "/source/1",
                                     "/speakers", "/topics", "/places", "/sources", "/stats", "/stats?by=topic", "/proof"])  # fmt: skip
def test_every_page_has_a_json_twin_a_line_to_quote_and_linked_data(example: Path, get: Get, address: str) -> None:
    page = get(address)
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    assert json.loads(scripts[0])["@context"] == "https://schema.org"
    assert 'id="line"' in page.text
    (twin,) = {link for link in Elements(page.text).links if ".json" in link}
    assert get(twin).status == 200
    assert get(twin).json


def test_the_twin_of_a_later_page_is_of_that_page(run: Run, example: Path, get: Get) -> None:
    following = next(link for link in Elements(get("/?limit=5").text).links if "after=" in link and "json" not in link)
    twin = next(link for link in Elements(get(following).text).links if ".json" in link)
    on_page = [int(id_[1:]) for id_ in Elements(get(following).text).all("li", "id")]
    assert [record["id"] for record in get(twin).json["entries"]] == on_page


def test_statistics_by_month_have_no_gaps_and_are_grouped_by_year(run: Run, file: Path, get: Get) -> None:
    for when in ("2013-11-30", "2013", "2014-02", "2014-02-03", "unknown", "../1990"):
        run("add", f"Event of {when}", "--date", when)
    counts = get("/stats.json?by=month").json
    assert [(row["label"], row["entries"]) for row in counts] == [
        ("1990", 1), ("2013", 1), ("2013-11", 1), ("2013-12", 0), ("2014-01", 0), ("2014-02", 2), ("undated", 1),
    ]  # fmt: skip
    page = get("/stats?by=month")
    assert Elements(page.text).all("th", "colspan") == ["3", "3", "3"]
    assert "not in a single month" in page.text
    assert get("/?on=2014-02").text.count('<li class="entry') == 2
    run("add", "Long ago", "--date", "1204")
    assert len(get("/stats.json").json) == 5


def test_statistics_of_very_many_names_say_that_they_are_cut(run: Run, file: Path, get: Get) -> None:
    run("add", "An event", "--date", "2014")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany("INSERT INTO topics (name) VALUES (?)", [(f"topic {n}",) for n in range(510)])
        connection.execute("INSERT INTO entry_topics (entry_id, topic_id) SELECT 1, id FROM topics")
    assert "the first 500 of 510" in text_of(get, "/stats?by=topic")


def test_unproven_quotations_within_a_paraphrase_are_marked(run: Run, file: Path, get: Get) -> None:
    run("add", "He calls it “a new reality” and <b>“no return”</b>", "--paraphrase", "--date", "2014", "--speaker", "X")
    page = text_of(get, "/e/1")
    assert "The words in quotation marks (“a new reality”) were not looked up" in page
    assert "(“no return”)" in page


def test_the_permanent_address_of_a_deleted_row_says_when_it_was_deleted(run: Run, example: Path, get: Get) -> None:
    entry = get("/e/14", follow=False).headers["location"]
    topics = {row["label"]: row["uid"] for row in get("/topics.json").json["topics"]}
    run("delete", 14)
    run("topic", "merge", "referendums", "annexed regions")
    for address, row, changeset, command in (
        (entry, "entry 14 ", "changeset 2 ", "delete 14"),
        ("/e/14", "entry 14 ", "changeset 2 ", "delete 14"),
        (f"/topic/{topics['referendums']}", "topic ", "changeset 3 ", "topic merge referendums"),
    ):
        answer = get(address)
        assert answer.status == 410
        assert all(fact in answer.text for fact in (row, changeset, command))
    assert get(f"{entry}.json").json["error"].startswith("entry 14 ")


def test_links_are_read_from_the_entry_of_the_page(example: Path, get: Get) -> None:
    page = text_of(get, "/e/12")
    assert "reaffirms 26 Feb 2025 · Sergey Lavrov: Moscow has left no doubt" in page
    assert page.index("reaffirms 26 Feb") < page.index("The whole thread")
    assert "reaffirmed by 27 Feb 2025 · Dmitry Peskov: The regions" in text_of(get, "/e/4")


def test_a_line_to_quote_says_who_reported_it_and_whether_it_is_proven(run: Run, example: Path, get: Get) -> None:
    line = re.search(r'id="line"[^>]*>(.*?)</p>', get("/e/12").text)
    assert line is not None
    assert line[1].startswith("Dmitry Peskov, press secretary, President of Russia, 27 Feb 2025: “This is undeniable")
    assert ", via Meduza). http://127.0.0.1:8000/e/" in line[1]
    assert "[paraphrased]" in get("/e/4").text
    run("edit", 12, "--text", "This is altogether something else", "--verbatim")
    assert "else” [not proven] (" in get("/e/12").text
    assert "Given as a quotation, but not proven." in get("/e/12").text
    assert "verbatim, not proven" in text_of(get, "/?on=2025-02-27")
    run("add", "“Nobody has this”", "--speaker", "X", "--date", "2014-02-02")
    assert "verbatim, not looked up" in text_of(get, "/?on=2014-02-02")


def test_links_and_forms_keep_the_other_filters(run: Run, example: Path, get: Get) -> None:
    address = (
        "/?speaker=2&speaker=Peskov&as-of=1&date-order=dmy&reverse=1&limit=3&band=topic&since=26.02.2025&utm_source=x"
    )
    page = Elements(get(address).text)
    hidden = {(attrs["name"], attrs["value"]) for tag, attrs in page.found if attrs.get("type") == "hidden"}
    assert hidden == {
        ("speaker", "Peskov"), ("as-of", "1"), ("date-order", "dmy"), ("reverse", "1"), ("limit", "3"), ("band", "topic")
    }  # fmt: skip
    assert "speaker Sergey Lavrov" in " ".join(page.said.split())
    assert "since 26 Feb 2025" in " ".join(page.said.split())
    without_since = [link for link in page.links if "limit=3" in link and "since" not in link]
    assert without_since
    assert all("reverse=1" in link for link in without_since)
    assert "2 undated entries left out by the date filter" in text_of(get, "/?until=2030")
    statistics = text_of(get, "/stats?by=month&speaker=2")
    assert "speaker Sergey Lavrov" in statistics
    assert "Entries by month (speaker Sergey Lavrov), in:" in statistics


def test_quotations_of_the_past_and_inside_a_paraphrase_are_marked_as_doubtful(
    run: Run, example: Path, get: Get
) -> None:
    assert "verbatim, not looked up here" in text_of(get, "/?as-of=1&on=2025-02-27")
    run("edit", 11, "--text", "The regions are now “a separable part” of Russia.")
    assert "paraphrase, a quotation in it not proven" in text_of(get, "/?on=2025-02-27")
    assert "[paraphrased, a quotation in it not proven]" in get("/e/11").text


def test_a_statement_without_words_hides_no_other(run: Run, example: Path, get: Get) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE entries SET text = NULL WHERE id = 12")
    assert "Russia annexes Crimea" in get("/").text


def test_a_line_to_quote_means_the_same_tomorrow(run: Run, example: Path, get: Get) -> None:
    for page in ("/?since=2014-01-01&until=yesterday", "/stats?until=yesterday"):
        line = re.search(r'id="line"[^>]*>(.*?)</p>', get(page).text)
        assert line is not None
        assert re.search(r"until=\d{4}-\d\d-\d\d", line[1])
        assert "yesterday" not in line[1]
    assert "2 undated entries left out" in text_of(get, "/stats?until=2030")
    assert "as-of changeset 1: 14 entries" in text_of(get, "/?as-of=1")
