"""Articles through the desk: their day of publication, the names in them, and what is stored."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import Site, serve
from timeline.database.changeset import changeset
from timeline.database.opening import read_connection
from timeline.desk import articles, sources
from timeline.desk.articles import ArticleReading, NothingNewError
from timeline.desk.sources import SourceInput
from timeline.errors import DateError, IncompleteError, NotFoundError, RefusedError

NOW = "2025-03-10T23:30:00.000Z"
#: 8 March 2024 is a Friday
TEXT = """\
Bridge to be rebuilt

The mayor of Riverton, Maria Lund, spoke to reporters on Thursday. “We will rebuild the bridge,” Maria Lund said on \
Thursday. She thanked everybody who had come to the town hall that evening.

“Nobody asked us,” said Paul Hart, a spokesman for the ferry company.
"""
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Ferry goes on</title>
<meta property="article:published_time" content="{day}T09:00:00+00:00"></head><body><article><h1>Ferry goes on</h1>
<p>The ferry at Riverton went on for a second winter, and the company did not lay off anybody of its crew at all.</p>
<p>“We have time,” said Paul Hart, a spokesman for the ferry company, who spoke to reporters outside of the office.</p>
</article></body></html>"""
URL = "https://example.org/bridge"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGE.format(day="2024-03-08"), encoding="utf-8")
    return file


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def no_remark(message: str) -> None:
    pytest.fail(message)


def read(path: Path | None, what: object, **typed: Any) -> ArticleReading:
    """Retrieve and read an article against a timeline, or against none."""
    source = SourceInput(what=str(what), **typed)
    retrieved = articles.retrieve(source, NOW, no_remark)
    if path is None:
        return articles.read(None, source, retrieved, articles.known_names(None), NOW)
    with read_connection(path) as connection:
        return articles.read(connection, source, retrieved, articles.known_names(connection), NOW)


def store(path: Path, *readings: ArticleReading) -> Any:
    with changeset(path, "test") as session:
        return articles.store(session, readings)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with read_connection(path) as connection:
        return [tuple(row) for row in connection.execute(sql)]


def messages(reading: ArticleReading) -> str:
    return "\n".join(note.message for note in reading.notes)


def test_candidates_have_the_main_names_of_known_people(path: Path, article: Path) -> None:
    with changeset(path, "test") as session:
        connection = session.connection()
        connection.exec_driver_sql("INSERT INTO speakers (name, kind) VALUES ('Lund, Maria (mayor)', 'person')")
        connection.exec_driver_sql("INSERT INTO speaker_names (speaker_id, name) VALUES (1, 'Maria Lund')")
    speakers = {one.text: one.speaker for one in read(path, article, published="2024-03-08").article.candidates}
    assert speakers["We will rebuild the bridge"] == "Lund, Maria (mayor)"
    assert speakers["Nobody asked us"] == "Paul Hart"
    alone = {one.text: one.speaker for one in read(None, article, published="2024-03-08").article.candidates}
    assert alone["We will rebuild the bridge"] == "Maria Lund"


def test_dates_are_relative_to_the_typed_day(article: Path) -> None:
    reading = read(None, article, published="8 March 2024")
    assert reading.published.date == "2024-03-08"
    dates = {one.text: one.date for one in reading.article.candidates}
    assert dates["We will rebuild the bridge"] == "2024-03-07"


def test_a_typed_day_wins_over_a_stored_one_and_that_over_the_day_in_the_page(path: Path, page: Path) -> None:
    assert read(path, page).published.date == "2024-03-08"
    assert read(path, page, published="unknown").published.date == "2024-03-08"
    with changeset(path, "test") as session:
        for url, day in ((URL, "2024-03-07"), ("https://example.org/other", "2024-03-06")):
            source = SourceInput(what=url, no_fetch=True, published=day)
            sources.add(session, source, None)
    assert read(path, page, url=URL).published.date == "2024-03-07"
    assert read(path, page, to="2").published.date == "2024-03-06"
    assert read(path, page, to="2", published="2024-03-05").published.date == "2024-03-05"
    assert read(path, page).published.date == "2024-03-08"


def test_a_source_with_the_same_bytes_gives_the_day(path: Path, article: Path) -> None:
    source = SourceInput(what=str(article), published="2024-03-08")
    with changeset(path, "test") as session:
        sources.add(session, source, sources.retrieve(source, NOW, no_remark))
    copy = article.with_name("copy.txt")
    copy.write_bytes(article.read_bytes())
    assert read(path, copy).published.date == "2024-03-08"


