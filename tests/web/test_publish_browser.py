"""Publications in a real browser without a network. tests/support/chromium.py says what it needs."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import needs_axe, needs_chromium, violations, wait_until
from tests.support.commands import filled
from tests.support.viewer import add_sixty_events

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Path:
    """Publish the worked example with entries in other scripts and a long list, as ``page.html`` and ``site``."""
    folder = tmp_path_factory.mktemp("published")
    path = filled(
        Path(shutil.copy(example_file, folder)),
        ("add", "“لن يحدث هذا”", "--speaker", "أحمد أبو الغيط", "--date", "2025-02-25"),
        ("add", "“Ещё не вечер”", "--speaker", "Сергей Лавров", "--date", "2025-02-26"),
        ("add", "Ångström’s <b>day</b> & “night”", "--date", "1900-05/1900-07"),
    )
    add_sixty_events(path)
    filled(path, ("publish", folder / "page.html"), ("publish", folder / "site"))
    path.unlink()
    return folder


@pytest.fixture(params=["page.html", "site/index.html"])
def address(request: pytest.FixtureRequest, out: Path) -> str:
    """Return the address of the page or of the folder."""
    return (out / str(request.param)).as_uri()


@pytest.fixture
def page(address: str, browser: Any) -> Iterator[Any]:
    """Open the page or the folder from the disk, and wait until its script is ready."""
    open_page(browser, address)
    yield browser
    assert_no_error(browser)


@pytest.fixture
def unfiltered(address: str, browser: Any) -> Iterator[Any]:
    """Show the page or the folder without filters; open it only if the last test has not left it open."""
    if browser.current_url.startswith(f"{address}#search="):
        paste(browser, "search", "")
        wait_for_entries(browser, 30)
    else:
        open_page(browser, address)
    yield browser
    assert_no_error(browser)


def assert_no_error(browser: Any) -> None:
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def open_page(browser: Any, address: str) -> None:
    if "#" in address:  # if only the fragment differs, the browser does not load the page again
        browser.get("about:blank")
    browser.get(address)
    find(browser, "html[data-ready]")


def find(browser: Any, selector: str) -> Any:
    return browser.find_element("css selector", selector)


def visible_words(browser: Any) -> list[str]:
    """Return the words of the visible entries."""
    words: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('.entry')].filter((one) => one.checkVisibility())"
        ".map((one) => one.querySelector('.words').innerText)"
    )
    return words


def wait_for_entries(browser: Any, number: int) -> list[str]:
    """Wait until a number of entries is visible, and return their words."""
    wait_until(browser, lambda _: len(visible_words(browser)) == number)
    return visible_words(browser)


def wait_for_page(browser: Any, first: str) -> list[str]:
    """Wait until a full page of entries begins with the words ``first``, and return the words of all."""
    wait_until(browser, lambda _: visible_words(browser)[:1] == [first] and len(visible_words(browser)) == 30)
    return visible_words(browser)


def type_text(browser: Any, name: str, text: str) -> None:
    """Type into a field: only the last letter by key, because each key takes as long as pasting all others."""
    paste(browser, name, text[:-1])
    find(browser, f"[name={name}]").send_keys(text[-1])


def paste(browser: Any, name: str, text: str) -> None:
    """Put a text into a field at once."""
    script = """const field = document.querySelector(`[name=${arguments[0]}]`);
        field.value = arguments[1];
        field.dispatchEvent(new Event('input', {bubbles: true}))"""
    browser.execute_script(script, name, text)


def choose(browser: Any, name: str, choice: str) -> None:
    """Choose from a list in one call; selenium would need a dozen."""
    script = """const field = document.querySelector(`select[name=${arguments[0]}]`);
        field.value = [...field.options].find((option) => option.text === arguments[1]).value;
        for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {bubbles: true}))"""
    browser.execute_script(script, name, choice)


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("undeniable", ["This is undeniable and non-negotiable"]),
        ("UNDENI", ["This is undeniable and non-negotiable"]),
        ("deniable", []),
        ("еще", ["Ещё не вечер"]),
        ("الغيط", ["لن يحدث هذا"]),
        ("يحدث", ["لن يحدث هذا"]),
        ("angstroms", []),
        ("angstrom", ["Ångström’s <b>day</b> & “night”"]),
        ("ångström’s", ["Ångström’s <b>day</b> & “night”"]),
        ("песков -undeniable", ["The regions are now “an inseparable part” of Russia, for its constitution says so."]),
        ("“inseparable part”", ["The regions are now “an inseparable part” of Russia, for its constitution says so."]),
        ("“part inseparable”", []),
        ("annexes crimea", ["Russia annexes Crimea"]),
        ("<script>", []),
        ("undeniable OR вечер -лавров", ["This is undeniable and non-negotiable"]),
        (
            "undeniable OR inseparable песков",
            [
                "The regions are now “an inseparable part” of Russia, for its constitution says so.",
                "This is undeniable and non-negotiable",
            ],
        ),
    ],
)
def test_a_search_runs_while_the_reader_types(unfiltered: Any, words: str, hits: list[str]) -> None:
    type_text(unfiltered, "search", words)
    assert wait_for_entries(unfiltered, len(hits)) == hits
    status = find(unfiltered, "#found").text
    assert status.startswith(f"{len(hits)} of 77 entries fit" if hits else "No entries fit")


def wait_for_marks(browser: Any, number: int) -> list[str]:
    """Wait until a number of words is marked, and return them."""
    script = (
        "return [...document.querySelectorAll('.words mark, .more mark, .original mark')].map((one) => one.innerText)"
    )
    wait_until(browser, lambda _: len(browser.execute_script(script)) == number)
    words: list[str] = browser.execute_script(script)
    return words


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        ("UNDENI", ["undeni"]),
        ("non negotiable undeniable", ["undeniable", "non", "negotiable"]),
        ("«inseparable part»", ["inseparable part"]),
        ("песков -undeniable const", ["const"]),
        ("ångstrom <B> NIGHT", ["Ångström", "b", "b", "night"]),
        ("еще", ["Ещё"]),
        ("يحدث", ["يحدث"]),
    ],
)
def test_the_words_of_a_search_are_marked(unfiltered: Any, words: str, marks: list[str]) -> None:
    paste(unfiltered, "search", words)
    assert wait_for_marks(unfiltered, len(marks)) == marks
    entries = wait_for_entries(unfiltered, 1)
    find(unfiltered, "#narrow [type=reset]").click()
    wait_for_entries(unfiltered, 30)
    assert wait_for_marks(unfiltered, 0) == []
    paste(unfiltered, "search", words)
    assert wait_for_entries(unfiltered, 1) == entries


def test_a_composed_character_is_marked_as_a_whole(page: Any) -> None:
    spots = "return timelineSearch.spots(arguments[0], arguments[1])"
    assert page.execute_script(spots, "a ½ǆur e\u0301té", [" 1"]) == [[2, 3]]
    assert page.execute_script(spots, "Ǆur e\u0301te\u0301", [" d", " ete"]) == [[0, 1], [4, 9]]
    assert page.execute_script(spots, "𝔄bc abcd", [" abc", " abcd"]) == [[0, 4], [5, 9]]
    assert page.execute_script(spots, "", [" a"]) == []


def test_certainly_finds_only_entries_within_the_range(page: Any) -> None:
    paste(page, "since", "June 1900")
    paste(page, "until", "31 dec 1900")
    assert wait_for_entries(page, 2) == ["Event number 0", "Ångström’s <b>day</b> & “night”"]
    find(page, "[name=certainly]").click()
    assert wait_for_entries(page, 0) == []
    paste(page, "since", "1900-05-01")
    assert wait_for_entries(page, 1) == ["Ångström’s <b>day</b> & “night”"]
    assert page.current_url.endswith("#since=1900-05-01&until=31+dec+1900&certainly=1")
    open_page(page, page.current_url)
    assert len(wait_for_entries(page, 1)) == 1
    assert find(page, "[name=certainly]").is_selected()
    for wrong in ("2014-13", "30 February 2014", "2014-00-01", "18 Smarch 2014", "0 May 2014"):
        paste(page, "since", wrong)
        assert f"“{wrong}” is not a valid date" in find(page, "#found").text


def test_checks_narrow_the_list(page: Any) -> None:
    choose(page, "checked", "by a person")
    assert "This is undeniable and non-negotiable" in wait_for_entries(page, 5)
    choose(page, "kind", "events only")
    assert wait_for_entries(page, 1) == ["Russia annexes Crimea"]
    choose(page, "checked", "not yet by a person")
    assert "Russia annexes Crimea" not in wait_for_entries(page, 30)
    assert page.current_url.endswith("#kind=event&checked=no")


def test_countries_and_sources_narrow_the_list(page: Any) -> None:
    choose(page, "country", "RU")
    assert len(wait_for_entries(page, 11)) == 11
    assert "Russia annexes Crimea" not in visible_words(page)
    find(page, "#narrow [type=reset]").click()
    choose(page, "source", "[News article on Russia and the five annexed regions]")
    assert "Russia annexes Crimea" in wait_for_entries(page, 14)
    address = page.current_url.partition("#")[0]
    for nothing in ("country=XX", "source=0", "speaker=x", "kind=other"):
        page.execute_script(f"location.hash = '{nothing}'")
        assert wait_for_entries(page, 0) == []
        page.execute_script("location.hash = 'kind=event'")
        wait_for_entries(page, 30)
    open_page(page, f"{address}#country=constructor")
    assert wait_for_entries(page, 0) == []


def test_filters_find_entries_that_may_lie_in_the_range(page: Any) -> None:
    type_text(page, "since", "1900-06-15")
    type_text(page, "until", "1900-06-20")
    assert wait_for_entries(page, 2) == ["Event number 0", "Ångström’s <b>day</b> & “night”"]
    assert "2 undated entries left out" in find(page, "#found").text
    type_text(page, "until", "19x0")
    assert "“19x0”" in find(page, "#found").text
    assert find(page, "[name=until]").get_attribute("aria-invalid") == "true"
    find(page, "#narrow [type=reset]").click()
    wait_for_entries(page, 30)
    for name, choice, number in (
        ("kind", "statements only", 13),
        ("speaker", "Sergey Lavrov", 8),
        ("topic", "front line", 2),
    ):
        choose(page, name, choice)
        assert len(wait_for_entries(page, number)) == number
    choose(page, "kind", "events only")
    assert wait_for_entries(page, 0) == []


def test_a_list_goes_on_from_page_to_page(page: Any) -> None:
    find(page, "#find").send_keys("event")
    assert wait_for_page(page, "Event number 0")[-1] == "Event number 29"
    assert find(page, "#found").text == "60 of 77 entries fit, showing 1 to 30."
    buttons = page.find_elements("css selector", "#turn button")
    assert [button.is_enabled() for button in buttons] == [False, True]
    buttons[1].click()
    assert wait_for_page(page, "Event number 30")[-1] == "Event number 59"
    assert [button.is_enabled() for button in buttons] == [True, False]
    buttons[0].click()
    assert wait_for_page(page, "Event number 0")[1] == "Event number 1"


def test_a_period_of_the_overview_narrows_the_list(page: Any) -> None:
    from selenium.webdriver.support.ui import Select

    Select(find(page, "select[name=kind]")).select_by_visible_text("events only")
    page.execute_script(
        "[...document.querySelectorAll('.band a')].find((link) => link.textContent.includes('Event number 7'))"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))"
    )
    assert wait_for_entries(page, 1) == ["Event number 7"]
    assert find(page, "[name=since]").get_attribute("value") == "1907-01-01"
    assert find(page, "[name=kind]").get_attribute("value") == "event"
    assert page.current_url.endswith("#kind=event&since=1907-01-01&until=1907-12-31")


def test_an_address_has_the_filters(page: Any) -> None:
    address = page.current_url.partition("#")[0]
    open_page(page, f"{address}#speaker=2&search=line")
    assert len(wait_for_entries(page, 2)) == 2
    assert find(page, "#find").get_attribute("value") == "line"
    open_page(page, f"{address}?search=вечер")
    assert wait_for_entries(page, 1) == ["Ещё не вечер"]
    page.execute_script("location.hash = '#topic=2'")
    assert "Russia annexes Crimea" in wait_for_entries(page, 1)


def test_a_link_reaches_an_entry_on_any_page_of_the_list(out: Path, browser: Any) -> None:
    address = (out / "page.html").as_uri()
    open_page(browser, f"{address}#e12")
    assert "This is undeniable and non-negotiable" in visible_words(browser)
    assert len(visible_words(browser)) == 17
    type_text(browser, "search", "reaffirm")
    wait_for_entries(browser, 0)
    browser.execute_script("location.hash = '#e1'")
    assert "Russia annexes Crimea" in wait_for_entries(browser, 17)
    find(browser, "#e12 .related a").click()
    assert find(browser, ".entry:target .who").text == "Sergey Lavrov"
    find(browser, "#e12 .who a").click()
    assert set(wait_for_entries(browser, 2)) == {
        "The regions are now “an inseparable part” of Russia, for its constitution says so.",
        "This is undeniable and non-negotiable",
    }
    find(browser, "#e12 .meta a").click()
    assert find(browser, ":target").text.startswith("[News article on Russia")


def test_a_link_to_a_missing_entry_hides_nothing(out: Path, browser: Any) -> None:
    open_page(browser, f"{(out / 'page.html').as_uri()}#e999")
    assert len(visible_words(browser)) == 30
    assert find(browser, "#turn").is_displayed()


def test_the_statistics_of_the_page_narrow_the_list(out: Path, browser: Any) -> None:
    open_page(browser, (out / "page.html").as_uri())
    browser.find_element("xpath", "//*[@id='stats']//a[.='1907']").click()
    assert wait_for_entries(browser, 1) == ["Event number 7"]
    assert "since 9 Mar 2004" in find(browser, "#speakers").text


def test_a_reset_also_forgets_the_words_of_the_address(out: Path, browser: Any) -> None:
    open_page(browser, f"{(out / 'site' / 'index.html').as_uri()}?search=вечер")
    wait_for_entries(browser, 1)
    find(browser, "#narrow [type=reset]").click()
    wait_for_entries(browser, 30)
    open_page(browser, browser.current_url)
    assert len(visible_words(browser)) == 30


def test_a_missing_file_is_reported(out: Path, browser: Any, tmp_path: Path) -> None:
    shutil.copytree(out / "site", tmp_path / "site")
    (tmp_path / "site" / "part-0.js").unlink()
    open_page(browser, (tmp_path / "site" / "index.html").as_uri())
    type_text(browser, "search", "undeniable")
    wait_until(browser, lambda _: "could not be loaded" in find(browser, "#found").text)
    browser.get_log("browser")


def test_an_entry_of_the_folder_is_followed_to_its_source(out: Path, browser: Any) -> None:
    open_page(browser, (out / "site" / "index.html").as_uri())
    type_text(browser, "search", "undeniable")
    wait_for_entries(browser, 1)
    find(browser, ".entry .when a").click()
    assert find(browser, ".passage mark").text == "This is undeniable and non-negotiable"
    find(browser, ".citation h3 a").click()
    assert find(browser, ".entry:target mark").text == "This is undeniable and non-negotiable"
    find(browser, "#find").send_keys("Crimea\n")
    assert wait_for_entries(browser, 1) == ["Russia annexes Crimea"]


def test_everything_can_be_read_without_scripts(out: Path, browser: Any) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get((out / "page.html").as_uri())
        assert len(visible_words(browser)) == 77
        browser.get((out / "site" / "index.html").as_uri())
        assert len(visible_words(browser)) == 30
        assert not find(browser, "#narrow").is_displayed()
        assert not find(browser, "#find").is_displayed()
        find(browser, "a[rel=next]").click()
        find(browser, "a[rel=next]").click()
        assert len(visible_words(browser)) == 17
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_pages_load_only_published_files(out: Path, browser: Any) -> None:
    for name in ("page.html", "site/index.html", "site/stats.html", "site/sources.html"):
        browser.get("about:blank")
        browser.get((out / name).as_uri())
        loaded = browser.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
        assert [one for one in loaded if not one.startswith((out / "site").as_uri())] == []
        assert browser.execute_script("return getComputedStyle(document.body).maxWidth") != "none"


#: every page, but only the first page of an entry and of each kind of entity
PAGES = ("page.html", "site/index.html", "site/page-*.html", "site/speakers.html", "site/topics.html", "site/places.html", "site/sources.html",
         "site/stats.html", "site/proof.html", "site/e/*", "site/speaker/*", "site/topic/*", "site/place/*", "site/source/*")  # fmt: skip


@needs_axe
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(out: Path, browser_with_axe: Any, page: str) -> None:
    paths = sorted(out.glob(page))
    for path in paths if page.endswith(".html") else paths[:1]:
        browser_with_axe.get(path.as_uri())
        assert violations(browser_with_axe, 1200, 390) == []


def test_axe_looks_at_every_page(out: Path) -> None:
    checked = {path for page in PAGES if page.endswith(".html") for path in out.glob(page)}
    assert checked == {out / "page.html", *(out / "site").glob("*.html")}
    assert {f"site/{path.name}/*" for path in (out / "site").iterdir() if path.is_dir()} <= set(PAGES)


def test_a_search_for_signs_alone_finds_nothing(page: Any) -> None:
    type_text(page, "search", "*")
    assert wait_for_entries(page, 0) == []
    assert "“*”" in find(page, "#found").text


def test_the_back_button_undoes_steps(page: Any) -> None:
    at_first = visible_words(page)
    address = page.current_url
    find(page, "#find").send_keys("event")
    find(page, "#turn button[data-turn='1']").click()
    wait_for_page(page, "Event number 30")
    assert "page=2" in page.current_url
    second = page.current_url
    page.back()
    wait_for_page(page, "Event number 0")
    assert "page=" not in page.current_url
    page.back()
    assert page.current_url == address
    wait_for_page(page, at_first[0])
    open_page(page, second)
    wait_for_page(page, "Event number 30")


def test_a_very_long_text_is_cut_and_scrolled_to_the_marked_word(browser: Any, tmp_path: Path) -> None:
    filled(
        tmp_path / "timeline.db",
        ("add", f"{'many words ' * 500} needle {'and more ' * 500}", "--date", "2014"),
        ("publish", tmp_path / "page.html"),
    )
    open_page(browser, (tmp_path / "page.html").as_uri())
    words = find(browser, ".words")
    assert words.size["height"] < 400
    type_text(browser, "search", "needle")
    assert wait_for_marks(browser, 1) == ["needle"]
    box, mark = words.rect, find(browser, ".words mark").rect
    assert box["y"] <= mark["y"] <= box["y"] + box["height"]
    find(browser, ".long + button").click()
    assert words.size["height"] > 1000
