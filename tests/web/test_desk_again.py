"""Sources in the browser again: what has changed, which citations are gone, and what is read later."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import needs_axe, served, violations
from tests.support.desk import Browser, commands, elements, form_of, problems, rows, texts
from tests.support.editor import Editor
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
    for address in elements(page, "//main//a[not(starts-with(@href, '#'))]/@href"):
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
    assert "against snapshot" in editor.get(f"/sources/changes/{source}?to={first}").text
    jobs = editor.get("/sources/jobs")
    assert hrefs(jobs, "What has changed") == [f"/sources/changes/{source}?to={one}" for one in (third, second)]
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


def test_two_that_retrieve_a_source_at_once_store_a_text_once(site: Site, editor: Browser) -> None:
    source = page_of(site, editor)
    page = editor.get(f"/edit/source/{source}")
    site.at("/article", OTHER.encode(), wait=1.5)
    editor.post(*form_of(page, "again"))
    while site.asked.count("/article") < 2:
        time.sleep(0.02)
    site.at("/article", OTHER.encode())
    editor.post(*form_of(editor.get(f"/edit/source/{source}"), "again"))
    notes = texts(finished(editor), "dim")
    assert sum("has changed since" in note for note in notes) == 1
    assert sum("is the same as on" in note for note in notes) == 1
    assert rows(editor.desk, "SELECT count(*), count(DISTINCT text) FROM snapshots WHERE source_id = ?", source) == [
        (2, 2)
    ]


def pasted(editor: Browser, published: str = "") -> int:
    """Paste a text; return the number of its source."""
    sent(editor, {"text": ARTICLE, "f.title": "A bridge", "f.published": published})
    finished(editor)
    return int(rows(editor.desk, "SELECT max(id) FROM sources")[0][0])


def dates(editor: Browser, source: int) -> list[str]:
    query = "SELECT p.date FROM proposals AS p JOIN snapshots AS s ON s.id = p.snapshot_id WHERE s.source_id = ?"
    return [row[0] for row in rows(editor.desk, query, source)]


@pytest.mark.parametrize(
    ("do", "expected", "command"),
    [
        ("store and read", ["2024-06-11"], "edit source {}, and read it"),
        ("store and keep", [], "edit source {}"),
    ],
)
def test_a_day_that_is_known_later_offers_to_read_the_text(
    editor: Browser, do: str, expected: list[str], command: str
) -> None:
    source = pasted(editor)
    assert dates(editor, source) == []
    before = rows(editor.desk, "SELECT count(*) FROM changesets")
    preview = editor.submit(editor.get(f"/edit/source/{source}"), "store", form="fields", published="2024-06-12")
    assert "it gives 1 proposal." in preview.text, problems(preview)
    assert "11 Jun 2024 · Anna Lind" in preview.text
    assert "The bridge stays open" in preview.text
    assert rows(editor.desk, "SELECT count(*) FROM changesets") == before
    done = editor.submit(preview, do, form="reread")
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT published FROM sources WHERE id = ?", source) == [("2024-06-12",)]
    assert dates(editor, source) == expected
    assert commands(editor.desk)[-1] == "browser: " + command.format(source)
    assert "Undone" in editor.post("/undo", form_of(done, "undo")[1]).text
    assert dates(editor, source) == []


def test_a_text_that_nobody_has_read_is_read_from_the_page_of_its_source(editor: Browser) -> None:
    source = pasted(editor)
    page = editor.get(f"/edit/source/{source}")
    assert "Read it …" in page.text
    assert "day of publication is unknown" in problems(editor.submit(page, "read again", form="read-again"))
    preview = editor.submit(page, "store", form="fields", published="2024-06-12")
    kept = editor.submit(preview, "store and keep", form="reread")
    preview = editor.submit(kept, "read again", form="read-again")
    assert "it gives 1 proposal." in preview.text
    done = editor.submit(preview, "store and read", form="reread")
    assert "The source is read; new proposals: 1." in texts(done, "notice")[0]
    assert "Read it again …" in done.text
    assert commands(editor.desk)[-1] == f"browser: read source {source}"
    twice = editor.submit(preview, "store and read", form="reread")
    assert twice.status == 422
    assert dates(editor, source) == ["2024-06-11"]


def test_a_text_without_statements_proposes_nothing(editor: Browser) -> None:
    sent(editor, {"text": "Rain in the north.", "f.title": "Weather", "f.published": "2024-06-12"})
    finished(editor)
    ((source,),) = rows(editor.desk, "SELECT max(id) FROM sources")
    page = editor.get(f"/edit/source/{source}")
    assert "reading it proposes nothing" in problems(editor.submit(page, "read again", form="read-again"))
    done = editor.submit(page, "store", form="fields", published="2024-06-13")
    assert "is changed" in texts(done, "notice")[0]


def test_a_source_without_a_text_cannot_be_read(editor: Browser) -> None:
    ((source,),) = rows(editor.desk, "SELECT min(id) FROM sources WHERE id NOT IN (SELECT source_id FROM snapshots)")
    page = editor.get(f"/edit/source/{source}")
    assert "Read it" not in page.text
    answer = editor.submit(page, "read again", form="fields")
    assert answer.status == 422


def test_a_new_snapshot_is_read_too(site: Site, editor: Browser) -> None:
    sent(editor, {"what": site.at("/article", PAGE.encode())})
    finished(editor)
    ((source,),) = rows(editor.desk, "SELECT max(id) FROM sources")
    count = len(dates(editor, source))
    more = "<p>“The bridge stays open,” said Anna Lind, the foreign minister, on Tuesday.</p></article>"
    site.at("/article", PAGE.replace("</article>", more).encode())
    retrieved(editor, source)
    preview = editor.submit(editor.get(f"/edit/source/{source}"), "read again", form="read-again")
    assert "and 1 more" in preview.text, problems(preview)
    editor.submit(preview, "store and read", form="reread")
    assert len(dates(editor, source)) == count + 1
    page = editor.get(f"/edit/source/{source}")
    assert "changes no pending proposal" in problems(editor.submit(page, "read again", form="read-again"))


def stop(editor: Browser) -> None:
    """Stop the one job that goes on."""
    page = editor.get("/sources/jobs")
    (number,), (token,) = (elements(page, f"//main//form//input[@name='{name}']/@value") for name in ("job", "token"))
    editor.post("/sources/jobs", {"token": token, "job": number, "do": "stop"})


@pytest.mark.parametrize("slow", [{"pieces": 60, "pause": 0.5}, {"wait": 12}])
def test_a_page_that_drips_or_is_silent_is_stopped_soon(site: Site, editor: Browser, slow: dict[str, float]) -> None:
    sent(editor, {"what": site.at("/slow", b"<p>A word.</p>", **slow)})
    while "/slow" not in site.asked:
        time.sleep(0.02)
    begun = time.monotonic()
    stop(editor)
    assert "nothing was stored" in finished(editor).text
    assert time.monotonic() - begun < 2
    assert rows(editor.desk, "SELECT count(*) FROM changesets WHERE actor = 'Ed'") == [(0,)]


def test_a_job_for_a_source_that_was_merged_says_so(site: Site, editor: Browser) -> None:
    source = page_of(site, editor)
    page = editor.get(f"/edit/source/{source}")
    site.at("/article", OTHER.encode(), wait=3)
    editor.post(*form_of(page, "again"))
    while site.asked.count("/article") < 2:
        time.sleep(0.02)
    merged = editor.submit(
        editor.submit(page, "merge", form="merge", **{"o.target": "1"}), "really merge", form="merge"
    )
    assert merged.status == 200, problems(merged)
    done = finished(editor)
    assert "stays as it is" not in done.text
    assert "was deleted in changeset" in done.text
    assert "merge source" in done.text
    deleted = editor.get(f"/sources/changes/{source}")
    assert (deleted.status, "merge source" in deleted.text) == (410, True)


def test_the_page_of_a_source_leads_to_its_changes(site: Site, editor: Browser) -> None:
    source, _, _ = rewritten(site, editor)
    assert hrefs(editor.get(f"/source/{source}"), "what has changed") == [f"/sources/changes/{source}"]


def test_a_note_for_a_known_text_fills_an_empty_one(editor: Browser) -> None:
    source = pasted(editor, "2024-06-12")
    for note, stored, answer in (
        ("a copy", "a copy", f"source {source}: note set to a copy"),
        ("a copy", "a copy", None),
        ("another", "a copy", f"source {source} has another note; yours was not stored"),
    ):
        sent(editor, {"text": ARTICLE, "f.title": "A bridge", "f.published": "2024-06-12", "f.note": note})
        notes = elements(finished(editor), "(//ul[contains(@class, 'jobs')]/li)[1]//p")
        remarks = [one.text_content() for one in notes if "note" in one.text_content()]
        assert remarks == ([answer] if answer else [])
        assert rows(editor.desk, "SELECT note FROM sources WHERE id = ?", source) == [(stored,)]


def test_a_pasted_text_that_is_too_long_is_refused_in_words(editor: Browser) -> None:
    answer = sent(editor, {"text": "word " * 900_000, "f.title": "A bridge"})
    assert answer.status == 413
    assert "a pasted text may have at most 4 MB" in answer.text
    assert "save a longer one as a file" in answer.text
    assert rows(editor.desk, "SELECT count(*) FROM changesets WHERE actor = 'Ed'") == [(0,)]


@needs_axe
def test_axe_finds_nothing_in_the_pages_of_a_source_that_comes_again(
    browser_with_axe: Any, site: Site, editor: Browser
) -> None:
    source, _, _ = rewritten(site, editor)
    site.at("/article", PAGE.encode())
    retrieved(editor, source)
    first = rows(editor.desk, "SELECT id FROM snapshots WHERE source_id = ? ORDER BY id", source)[1][0]
    with served(Path(editor.desk.path), editor.desk) as address:
        browser_with_axe.delete_all_cookies()
        at_desk = Editor(browser_with_axe, editor.desk, address)
        at_desk.enter()
        for page in (f"/sources/changes/{source}?to={first}", f"/edit/source/{source}", "/sources/jobs"):
            at_desk.go(page)
            assert violations(browser_with_axe, 1200, 390) == [], page
