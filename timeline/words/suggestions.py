"""Suggest known words that look like a mistyped one."""

from collections.abc import Iterable

#: how alike a word has to be: 0.6 is what the interpreter of Python and Click require of a mistyped name
_LEAST_LIKENESS = 0.6
_MOST_SUGGESTIONS = 3


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """Return ``; did you mean “show”?`` for a mistyped word, nearest first; empty if no known word looks like it."""
    from difflib import get_close_matches

    spellings = {word.casefold(): word for word in known}
    close = get_close_matches(typed.casefold(), spellings, _MOST_SUGGESTIONS, _LEAST_LIKENESS)
    if len(close) == len(spellings) > 1:  # the words look alike, and a list of all of them says nothing
        return ""
    listed = " or ".join(f"“{spellings[word]}”" for word in close)
    return f"; did you mean {listed}?" if listed else ""