def test_front_matter_completes_the_description(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "post.md"
    file.write_text(f"---\ntitle: The bridge\ndate: 2024-03-08\nsource_url: {URL}\n---\n{TEXT}", encoding="utf-8")
    store(path, read(path, file))
    assert rows(path, "SELECT title, published, url FROM sources") == [("The bridge", "2024-03-08", URL)]


def test_a_refusal_of_an_article_without_a_day_names_it(article: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        read(None, article)
    assert caught.value.field == "published"
    assert str(caught.value).startswith(f"{article}: ")


def test_a_wrong_or_future_day_is_refused_before_fetching(site: Site) -> None:
    address = site.at("/a", PAGE.format(day="2024-03-08").encode())
    with pytest.raises(RefusedError, match="2025-03-12") as caught:
        read(None, address, published="2025-03-12")
    assert caught.value.field == "published"
    with pytest.raises(DateError) as wrong:
        read(None, address, published="some day")
    assert wrong.value.field == "published"
    assert site.asked == []
    assert (
        read(None, address, published="2025-03-11", allow_private=True).published.date == "2025-03-11"
    )  # it is that day in the east


def test_a_refusal_of_a_page_from_the_future_names_it(page: Path) -> None:
    page.write_text(PAGE.format(day="2031-03-08"), encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        read(None, page)
    assert str(caught.value).startswith(f"{page}: 2031-03-08 is in the future; ")
    assert caught.value.field is None


def test_a_file_that_is_not_an_article(tmp_path: Path, article: Path) -> None:
    with pytest.raises(NotFoundError, match=r"there is no file .*none\.txt; an address begins with https://"):
        read(None, tmp_path / "none.txt", charset="utf-8")
    with pytest.raises(IncompleteError) as caught:
        read(None, URL, no_fetch=True, published="2024")
    assert caught.value.field == "no_fetch"
    with pytest.raises(IncompleteError) as both:
        read(None, article, url=URL, to="1")
    assert both.value.field == "to"


def test_notes_report_another_language_and_missing_candidates(tmp_path: Path, article: Path) -> None:
    assert "in English" not in messages(read(None, article, published="2024"))
    other = tmp_path / "other.txt"
    other.write_text("Міст відбудують до зими, бо місто не може без нього.", encoding="utf-8")
    notes = messages(read(None, other, published="2024"))
    assert "in other languages it finds quoted speech at most" in notes
    assert "no statements and no dated events found" in notes


def test_records_are_numbered_in_the_order_of_the_text(article: Path) -> None:
    records = read(None, article, published="2024-03-08").records()
    assert [record["id"] for record in records] == list(range(1, len(records) + 1))
    assert [record["spans"][0][0] for record in records] == sorted(record["spans"][0][0] for record in records)
    cues = {record["text"]: record["cue"] for record in records}
    assert cues["Nobody asked us"] == "said"


def test_articles_are_stored_in_one_changeset_with_pending_proposals(path: Path, article: Path, page: Path) -> None:
    done = store(path, read(path, page), read(path, article, published="2024-03-08"))
    assert done.changeset == 1
    assert [one.source for one in done.value] == [1, 2]
    with read_connection(path) as connection:
        new = articles.new_proposals(connection, done.value)
        assert [proposal["id"] for proposal in new] == [number for one in done.value for number in one.new]
        assert {proposal["source"]["title"] for proposal in new} == {"Ferry goes on", "article.txt"}
        assert [articles.waiting(connection, one.source) for one in done.value] == [len(one.new) for one in done.value]
    assert rows(path, "SELECT count(*) FROM entries") == [(0,)]
    assert any(note.message.startswith("new source 2") for note in done.notes)


def test_a_second_reading_repeats_no_proposal(path: Path, article: Path) -> None:
    before = store(path, read(path, article, published="2024-03-08", url=URL)).value[0]
    article.write_text(f"{TEXT}\n“It is too late,” Mr. Hart said.\n", encoding="utf-8")
    [again] = store(path, read(path, article, url=URL)).value
    assert again.known == len(before.new)
    with read_connection(path) as connection:
        assert [proposal["text"] for proposal in articles.new_proposals(connection, (again,))] == ["It is too late"]
        assert articles.waiting(connection, 1) == len(before.new) + 1


def test_articles_with_nothing_new_make_no_changeset(path: Path, article: Path) -> None:
    first = store(path, read(path, article, published="2024-03-08")).value[0]
    with pytest.raises(NothingNewError) as caught:
        store(path, read(path, article))
    [again] = caught.value.articles
    assert (again.source, again.new, again.known) == (1, (), len(first.new))
    (note,) = caught.value.notes
    assert "2025-03-10, in snapshot 1" in note.message
    assert rows(path, "SELECT count(*) FROM changesets") == [(1,)]


def test_a_new_description_is_stored_even_without_new_proposals(path: Path, article: Path) -> None:
    store(path, read(path, article, published="2024-03-08"))
    done = store(path, read(path, article, publisher="Riverton Post"))
    assert done.value[0].new == ()
    assert "source 1: publisher set to Riverton Post" in [note.message for note in done.notes]
    assert rows(path, "SELECT publisher FROM sources") == [("Riverton Post",)]


def test_an_article_without_candidates_is_skipped(path: Path, article: Path, tmp_path: Path) -> None:
    dull = tmp_path / "dull.txt"
    dull.write_text("The weather is fine.", encoding="utf-8")
    useless, reading = read(path, dull, published="2024"), read(path, article, published="2024-03-08")
    assert articles.useful((useless, reading)) == (reading,)
    assert [one.source for one in store(path, useless, reading).value] == [1]
    with pytest.raises(RefusedError, match="nothing was stored"):
        store(path, useless)
    assert rows(path, "SELECT count(*) FROM changesets") == [(1,)]


def test_an_error_names_its_article(path: Path, article: Path, page: Path) -> None:
    store(path, read(path, article, published="2024-03-08", url=URL))
    contradicting = read(path, article, published="2024-03-09", url=URL)
    with pytest.raises(RefusedError, match="source 1") as caught:
        store(path, read(path, page), contradicting)
    assert str(caught.value).startswith(f"{article}: ")
    assert rows(path, "SELECT count(*) FROM sources") == [(1,)]


def test_candidates_are_found_in_the_text_of_an_earlier_extractor(article: Path) -> None:
    reading = read(None, article, published="2024-03-08")
    assert reading.candidates(TEXT) is reading.article.candidates
    earlier = TEXT.replace("Nobody asked us", "Everybody asked us")
    assert {one.text for one in reading.candidates(earlier)} >= {"Everybody asked us"}
