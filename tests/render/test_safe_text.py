"""No stored text can move the cursor, and every line fits."""

from hypothesis import given
from hypothesis import strategies as st

from timeline.render.safe import one_line, visible, width, wrap


def test_control_characters_become_visible_signs() -> None:
    assert visible("\x1b[31mred\x07\x7f\x9b\u202e\r\nx\ry\t.") == "␛[31mred␇␡⟨U+009B⟩⟨U+202E⟩\nx␍y\t."
    assert one_line(" a\n\tb  c ") == "a b c"
    assert one_line("a\u00a0b") == "a\u00a0b"


def test_width_counts_cells() -> None:
    assert [width(t) for t in ("abc", "日本", "e\u0301", "")] == [3, 4, 1, 0]


def test_wrap() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("日本語日本語", 6) == ["日本語", "日本語"]
    assert wrap("see https://example.org/long/long now", 10) == ["see", "https://example.org/long/long", "now"]
    assert wrap("a\n\nb", 10) == ["a", "", "b"]
    assert wrap("a\u00a0b c", 3) == ["a\u00a0b", "c"]


@given(st.text(), st.integers(4, 50))
def test_no_line_is_too_wide_and_no_word_is_lost(text: str, columns: int) -> None:
    safe = visible(text)
    lines = wrap(safe, columns)
    assert all(width(line) <= columns or "://" in line for line in lines)
    assert "".join("".join(lines).split()) == "".join(safe.split())
    assert not any(ord(c) < 32 and c not in "\n\t" for c in safe)


@given(st.text(st.characters(exclude_characters="\ue000\ue001\ue002", exclude_categories=["Cs"])))
def test_harmless_text_stays_as_it_is(text: str) -> None:
    if text.isprintable():
        assert visible(text) == text
