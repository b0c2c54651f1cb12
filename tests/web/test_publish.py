"""The timeline as files that need no server: what they contain, what they leave out, and that their content is inert."""

import base64
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from tests.support.commands import Run
from tests.support.published import check_inert, check_links, everything, ids, pages
from tests.support.viewer import Elements
from timeline.web import intro, publication
from timeline.web.addresses import FolderLinks
from timeline.web.search_data import folded

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} “\x1b[31m\u202eabc\u2028” <!-- ' \" &"
)


def fill(file: Path, text: str = HOSTILE, uid: str = "../../x") -> None:
    """Write a text into every field, as plain SQL can."""
    with closing(sqlite3.connect(file)) as connection, connection:
        run = connection.execute
        run("PRAGMA ignore_check_constraints = ON")
        values = {"text": text, "uid": uid, "url": "javascript:alert(1)"}
        for table in ("speakers", "topics", "places"):
            run(f"INSERT INTO {table} (uid, name, note) VALUES (:uid, :text, :text)", values)
        run("INSERT INTO speaker_names (speaker_id, name) VALUES (1, :text || '2')", values)
        run("INSERT INTO offices (speaker_id, title, organization, note) VALUES (1, :text, :text, :text)", values)
        run(
            "INSERT INTO sources (uid, title, url, archive_url, publisher, author, note)"
            " VALUES (:uid, :text, :url, :url, :text, :text, :text)",
            values,
        )
        run("INSERT INTO snapshots (source_id, retrieved_at, text, text_sha256) VALUES (1, '2025', :text, 'x')", values)
        run(
            "INSERT INTO entries (uid, kind, date, date_earliest, date_latest, date_text, text, speaker_id, mode, role,"
            " setting, original_text, lang, note, dataset, external_id) VALUES (:uid, 'statement', '2025', '2025-01-01',"
            " '2025-12-31', :text, :text, 1, 'verbatim', :text, :text, :text, :text, :text, :text, :text)",
            values,
        )
        run("INSERT INTO events (date, title, text, note) VALUES ('2024', :text, :text, :text)", values)
        run("INSERT INTO participants (entry_id, speaker_id, role) VALUES (2, 1, :text)", values)
        run("INSERT INTO entry_topics (entry_id, topic_id) VALUES (1, 1)")
        run("INSERT INTO entry_places (entry_id, place_id) VALUES (1, 1)")
        run(
            "INSERT INTO citations (entry_id, source_id, via_id, exact, note, date_text) VALUES (1, 1, 1, :text, :text, :text)",
            values,
        )
        run("INSERT INTO links (from_id, to_id, relation, note) VALUES (1, 2, 'about', :text)", values)


