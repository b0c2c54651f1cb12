"""Telling whether a text is in English, the language that articles are read in."""

import re
from itertools import islice

#: words that hardly any English sentence does without, and that no neighbouring language has
_COMMON = frozenset(
    (
        *("the", "of", "and", "to", "that", "was", "for", "said", "with", "his", "from", "by"),
        *("have", "has", "this", "which", "they", "their", "not", "are"),
    )
)
#: their share in English is some 20 per cent; in other languages they stand only in names and quotations
_SHARE = 0.06
_ENOUGH, _LOOKED_AT = 15, 2000
_LATIN = 0.8


def is_english(text: str) -> bool:
    """Tell whether a text may be English, by its letters and its commonest words; a few words alone tell nothing."""
    letters = [letter for letter in text[:100_000] if letter.isalpha()]
    if sum(map(str.isascii, letters)) < len(letters) * _LATIN:
        return False
    words = [match[0].lower() for match in islice(re.finditer(r"[^\W\d_]+", text), _LOOKED_AT)]
    return len(words) < _ENOUGH or sum(word in _COMMON for word in words) >= len(words) * _SHARE
