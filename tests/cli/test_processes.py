"""Real processes: pipes, terminals, signals, rights, and two programs at once."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.processes import at_once
from tests.support.terminal import Terminal

TIMELINE = [sys.executable, "-m", "timeline"]


def timeline(*args: object, **options: object) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own."""
    return subprocess.run([*TIMELINE, *map(str, args)], text=True, capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def readable(example: Path) -> Iterator[Path]:
    """Return the example; a test may take away its permissions, which are restored afterwards."""
    yield example
    example.parent.chmod(0o755)
    for path in example.parent.iterdir():
        path.chmod(0o644)


#: root ignores mode bits unless it gives its capabilities away
GIVE_UP_RIGHTS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.getuid() == 0 else []


def rights_can_be_given_up() -> bool:
    """Tell whether a command can be run so that mode bits apply to it."""
    try:
        return subprocess.run([*GIVE_UP_RIGHTS, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


needs_mode_bits = pytest.mark.skipif(
    not rights_can_be_given_up(), reason="this is root, and setpriv cannot give up its rights"
)


def without_rights(*args: object) -> "subprocess.CompletedProcess[str]":
    """Run a command as a user to whom mode bits apply."""
    command = [*GIVE_UP_RIGHTS, *TIMELINE, *map(str, args)]
    return subprocess.run(command, text=True, capture_output=True, check=False)


def test_a_closed_pipe_is_not_an_error(run: Run, file: Path) -> None:
    run("add", "-", "--date", "2014", stdin="many words " * 200_000)
    for command in ("show", "show 1", "show --format json", "show --format csv"):
        line = f"{sys.executable} -m timeline --db {file} {command} | head -c 100 > /dev/null; echo ${{PIPESTATUS[0]}}"
        result = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
        assert (result.stdout, result.stderr) == ("0\n", ""), command


@pytest.mark.parametrize("command", ["add x --date 2021", "speaker add Somebody", "topic add this"])
def test_an_entry_is_stored_even_if_nobody_reads_its_number(run: Run, example: Path, command: str) -> None:
    line = f"{sys.executable} -m timeline --db {example} {command} | true; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == ("0\n", "")
    assert run("show", "--count").stdout == ("15\n" if command.startswith("add") else "14\n")
    assert "Somebody" in run("speaker", "list").stdout or command != "speaker add Somebody"
    assert "this" in run("topic", "list").stdout or command != "topic add this"


def test_a_full_disk_behind_stderr_undoes_nothing(run: Run, example: Path) -> None:
    with open("/dev/full", "w") as full:
        command = [*TIMELINE, "--db", str(example), "add", "x", "--date", "2014", "--topic", "new"]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "15\n")
    assert run("show", "--count").stdout == "15\n"


def test_a_full_disk_behind_stdout(example: Path) -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [*TIMELINE, "--db", str(example), "show"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert result.returncode == 4
    assert result.stderr == "timeline: output: No space left on device\n"


def test_output_in_a_terminal_that_knows_only_ascii(example: Path) -> None:
    result = timeline("--db", example, "show", env={"PYTHONIOENCODING": "ascii", "PATH": os.environ["PATH"]})
    assert result.returncode == 0
    assert result.stderr == ""
    assert "Russia annexes Crimea" in result.stdout


@needs_mode_bits
def test_a_file_that_may_only_be_read(readable: Path) -> None:
    readable.chmod(0o444)
    readable.parent.chmod(0o755)
    written = without_rights("--db", readable, "add", "x", "--date", "2014")
    assert written.returncode == 5
    assert "cannot be written to" in written.stderr
    assert written.stderr.count("\n") == 1
    assert without_rights("--db", readable, "show", "--count").stdout == "14\n"


@needs_mode_bits
def test_a_wal_file_on_a_read_only_medium(readable: Path) -> None:
    with closing(sqlite3.connect(readable)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    for suffix in ("-wal", "-shm"):
        readable.with_name(readable.name + suffix).unlink(missing_ok=True)
    readable.chmod(0o444)
    readable.parent.chmod(0o555)
    shown = without_rights("--db", readable, "show", "--count")
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "14\n", "")
    written = without_rights("--db", readable, "add", "x", "--date", "2014")
    assert written.returncode == 5
    assert written.stderr.count("\n") == 1


@needs_mode_bits
def test_a_folder_that_may_not_be_written_to(readable: Path) -> None:
    readable.parent.chmod(0o555)
    result = without_rights("--db", readable.parent / "new.db", "add", "x", "--date", "2014")
    assert result.returncode == 5
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


@needs_mode_bits
def test_a_file_that_may_not_be_read(readable: Path) -> None:
    readable.chmod(0o000)
    readable.parent.chmod(0o755)
    result = without_rights("--db", readable, "show")
    assert result.returncode == 5
    assert result.stderr.count("\n") == 1


def test_ctrl_c_while_asking(tmp_path: Path) -> None:
    file = tmp_path / "t.db"
    terminal = Terminal("--db", file, "add")
    terminal.wait_for("Source")
    terminal.interrupt()
    assert terminal.finish() == 130
    assert "interrupted; nothing was stored" in terminal.seen
    assert "Traceback" not in terminal.seen
    assert not file.exists()


def test_asking_field_by_field(run: Run, example: Path) -> None:
    terminal = Terminal("--db", example, "add")
    terminal.answer("Source", "99")
    terminal.answer("there is no source 99", "https://example.org/x")
    terminal.answer("Title", "")
    terminal.answer("Publisher", "Example")
    terminal.answer("Published", "?")
    terminal.answer("When the source was published. Enter leaves it", "yesterday")
    terminal.answer("“yesterday”", "2025-02-28")
    terminal.answer("Speaker", "Sergey Lavrof")
    terminal.answer("not 2 Sergey Lavrov (RU)?", "n")
    terminal.answer("Speaker", "Лавров; Lavrov")
    terminal.answer("twice", "Лавров")
    terminal.answer("Лавров is 2 Sergey Lavrov (RU)", "")
    terminal.answer("needed", "“Not today”")
    terminal.answer("Date", "2025-02-30")
    terminal.answer("February 2025 has 28 days", "on Thursday")
    terminal.wait_for("is read as 27 Feb 2025 (weekday), relative to 28 Feb 2025")
    terminal.answer("Is that right?", "n")
    terminal.answer("write the date in full", "on Thursday")
    terminal.answer("Is that right?", "")
    terminal.answer("Role", "")
    terminal.answer("Setting", "interview")
    terminal.answer("Topics", "999")
    terminal.answer("no topic is known as “999”", "front line; talks")
    terminal.answer("Places", "")
    terminal.answer("via", "77")
    terminal.answer("there is no source 77", "")
    terminal.answer("Exact", "Not today")
    terminal.answer("Links", "?")
    terminal.answer("responds to", "reaffirms 99\x1b[D")
    terminal.answer("arrow and control keys do not work here", "reaffirms 99")
    terminal.answer("no entry 99", "reaffirms 6")
    terminal.answer("Note", "")
    terminal.wait_for("new topic: talks")
    assert "“Not today”" in terminal.seen
    terminal.answer("Store it?", "y")
    terminal.answer("\n15\r\nAnother entry from this source?", "n")
    assert terminal.finish() == 0
    shown = run("show", "15").stdout
    assert "on Thursday" in shown
    assert (
        "27 Feb 2025 · Sergey Lavrov, foreign minister, Russia · interview"
        in run("show", "--since", "2025-02-27", "--topic", "talks").stdout
    )


def test_a_publisher_that_is_typed_as_a_source_is_the_title_of_a_new_one(run: Run, example: Path) -> None:
    run("source", "edit", "1", "--publisher", "Daily News")
    terminal = Terminal("--db", example, "add")
    terminal.answer("Source", "Daily News")
    terminal.answer("Publisher", "Example")
    terminal.answer("Published", "2025-02-28")
    terminal.answer("Speaker", "")
    terminal.answer("What happened", "Something")
    terminal.answer("Date", "2025-02-27")
    for prompt in ("Topics", "Places", "via", "Exact", "Links", "Note"):
        terminal.answer(prompt, "")
    terminal.answer("Store it?", "y")
    terminal.answer("Another entry from this source?", "n")
    assert terminal.finish() == 0
    assert "Daily News, Example, 28 Feb 2025" in run("show", "15").stdout


def test_answers_can_be_changed_before_they_are_stored_and_the_source_stays(run: Run, example: Path) -> None:
    terminal = Terminal("--db", example, "add")
    first = {"Source": "1", "Speaker": "", "What happened": "Somthing", "Date": "yesterday", "Is that right": "y", "Topics": "",
             "Places": "Odesa", "via": "-", "Exact": "", "Links": "", "Note": "aside"}  # fmt: skip
    for prompt, text in first.items():
        terminal.answer(prompt, text)
    terminal.answer("Store it?", "n")
    terminal.answer("Change something?", "y")
    changed = {"Source": "", "Speaker": "", "What happened": "Something", "Date": "", "Is that right": "", "Topics": "",
               "Places": "", "via": "", "Exact": "", "Links": "", "Note [aside]": "-"}  # fmt: skip
    for prompt, text in changed.items():
        terminal.answer(prompt, text)
    terminal.answer("Store it?", "y")
    terminal.answer("Another entry from this source?", "y")
    terminal.wait_for("Speaker")
    assert "Source (" not in terminal.seen
    terminal.interrupt()
    assert terminal.finish() == 130
    assert "interrupted; only" in terminal.seen
    shown = run("show", "15", "--format", "csv").stdout
    assert "Something" in shown
    assert "2025-02-26" in shown
    assert "Odesa" in shown
    assert "aside" not in shown
    assert run("show", "--count").stdout == "15\n"


def test_an_entry_that_is_not_confirmed_is_not_stored(run: Run, file: Path) -> None:
    terminal = Terminal("--db", file, "add")
    answers = {
        "Source": "",
        "Speaker": "",
        "What happened": "Something",
        "Date": "2014",
        "Topics": "",
        "Places": "",
        "Links": "",
        "Note": "",
    }
    for prompt, text in answers.items():
        terminal.answer(prompt, text)
    terminal.answer("Store it?", "n")
    terminal.answer("Change something?", "n")
    assert terminal.finish() == 0
    assert "not stored" in terminal.seen
    assert not file.exists()


def test_colour_only_on_a_terminal_that_wants_it(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "cat")
    terminal = Terminal("--db", example, "show", "12")
    assert terminal.finish() == 0
    assert "\x1b[33m“This is undeniable and non-negotiable”" in terminal.seen
    assert "\x1b[" not in timeline("--db", example, "show", "12").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal("--db", example, "show", "12")
    assert terminal.finish() == 0
    assert "\x1b[" not in terminal.seen


def test_two_writers_and_a_reader_at_once(run: Run, file: Path) -> None:
    run("init")
    rows = [[("add", f"{name} {n}", "--date", "2014", "--topic", "shared") for n in range(8)] for name in ("a", "b")]
    reads = 0
    with at_once(file, *rows) as writers:
        while writers.poll() is None:
            assert timeline("--db", file, "show", "--count").returncode == 0
            reads += 1
    assert writers.returncode == 0
    assert reads > 0
    assert run("show", "--count").stdout == "16\n"
    assert run("topic", "list", "--format", "csv").stdout.splitlines()[1:] == ["1,shared,16,"]


def test_two_programs_make_the_same_file_at_once(file: Path) -> None:
    with at_once(file, *([("add", f"{n}", "--date", "2014")] for n in range(4))) as makers:
        assert makers.wait() == 0
    assert timeline("--db", file, "show", "--count").stdout == "4\n"


def test_a_program_that_gives_up_on_a_new_file_takes_it_from_nobody(file: Path) -> None:
    for _ in range(3):
        refused = [[*TIMELINE, "--db", str(file), "add", "x", "--date", "2014", "--link", "about 99"]] * 3
        stored = [[*TIMELINE, "--db", str(file), "add", f"{number}", "--date", "2014"] for number in range(3)]
        commands = [command for pair in zip(refused, stored, strict=True) for command in pair]
        begun = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for command in commands]
        errors = [process.communicate()[1] for process in begun]
        codes = [process.returncode for process in begun]
        assert codes == [3, 0] * 3, errors
        assert timeline("--db", file, "show", "--count").stdout == "3\n"
        for path in file.parent.iterdir():
            path.unlink()


def test_python_m_and_environment(example: Path) -> None:
    assert timeline("show", "--count", env={**os.environ, "TIMELINE_DB": str(example)}).stdout == "14\n"
    assert timeline("show", "--count", cwd=example.parent).stdout == "14\n"
    assert (
        timeline("show", "--count", "--db", example, env={**os.environ, "TIMELINE_DB": "/nowhere/x.db"}).stdout
        == "14\n"
    )


def test_shell_completion(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("timeline")
    environment = {**os.environ, "_TIMELINE_COMPLETE": "bash_complete", "COMP_WORDS": "timeline sh", "COMP_CWORD": "1"}
    result = subprocess.run([program], env=environment, capture_output=True, text=True, check=False)
    assert result.stdout == "plain,show\n"


def test_a_number_that_cannot_be_printed_is_in_the_error(run: Run, example: Path) -> None:
    with open("/dev/full", "w") as full:
        command = [*TIMELINE, "--db", str(example), "add", "x", "--date", "2014"]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert result.returncode == 4
    assert result.stderr == "timeline: stored as number 15, which could not be printed: No space left on device\n"
    assert run("show", "--count").stdout == "15\n"


@pytest.mark.parametrize("command", ["show", "show --format csv", "add x --date 2021", "speaker list", "--help"])
def test_closed_streams(example: Path, command: str) -> None:
    line = f"{sys.executable} -m timeline --db {example} {command} >&- <&-"
    result = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_stdin_that_is_closed(example: Path) -> None:
    for arguments, fact in (("add", "TEXT"), ("add - --date 2020", "TEXT: ")):
        line = f"{sys.executable} -m timeline --db {example} {arguments} <&-"
        result = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert fact in result.stderr
        assert result.stderr.count("\n") == 1


def test_data_for_other_programs_is_utf8_whatever_the_locale_says(example: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for format_ in ("json", "jsonl", "csv", "markdown"):
        command = [*TIMELINE, "--db", str(example), "show", "12", "--format", format_]
        plain, ascii_ = (
            subprocess.run(command, env=env, capture_output=True, check=True).stdout
            for env in (os.environ, environment)
        )
        assert plain == ascii_
        assert "“" in plain.decode() or format_ != "markdown"


def test_no_arguments_show_help(example: Path) -> None:
    for arguments in ((), ("speaker",), ("db",)):
        result = timeline(*arguments)
        assert result.returncode == 2
        assert result.stderr.startswith("Usage: timeline")
        assert len(result.stderr.splitlines()) > 8


def test_csv_on_a_terminal_controls_nothing(run: Run, file: Path) -> None:
    run("add", "\x1b[31mred", "--date", "2014")
    terminal = Terminal("--db", file, "show", "--format", "csv")
    assert terminal.finish() == 0
    assert "\x1b" not in terminal.seen
    assert "␛[31mred" in terminal.seen
    assert "\x1b[31mred" in run("show", "--format", "csv").stdout


def test_reading_leaves_no_files_behind(example: Path) -> None:
    timeline("--db", example, "add", "x", "--date", "2014")
    assert timeline("--db", example, "show").returncode == 0
    left = sorted(path.name for path in example.parent.iterdir())
    assert left == [f".timeline-{example.name}.turn", example.name]  # the lock of writers stays


def test_an_actor_that_is_not_utf8(example: Path) -> None:
    environment = {**os.environb, b"TIMELINE_ACTOR": b"a\xff"}
    command = [*TIMELINE, "--db", str(example), "add", "x", "--date", "2014"]
    assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