def test_a_folder_has_a_page_for_everything(run: Run, example: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert run("publish", out).stderr == "left out: the whole text of 1 source, 9 notes, the history\n"
    names = set(everything(out))
    assert {
        "index.html",
        "speakers.html",
        "topics.html",
        "places.html",
        "sources.html",
        "stats.html",
        "proof.html",
    } < names
    assert {"style.css", "timeline.js", "published.js", "icon.svg", "searched.js", "part-0.js"} < names
    for kind, count in (("e", 14), ("speaker", 5), ("topic", 6), ("place", 6), ("source", 2)):
        assert len([name for name in names if name.startswith(f"{kind}/")]) == count, kind
    check_links(out)
    check_inert(out)
    entry = pages(out)["e/0195475d-7a00-7000-8000-000000000512.html"].said
    assert "This is undeniable and non-negotiable" in entry
    assert "via Meduza" in entry
    assert "Words found in source: " in entry
    assert "Checked by A. Editor, 28 Feb 2025" in entry
    assert "Not yet checked by a person" in pages(out)["e/0195475d-7a00-7000-8000-000000000513.html"].said
    doubted = pages(out)["e/0195475d-7a00-7000-8000-000000000514.html"].said
    assert "Doubted by A. Editor, 28 Feb 2025" in doubted
    assert "does not say when" not in doubted
    assert "urn:uuid:0195475d-7a00-7000-8000-000000000512" in entry
    assert "reaffirms" in pages(out)["index.html"].said
    assert "2025" in pages(out)["stats.html"].said
    assert "When this was published" in pages(out)["proof.html"].said
    lavrov = pages(out)["speaker/0195475d-7a00-7000-8000-000000000102.html"].said
    assert "7 entries" in lavrov
    assert "By topic, over time" in lavrov


def test_one_page_has_every_entry_in_it(run: Run, example: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    run("publish", out, "--title", "What was said")
    check_links(out)
    check_inert(out)
    page = pages(out)["page.html"]
    text = everything(out)["page.html"]
    assert "<title>What was said</title>" in text
    assert {f"e{number}" for number in range(1, 15)} <= ids(page)
    assert text.index("<h2>2014</h2>") < text.index("<h2>2025</h2>") < text.index("<h2>Undated</h2>")
    assert "<mark>This is undeniable and non-negotiable</mark>" in text
    assert not [link for link in page.links if not link.startswith(("#", "http"))]
    searched = json.loads(re.findall(r'id="searched">(.*?)</script>', text)[0])
    assert len(searched["id"]) == len(searched["text"]) == 14
    assert searched["first"][-1] is None
    assert " this is undeniable and non negotiable" in searched["text"]
    assert any(" сергеи лавров" in names for names in searched["names"]["speaker"].values())


def test_a_page_allows_its_own_style_and_script_and_nothing_else(run: Run, example: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    run("publish", out)
    text = everything(out)["page.html"]
    policy = Elements(text).all("meta", "content")[2]
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("name", ["page.html", "site"])
def test_the_same_file_gives_the_same_bytes(run: Run, example: Path, tmp_path: Path, name: str) -> None:
    publications = []
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        out = tmp_path / seed / name
        subprocess.run(
            [sys.executable, "-m", "timeline", "--db", str(example), "publish", str(out), "--notes", "--full-text"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
        publications.append(everything(out))
    assert publications[0] == publications[1]


@pytest.mark.parametrize("name", ["page.html", "site"])
def test_notes_texts_and_history_are_published_only_on_request(
    run: Run, example: Path, tmp_path: Path, name: str
) -> None:
    run("edit", 12, "--note", "a remark of our own", "--by", "Some Body", "--why", "a reason")
    run("link", 12, "clarifies", 3, "--note", "a remark on a link")
    out = tmp_path / name
    assert "11 notes" in run("publish", out).stderr
    text = "".join(everything(out).values())
    for hidden in ("Some Body", "a reason", "tester", "a remark of our own", "a remark on a link", "init --example"):
        assert hidden not in text, hidden
    for hidden in ("Stand-in for the article", "Title supplied by us", "public knowledge", str(example), "changeset"):
        assert hidden not in text, hidden
    assert "This is undeniable and non-negotiable" in text

    note = run("publish", out, "--notes", "--full-text").stderr
    assert ("1 source" in note, "notes" in note, "history" in note) == (name == "page.html", False, True)
    text = "".join(everything(out).values())
    for shown in ("a remark of our own", "a remark on a link", "Title supplied by us"):
        assert shown in text, shown
    for hidden in ("Some Body", "a reason", "tester"):
        assert hidden not in text, hidden
    assert ("Stand-in for the article" in text) is (name == "site")
    if name == "site":
        source = everything(out)["source/0195475d-7a00-7000-8000-000000000401.html"]
        assert 'id="p12"' in source
        assert "<mark>This is undeniable and non-negotiable</mark>" in source
        assert "public knowledge" in text
        check_links(out)


@pytest.mark.parametrize("name", ["page.html", "site"])
def test_entries_outside_the_filter_appear_nowhere(run: Run, example: Path, tmp_path: Path, name: str) -> None:
    run("publish", tmp_path / name, "--speaker", "Песков")
    text = "".join(everything(tmp_path / name).values())
    assert "undeniable" in text
    for hidden in ("Lavrov", "Лавров", "will not happen", "mechanical", "Zelensky", "front lines"):
        assert hidden not in text, hidden
    assert "000000000504" not in text
    check_links(tmp_path / name)


def test_threads_do_not_lead_through_unpublished_entries(run: Run, file: Path, tmp_path: Path) -> None:
    run("init")
    for n, title in enumerate(("First", "Second", "Third", "Fourth"), 1):
        run("add", f"{title} event", "--date", f"201{n}", *(["--topic", "Open"] if n != 2 else []))
    for start, end in ((2, 1), (3, 2), (4, 3)):
        run("link", start, "about", end)
    run("publish", tmp_path / "site", "--topic", "Open")
    texts = [text for name, text in everything(tmp_path / "site").items() if name.startswith("e/")]
    third = next(text for text in texts if 'class="related"' in text and "Third event" in text)
    assert "Fourth event" in third
    assert "First event" not in third
    assert "Second" not in "".join(everything(tmp_path / "site").values())


def test_entities_of_different_kinds_may_share_a_uid(run: Run, example: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute("UPDATE places SET uid = (SELECT uid FROM speakers WHERE id = 2) WHERE id = 5")
        name = connection.execute("SELECT name FROM speakers WHERE id = 2").fetchone()[0]
    run("publish", tmp_path / "page.html")
    text = everything(tmp_path / "page.html")["page.html"]
    assert f'<a href="#speaker=2">{name}</a>' in text
    searched = json.loads(re.findall(r'id="searched">(.*?)</script>', text)[0])
    assert {n for those in searched["speaker"] for n in those} == {1, 2, 3, 4, 5}
    check_links(tmp_path / "page.html")


def test_a_source_is_chosen_by_a_short_label(run: Run, example: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE sources SET title = ? WHERE id = 1", ("x" * 59 + "yz",))
        connection.execute("UPDATE sources SET title = NULL, url = NULL, publisher = NULL WHERE id = 2")
    run("publish", tmp_path / "page.html")
    text = everything(tmp_path / "page.html")["page.html"]
    assert f'<option value="1">{"x" * 59}…</option>' in text
    assert '<option value="2"></option>' in text


def test_one_page_has_statistics_and_offices(run: Run, example: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute("UPDATE offices SET note = 'a remark on an office' WHERE id = 1")
    for options, has_note in (([], False), (["--notes"], True)):
        run("publish", tmp_path / "page.html", *options)
        text = everything(tmp_path / "page.html")["page.html"]
        speakers, stats = text[text.index('id="speakers"') :], text[text.index('id="stats"') :]
        assert "foreign minister, Russia <" in speakers
        assert ("a remark on an office" in text) is has_note
        assert '<a href="#since=2014-01-01&amp;until=2014-12-31" dir="auto">2014</a>' in stats
        assert '<th scope="row">undated</th>' in stats


def test_publish_reports_undated_entries_and_refuses_bad_filters(run: Run, example: Path, tmp_path: Path) -> None:
    assert "2 undated entries" in run("publish", tmp_path / "page.html", "--since", "2020").stderr
    assert "--certainly" in run("publish", tmp_path / "x", "--certainly", code=2).stderr
    assert "Nobody" in run("publish", tmp_path / "x", "--speaker", "Nobody", code=3).stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("options", [[], ["--notes", "--full-text"]])
@pytest.mark.parametrize("name", ["page.html", "site"])
def test_hostile_content_is_inert(run: Run, file: Path, tmp_path: Path, name: str, options: list[str]) -> None:
    run("init")
    fill(file)
    out = tmp_path / "out" / name
    out.parent.mkdir()
    run("publish", out, "--title", HOSTILE.replace("\x1b", ""), *options)
    check_links(out)
    check_inert(out)
    assert os.listdir(out.parent) == [name]
    files = everything(out)
    text = "".join(files.values())
    assert "{{ 7*7 }}" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)
    assert "<script>alert" not in text
    assert "<img" not in text
    data = files.get("searched.js") or re.findall(r'id="searched">(.*?)</script>', files[name])[0]
    assert (
        " script script alert 1 script img src x onerror alert 1 7 7"
        in json.loads(data[data.index("{") :].rstrip(";\n"))["text"][1]
    )


def test_a_uid_never_becomes_a_path_outside_the_folder(run: Run, file: Path, tmp_path: Path) -> None:
    run("init")
    for number, uid in enumerate(("../../x", "..", "a/b", "A", "x" * 300, "CON.", "é", "%2e%2e"), 1):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("INSERT INTO events (title) VALUES (?)", (f"Event {number}",))
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute("UPDATE entries SET uid = ? WHERE id = ?", (uid, number))
    out = tmp_path / "site"
    run("publish", out)
    check_links(out)
    assert len(list((out / "e").iterdir())) == 8
    assert all(re.fullmatch(r"x[0-9a-f]{40}\.html", path.name) for path in (out / "e").iterdir())


def test_all_scripts_can_be_published_and_searched(run: Run, tmp_path: Path) -> None:
    run("add", "“لن يحدث هذا”", "--speaker", "أحمد أبو الغيط", "--date", "2025-02-25")
    run("add", "“Этого не будет”", "--speaker", "Сергей Лавров", "--date", "2025-02-26", "--topic", "Переговоры")
    for name in ("page.html", "site"):
        out = tmp_path / name
        run("publish", out)
        index = everything(out).get("index.html") or everything(out)["page.html"]
        assert '<blockquote class="words verbatim" dir="auto"><q>لن يحدث هذا</q></blockquote>' in index
        assert '<blockquote class="words verbatim" dir="auto"><q>Этого не будет</q></blockquote>' in index
        check_links(out)
    assert " сергеи лавров sergy lavrov" in everything(tmp_path / "site")["searched.js"]
    assert folded("Ещё й Ё") == " еще и е"
    assert folded("أحمدـ أبو الغَيط") == " احمد ابو الغيط"
    assert folded("  Ǆur Ångström’s ΣΟΦΟΣ x²") == " dzur angstrom s σοφοσ x2"


def test_a_long_list_goes_on_from_page_to_page(run: Run, file: Path, tmp_path: Path) -> None:
    run("init")
    with closing(sqlite3.connect(file)) as connection, connection:
        rows = [(f"Event number {n}", f"{1900 + n}") for n in range(75)]
        connection.executemany("INSERT INTO events (title, date) VALUES (?, ?)", rows)
    run("publish", tmp_path / "site")
    site = pages(tmp_path / "site")
    assert [
        len([i for i in ids(site[name]) if i[0] == "e"]) for name in ("index.html", "page-2.html", "page-3.html")
    ] == [30, 30, 15]
    assert "page-3.html" in site["page-2.html"].links
    assert "index.html" in site["page-2.html"].links
    check_links(tmp_path / "site")
    run("publish", tmp_path / "page.html")
    text = everything(tmp_path / "page.html")["page.html"]
    assert text.count('<li class="entry event on"') == 30
    assert text.count('<li class="entry event"') == 45
    check_links(tmp_path / "page.html")


def test_an_empty_timeline_can_be_published(run: Run, file: Path, tmp_path: Path) -> None:
    run("init")
    for name in ("page.html", "site"):
        assert "left out: " in run("publish", tmp_path / name).stderr
        files = everything(tmp_path / name)
        assert 'class="nothing"' in (files.get("index.html") or files["page.html"])
        check_links(tmp_path / name)


def test_an_introduction_is_markdown_and_nothing_more(run: Run, example: Path, tmp_path: Path) -> None:
    text = tmp_path / "intro.md"
    text.write_text(
        "\ufeff# About\n\nThis is **what** was said, see [there](https://example.org/a) and [not](javascript:alert(1)).\n\n"
        "![picture](https://example.org/p.png) <script>alert(1)</script> <b onclick=x>b</b> [file](file:///etc/passwd)\n\n"
        "| a | b |\n|--:|---|\n| 1 | {{ 7*7 }} |\n\n<https://example.org/b> <javascript:alert(1)> [mail](mailto:a@b.c)\n\x1b[31m",
        encoding="utf-8",
    )
    for name in ("page.html", "site"):
        run("publish", tmp_path / name, "--intro", text)
        check_inert(tmp_path / name)
        index = everything(tmp_path / name).get("index.html") or everything(tmp_path / name)["page.html"]
        part = index[index.index("intro") : index.index('class="count"')]
        assert "<h2>About</h2>" in part
        assert '<a href="https://example.org/a" rel="noreferrer external">there</a>' in part
        assert '<a href="https://example.org/b" rel="noreferrer external">' in part
        assert "<strong>what</strong>" in part
        assert "{{ 7*7 }}" in part
        assert "&lt;script&gt;" in part
        assert "\x1b" not in part
        assert not re.search(r'href="(?!http|#|index)', part)
        assert '<p><a href="https://example.org/p.png" rel="noreferrer external">picture</a> &lt;script' in part
        assert part.count("rel=") == 3


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n<script>alert(1)</script>\n</div>",
        "[a]: javascript:alert(1)\n\n[a]",
        "[x](data:text/html,y)",
        "<a href='https://example.org' onclick=x>y</a>",
        "[t](https://example.org '\"onclick=x')",
    ],
)
def test_markdown_becomes_only_paragraphs_and_safe_links(text: str) -> None:
    made = intro.rendered(text)
    assert isinstance(made, Markup)
    page = Elements(made)
    assert {tag for tag, _ in page.found} <= {"p", "a"}
    for _, attrs in page.found:
        assert set(attrs) <= {"href", "rel", "title"}
        assert (attrs.get("href") or "https://").startswith("https://")


@pytest.mark.parametrize(
    ("make", "fact"),
    [
        (lambda path: None, "No such file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b"a\xffb"), "byte 1)"),
        (lambda path: path.write_bytes(b"a" * 1_000_001), "1,000,000 bytes"),
    ],
)
@pytest.mark.parametrize("name", ["page.html", "site"])
def test_an_introduction_that_cannot_be_read_is_refused(
    run: Run, example: Path, tmp_path: Path, name: str, make: Callable[[Path], Any], fact: str
) -> None:
    make(tmp_path / "intro.md")
    error = run("publish", tmp_path / name, "--intro", tmp_path / "intro.md", code=4).stderr
    assert error.startswith(f"timeline: --intro: {tmp_path / 'intro.md'} ")
    assert fact in error
    assert error.count("\n") == 1
    assert not (tmp_path / name).exists()


def test_addresses_have_filters_as_days_and_numbers() -> None:
    links = FolderLinks("../")
    assert (
        links.timeline(topic=7, speaker=3, on="2014-03")
        == "../index.html#topic=7&speaker=3&since=2014-03-01&until=2014-03-31"
    )
    assert links.timeline(on="2014-05/..") == "../index.html#since=2014-05-01"
    assert links.timeline(on="undated", by="year") == "../index.html"


@pytest.mark.parametrize("name", ["page.html", "site"])
def test_readers_see_unproven_words_without_advice_for_editors(
    run: Run, example: Path, tmp_path: Path, name: str
) -> None:
    run("edit", 12, "--text", "This is altogether something else", "--verbatim")
    run("publish", tmp_path / name)
    unproven = [
        text
        for file, text in everything(tmp_path / name).items()
        if file.endswith("html") and "The words are not proven. " in text
    ]
    assert unproven
    assert all(re.search(r"The words are not proven\. [\w ]+\.</p>", text) for text in unproven)


def test_omissions_are_counted(run: Run, example: Path) -> None:
    from timeline.database import opening
    from timeline.reading.filter import Filter
    from timeline.web import book

    with closing(opening.open_to_read(example)) as connection:
        whole = book.read(connection, Filter(), publication.AROUND_CHARACTERS)
    look = publication.Look("x")
    large = whole._replace(texts=1200, notes=1)
    all_texts = look._replace(full_text=True)
    assert publication.left_out(large, look, in_folder=True) == (
        "left out: the whole text of 1,200 sources, 1 note, the history"
    )
    assert publication.left_out(whole, all_texts, in_folder=True) == "left out: 9 notes, the history"
    assert publication.left_out(whole, all_texts, in_folder=False).endswith(" (only a folder can have the texts)")
