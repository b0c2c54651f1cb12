"""Compare letters whatever their case and accents, each in its own script.

:mod:`timeline.words.names` transliterates names; this keeps a text as it is written, to look up what somebody types.
"""

import re
import unicodedata
from functools import lru_cache

#: letters that Unicode does not take apart into a letter and an accent
_BARRED = str.maketrans("ıłøđħŧ", "ilodht")
#: scripts that write words without spaces: a word may begin at each of their letters
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
#: the alphabets with letters of two cases or with accents: Latin, Greek, Cyrillic, Armenian and others
_ALPHABETS = range(0x2000)
#: accents that follow a letter as characters of their own, and the vowels of Arabic
_ACCENTS = "[\u0300-\u036f\u064b-\u0652]*"
_NO_LETTER_BEFORE = r"(?<![^\W_].)"


def plain(text: str) -> str:
    """Return a text in small letters without accents; letters of other scripts stay."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold().translate(_BARRED)


def plain_words(text: str) -> str:
    """Return the plain words of a text, one space apart, without what stands between them."""
    return re.sub(r"[\W_]+", " ", plain(text)).strip()


def words(text: str) -> list[str]:
    """Return the words of a text as they are written: letters with their marks, and digits."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in composed).split()


def is_unspaced(word: str) -> bool:
    """Tell whether a word is of a script without spaces, so that others may stand right before it."""
    return _UNSPACED.match(word) is not None


def beginning(word: str) -> re.Pattern[str]:
    """Return a pattern that matches where a word of a text begins like this one."""
    first, *others = map(_any_form, word)
    # Letters are the first thing to look for, because that is fast; what stands before them is looked at then.
    before = "" if is_unspaced(word) else _NO_LETTER_BEFORE
    return re.compile(f"{first}{before}{''.join(_ACCENTS + one for one in others)}", re.DOTALL)


def _any_form(letter: str) -> str:
    """Return a class for a letter in either case, with and without accents."""
    return f"[{letter}{_forms().get(plain(letter), '')}]"


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    """Return each plain letter with all its forms."""
    forms: dict[str, str] = {}
    for letter in map(chr, _ALPHABETS):
        if unicodedata.category(letter)[0] in "LN" and (one := plain(letter)):
            forms[one] = forms.get(one, "") + letter
    return forms
