"""The settings: where each comes from, what they change, and a broken file of settings."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.commands import Run, refused
from tests.support.terminal import Terminal
from timeline.settings import SETTINGS, Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of a file of settings that does not exist yet."""
    path = tmp_path / "folder" / "config.toml"
    monkeypatch.setenv("TIMELINE_CONFIG", str(path))
    return path


def listed(run: Run) -> dict[str, tuple[str | None, str]]:
    """Return every setting with its value and where it comes from."""
    rows = json.loads(run("config", "--format", "json").stdout)
    return {row["setting"]: (row["value"], row["from"]) for row in rows}


def test_every_setting_is_listed_with_its_value_and_where_it_comes_from(
    run: Run, settings: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("config", "set", "title", "What was said")
    run("config", "set", "color", "never")
    assert listed(run) == {
        "database": (str(file), "TIMELINE_DB"),
        "actor": ("tester", "TIMELINE_ACTOR"),
        "date_order": (None, "default"),
        "allow_private": ("no", "default"),
        "title": ("What was said", str(settings)),
        "base_url": (None, "default"),
        "color": ("never", str(settings)),
    }
    monkeypatch.setenv("NO_COLOR", "1")
    assert listed(run)["color"] == ("never", "NO_COLOR")
    shown = run("config")
    assert shown.stderr == f"the settings are in {settings}\n"
    assert [line.split()[0] for line in shown.stdout.splitlines()] == ["setting", *SETTINGS]


def test_setting_keeps_comments_and_unsetting_restores_the_default(run: Run, settings: Path) -> None:
    settings.parent.mkdir()
    settings.write_text('# mine\ntitle = "A"  # for the desk\n\n# later\n', encoding="utf-8")
    assert run("config", "set", "title", "B").stderr == f"title is now B, in {settings}\n"
    run("config", "set", "date-order", "dmy")
    assert "# mine\n" in settings.read_text(encoding="utf-8")
    assert "# for the desk\n" in settings.read_text(encoding="utf-8")
    run("config", "unset", "title")
    assert listed(run)["title"] == (None, "default")
    assert listed(run)["date_order"] == ("dmy", str(settings))
    assert "title" in refused(run, "config", "unset", "title", code=3)


def test_a_setting_under_a_variable_says_so(run: Run, settings: Path) -> None:
    note = run("config", "set", "actor", "Ana").stderr
    assert note == f"actor is now Ana, in {settings}\nTIMELINE_ACTOR comes before it, and says tester\n"


def test_the_database_of_the_settings_is_used_from_any_folder(
    run: Run, example: Path, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    shutil.copy(example, other / "mine.db")
    monkeypatch.chdir(other)
    run("config", "set", "database", "mine.db")
    assert Settings({"TIMELINE_CONFIG": str(settings)}).value("database").text == str(other / "mine.db")
    assert Settings({"TIMELINE_CONFIG": str(settings), "TIMELINE_DB": "x.db"}).value("database").text == "x.db"


def test_the_usual_place_is_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert Path(Settings({}).path).parent.name == "timeline"
    assert Settings({}).value("title") == ("", "default")


def test_the_actor_writes_unless_by_names_another(
    run: Run, example: Path, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TIMELINE_ACTOR")
    run("config", "set", "actor", "Ana Lind")
    run("edit", 12, "--note", "x")
    run("edit", 12, "--note", "y", "--by", "Boris")
    actors = [changeset["actor"] for changeset in json.loads(run("log", "--format", "json").stdout)]
    assert actors[:2] == ["Boris", "Ana Lind"]


def test_the_date_order_holds_for_phrases_filters_and_files_that_leave_it_open(
    run: Run, file: Path, settings: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("what,date\nA,03/04/2025\n", encoding="utf-8")
    settled = tmp_path / "settled.csv"
    settled.write_text("what,date\nB,04/13/2025\nC,03/04/2025\n", encoding="utf-8")
    refused(run, "date", "03/04/2025")
    run("config", "set", "date_order", "dmy")
    assert "EDTF      2025-04-03" in run("date", "03/04/2025").stdout
    assert "EDTF      2025-03-04" in run("date", "03/04/2025", "--date-order", "mdy").stdout
    run("import", table, settled, "--map", "title=what")
    dates = {entry["title"]: entry["date"] for entry in json.loads(run("show", "--format", "json").stdout)}
    assert dates == {"A": "2025-04-03", "B": "2025-04-13", "C": "2025-03-04"}
    assert run("show", "--on", "03/04/2025", "--count").stdout == "1\n"
    run("source", "add", "--title", "x", "https://example.org/a", "--no-fetch")
    run("cite", 1, "https://example.org/a", "--exact", "anything")


def test_pages_have_the_title_and_the_base_url_of_the_settings(
    run: Run, example: Path, settings: Path, tmp_path: Path
) -> None:
    run("config", "set", "title", "What was said")
    run("config", "set", "base_url", "https://example.org/said/")
    run("publish", tmp_path / "site")
    entry = next(path for path in (tmp_path / "site" / "e").iterdir())
    text = entry.read_text(encoding="utf-8")
    assert "What was said" in text
    assert f"https://example.org/said/e/{entry.name}" in text
    run("publish", tmp_path / "site", "--base-url", "https://example.com", "--title", "Other")
    assert f"https://example.com/e/{entry.name}" in entry.read_text(encoding="utf-8")
    refused(run, "publish", tmp_path / "other", "--base-url", "example.com", field="--base-url")


def test_colors_always_and_never(run: Run, example: Path, settings: Path) -> None:
    run("config", "set", "color", "always")
    assert "\x1b[" in run("show", "--limit", "1").stdout
    run("config", "set", "color", "never")
    assert "\x1b[" not in run("show", "--limit", "1").stdout
    terminal = Terminal("--db", example, "search", "Moscow", "--limit", "1")
    assert terminal.finish() == 0
    assert "⟦Moscow⟧" in terminal.seen


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["set", "titel", "x"], 3, "did you mean “title”?"),
        (["set", "date_order", "dym"], 4, "dmy, mdy, ymd"),
        (["set", "color", "alway"], 4, "did you mean “always”?"),
        (["set", "base_url", "ftp://example.org"], 4, "https://"),
        (["set", "base_url", "https://exam ple.org"], 4, "https://"),
        (["set", "title", " "], 4, "1 to 300"),
        (["set", "actor", "a\nb"], 4, "1 to 300"),
        (["unset", "title"], 3, "has no title"),
        (["st", "title", "x"], 2, "'set'"),
    ],
)
def test_bad_input_changes_nothing(run: Run, settings: Path, arguments: list[str], code: int, what: str) -> None:
    assert what in refused(run, "config", *arguments, code=code)
    assert not settings.exists()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("title = ", "TOML"),
        ('databse = "x.db"', "did you mean “database”?"),
        ("title = 3", "quotation marks"),
        ('date_order = "american"', "dmy, mdy, ymd"),
        ('[title]\na = "b"', "quotation marks"),
        ("title = '\udcff'", "UTF-8"),
    ],
)
def test_a_broken_file_of_settings_is_refused_in_one_line_that_names_it(
    run: Run, example: Path, settings: Path, text: str, what: str
) -> None:
    settings.parent.mkdir()
    settings.write_bytes(text.encode("utf-8", "surrogateescape"))
    message = refused(run, "config")
    assert str(settings) in message
    assert what in message
    if "date_order" not in text:
        run("show", "--limit", "1", code=0 if what == "quotation marks" else 4)
    assert run("--help").stdout
    if what in ("TOML", "UTF-8"):
        refused(run, "config", "set", "title", "x")
    assert settings.read_bytes() == text.encode("utf-8", "surrogateescape")


def test_a_broken_setting_is_repaired_by_setting_or_unsetting_it(run: Run, example: Path, settings: Path) -> None:
    settings.parent.mkdir()
    settings.write_text('color = 5\nbase_url = ["a"]\n', encoding="utf-8")
    run("config", "set", "color", "never")
    run("config", "unset", "base_url")
    assert run("show", "--count").stdout == "14\n"
    settings.write_text('colour = "x"\n', encoding="utf-8")
    assert "did you mean “color”" in refused(run, "show")
    run("config", "unset", "colour")
    assert run("show", "--count").stdout == "14\n"


def test_a_broken_setting_stops_only_what_it_concerns(run: Run, example: Path, settings: Path) -> None:
    settings.parent.mkdir()
    settings.write_text('base_url = "x"\ncolor = "x"\n', encoding="utf-8")
    assert run("show", "--count").stdout == "14\n"
    assert run("date", "2014").stdout
    assert "color" in refused(run, "show")
