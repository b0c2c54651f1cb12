"""Sources in the browser again: what has changed, which citations are gone, and what is read later."""

import re
from collections.abc import Iterator

import pytest

from tests.support.desk import Browser, commands, elements, form_of, problems, rows, texts
from tests.support.server import PAGE, Site, serve
from tests.support.sources import ARTICLE, finished, sent
from tests.support.viewer import Answer
from timeline.web.desk.app import Desk

WORDS = "This is undeniable and non-negotiable"
OTHER = PAGE.replace("undeniable and non-negotiable", "open to question")


@pytest.fixture
def site(desk: Desk) -> Iterator[Site]:
    desk.allow_private = True
    with serve() as site:
        yield site


def retrieved(editor: Browser, number: int) -> Answer:
    """Retrieve a source again; return the page of jobs at the end."""
    editor.post(*form_of(editor.get(f"/edit/source/{number}"), "again"))
    return finished(editor)


def page_of(site: Site, editor: Browser) -> int:
    """Add a page as a source; return its number."""
    sent(editor, {"what": site.at("/article", PAGE.encode())})
    finished(editor)
    return int(rows(editor.desk, "SELECT max(id) FROM sources")[0][0])


def with_entry(editor: Browser, source: int) -> int:
    """Enter a statement that cites the words of a source; return its number."""
    page = editor.get("/entry/new")
    answer = editor.submit(
        page, "store", words=f"“{WORDS}”", speakers="Dmitry Peskov", date="2025-02-27", sources=str(source), exact=WORDS
    )
    assert answer.status == 200, problems(answer)
    return int(rows(editor.desk, "SELECT max(id) FROM entries")[0][0])


def rewritten(site: Site, editor: Browser) -> tuple[int, int, Answer]:
    """Add a page, cite it, and retrieve it after its words have changed."""
    source = page_of(site, editor)
    entry = with_entry(editor, source)
    site.at("/article", OTHER.encode())
    return source, entry, retrieved(editor, source)


def hrefs(page: Answer, text: str) -> list[str]:
    return [one.get("href") for one in elements(page, "//main//a") if text in one.text_content()]


def test_a_source_retrieved_again_shows_what_has_changed_and_which_citations_are_gone(
    site: Site, editor: Browser
) -> None:
    source, entry, jobs = rewritten(site, editor)
    (changed,), (gone,) = hrefs(jobs, "What has changed"), hrefs(jobs, "1 citation is gone")
    assert gone == f"{changed}#gone"
    page = editor.get(changed)
    assert [one.text_content() for one in elements(page, "//del")] == ["taken away: undeniable and non-negotiable,”"]
    assert [one.text_content() for one in elements(page, "//ins")] == ["added: open to question,”"]
    assert elements(page, "//section[@id='gone']//a/@href") == [f"/e/{entry}", f"/entry/{entry}"]
    (listed,) = elements(page, "//section[@id='gone']//li")
    assert "27 Feb 2025 · Dmitry Peskov" in listed.text_content()
    assert WORDS in listed.text_content()
    for address in elements(page, "//main//a/@href"):
        assert editor.get(address).status == 200, address
    assert commands(editor.desk)[-1] == f"browser: retrieve source {source} again"


def test_no_page_about_it_names_a_command(site: Site, editor: Browser) -> None:
    source, _, jobs = rewritten(site, editor)
    for page in (jobs, editor.get(f"/sources/changes/{source}"), editor.get(f"/edit/source/{source}")):
        assert not re.search(r"timeline (?:lint|source|verify|edit)", page.text)
        assert "[-" not in page.text
    assert any("lacks words that entries cite" in text for text in texts(jobs, "dim"))


def test_the_page_is_there_after_a_restart_and_leads_from_the_source(site: Site, editor: Browser) -> None:
    source, entry, _ = rewritten(site, editor)
    later = Browser(Desk(editor.desk.path, "Ed"))
    assert "Nothing has been added" in later.get("/sources/jobs").text
    (address,) = hrefs(later.get(f"/edit/source/{source}"), "What has changed")
    page = later.get(address)
    assert "added: " in page.text
    assert f"/e/{entry}" in page.text


def test_other_snapshots_can_be_compared(site: Site, editor: Browser) -> None:
    source, _, _ = rewritten(site, editor)
    site.at("/article", PAGE.encode())
    retrieved(editor, source)
    first, second, third = [
        row[0] for row in rows(editor.desk, "SELECT id FROM snapshots WHERE source_id = ? ORDER BY id", source)
    ]
    page = editor.get(f"/sources/changes/{source}")
    assert "All words that entries cite" in page.text
    assert [one.text_content() for one in elements(page, "//ins")] == ["added: undeniable and non-negotiable,”"]
    older = editor.get(f"/sources/changes/{source}?to={second}")
    assert hrefs(page, f"Snapshot {second}") == [f"/sources/changes/{source}?to={second}"]
    assert "1 citation is gone" in older.text
    whole = editor.get(f"/sources/changes/{source}?from={first}&to={third}")
    assert "The texts are the same" in whole.text
    assert "The texts are the same" in editor.get(f"/sources/changes/{source}?from={third}&to={first}").text


@pytest.mark.parametrize(
    ("address", "status", "expected"),
    [
        ("1?to=99", 404, "has no snapshot 99"),
        ("1?to=x", 400, "is not a snapshot number"),
        ("1?to=99999999999999999999", 400, "is not a snapshot number"),
        ("999", 404, "there is no source 999"),
        ("99999999999999999999", 404, ""),
    ],
)
def test_what_cannot_be_compared_is_refused(
    site: Site, editor: Browser, address: str, status: int, expected: str
) -> None:
    source, _, _ = rewritten(site, editor)
    answer = editor.get("/sources/changes/" + re.sub("^1\\b", str(source), address))
    assert (answer.status, expected in answer.text) == (status, True)


def test_a_source_with_one_snapshot_has_no_changes(site: Site, editor: Browser) -> None:
    source = page_of(site, editor)
    assert "has only one snapshot" in editor.get(f"/sources/changes/{source}").text
    assert hrefs(editor.get(f"/edit/source/{source}"), "What has changed") == []


def test_markup_in_a_text_is_text(site: Site, editor: Browser) -> None:
    source = page_of(site, editor)
    site.at("/article", PAGE.replace("undeniable", "&lt;script&gt;alert(1)&lt;/script&gt;").encode())
    retrieved(editor, source)
    page = editor.get(f"/sources/changes/{source}")
    assert "&lt;script&gt;alert" in page.text
    assert "<script>alert" not in page.text


def test_an_equal_text_is_not_a_change(site: Site, editor: Browser) -> None:
    source = page_of(site, editor)
    done = retrieved(editor, source)
    assert "has nothing new" in done.text
    assert "Its text is the same" in done.text
    assert hrefs(done, "What has changed") == []
    assert rows(editor.desk, "SELECT count(*) FROM snapshots WHERE source_id = ?", source) == [(1,)]
    assert commands(editor.desk)[-1] == f"browser: retrieve source {source} again"
