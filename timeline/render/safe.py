"""Making stored text inert for a terminal, and fitting it to one."""

import re
import unicodedata
from collections.abc import Iterator

# Patterns are compiled at their first use: every command imports this room, few need all of it.

#: private characters that mark up a safe text on its way to the terminal: words really used, and a space that holds
MARK, UNMARK, GLUE = "\ue000", "\ue001", "\ue002"
#: noncharacters around the words that a search has found
HIT, UNHIT = "\ufdd0", "\ufdd1"
#: what moves the cursor, changes colours or turns the direction of writing, and our own marks
_UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff\ue000-\ue002]"

#: whatever is not plainly one cell wide: beyond Latin, Greek, Cyrillic and common punctuation
_UNEVEN = "[^\x00-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u200a\u2010-\u2027\u2030-\u205f\u20a0-\u20cf]"
_NO_WIDTH = f"\u200b\u200c\u200d\ufe0f{MARK}{UNMARK}{HIT}{UNHIT}"
#: white space at which a line may break; a no-break space is none
_SPACE = "[ \t\n]+"


def visible(text: str) -> str:
    """Return a text with every control character but line feed and tab replaced by a visible stand-in.

    C0 controls become their pictures (escape reads ␛), others their code point.
    """
    return text if text.isprintable() else re.sub(_UNSAFE, _stand_in, text.replace("\r\n", "\n"))


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def one_line(text: str) -> str:
    """Return a text that is safe and stands on one line."""
    return re.sub(_SPACE, " ", visible(text)).strip(" ")


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii() or not re.search(_UNEVEN, text):
        return len(text)
    shown = (c for c in text if not unicodedata.combining(c) and c not in _NO_WIDTH)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in shown)


def wrap(text: str, columns: int) -> list[str]:
    """Break a safe text into lines of at most ``columns`` cells, at white space; its own line feeds hold.

    A word longer than a line is cut, as Chinese and Japanese have to be, but an address stays whole: it is copied.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line: list[str] = []
        used = 0
        for word, taken in _words(paragraph, columns):
            if line and used + 1 + taken > columns:
                lines.append(" ".join(line))
                line, used = [], 0
            used += taken + (1 if line else 0)
            line.append(word)
        lines.append(" ".join(line))
    return lines


def _words(paragraph: str, columns: int) -> Iterator[tuple[str, int]]:
    """Yield words and their widths."""
    measure = len if paragraph.isascii() else width
    for word in re.split(_SPACE, paragraph.strip(" \t")):
        taken = measure(word)
        if taken <= columns or "://" in word:
            yield word, taken
            continue
        piece, used = "", 0
        for character in word:
            taken = width(character)
            if used + taken > columns:
                yield piece, used
                piece, used = "", 0
            piece += character
            used += taken
        yield piece, used
