"""Check that a text is in English, the only language of articles that timeline can read."""

import re
from itertools import islice

#: words of almost every English sentence that no neighbouring language has
_COMMON = frozenset(
    (
        *("the", "of", "and", "to", "that", "was", "for", "said", "with", "his", "from", "by"),
        *("have", "has", "this", "which", "they", "their", "not", "are"),
    )
)
#: the least share of these words; it is some 20 per cent in English, and they are rare elsewhere
_SHARE = 0.06
#: how many words a text needs for the check, and how many are checked
_LEAST_WORDS, _CHECKED_WORDS = 15, 2000
_LATIN = 0.8


def is_english(text: str) -> bool:
    """Return whether a text may be English, by its letters and its commonest words. A few words may be any language."""
    letters = [letter for letter in text[:100_000] if letter.isalpha()]
    if sum(map(str.isascii, letters)) < len(letters) * _LATIN:
        return False
    words = [match[0].lower() for match in islice(re.finditer(r"[^\W\d_]+", text), _CHECKED_WORDS)]
    return len(words) < _LEAST_WORDS or sum(word in _COMMON for word in words) >= len(words) * _SHARE
