"""Make stored text harmless to a terminal, and fit it into its width."""

import re
import unicodedata
from collections.abc import Iterator

# Patterns are compiled at their first use, because every command imports this module and few need all of it.

#: private characters that mark up a safe text on its way to the terminal: verbatim words, and a no-break space
MARK, UNMARK, GLUE = "\ue000", "\ue001", "\ue002"
#: noncharacters around the hits of a search
HIT, UNHIT = "\ufdd0", "\ufdd1"
#: characters that move the cursor, change colours or the direction of writing, and the marks above
_UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff\ue000-\ue002]"

#: characters that may not be one cell wide: all but Latin, Greek, Cyrillic and common punctuation
_UNEVEN = "[^\x00-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u200a\u2010-\u2027\u2030-\u205f\u20a0-\u20cf]"
_NO_WIDTH = f"\u200b\u200c\u200d\ufe0f{MARK}{UNMARK}{HIT}{UNHIT}"
#: white space at which a line may break, which excludes a no-break space
_SPACE = "[ \t\n]+"


def visible(text: str) -> str:
    """Return a text in which visible signs replace all control characters but line feed and tab.

    C0 controls become their pictures (escape is ␛), others their code point.
    """
    return text if text.isprintable() else re.sub(_UNSAFE, _stand_in, text.replace("\r\n", "\n"))


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def one_line(text: str) -> str:
    """Return a safe text on one line."""
    return re.sub(_SPACE, " ", visible(text)).strip(" ")


def width(text: str) -> int:
    """Return the width of a text in terminal cells."""
    if text.isascii() or not re.search(_UNEVEN, text):
        return len(text)
    visible_ones = (c for c in text if not unicodedata.combining(c) and c not in _NO_WIDTH)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in visible_ones)


def wrap(text: str, columns: int) -> list[str]:
    """Break a safe text into lines of at most ``columns`` cells, at white space; its own line feeds stay.

    A word longer than a line is cut, as is Chinese and Japanese text. An address stays whole, so that it can be copied.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line: list[str] = []
        used = 0
        for word, cells in _words(paragraph, columns):
            if line and used + 1 + cells > columns:
                lines.append(" ".join(line))
                line, used = [], 0
            used += cells + (1 if line else 0)
            line.append(word)
        lines.append(" ".join(line))
    return lines


def _words(paragraph: str, columns: int) -> Iterator[tuple[str, int]]:
    """Yield words and their widths."""
    measure = len if paragraph.isascii() else width
    for word in re.split(_SPACE, paragraph.strip(" \t")):
        cells = measure(word)
        if cells <= columns or "://" in word:
            yield word, cells
            continue
        piece, used = "", 0
        for character in word:
            cells = width(character)
            if used + cells > columns:
                yield piece, used
                piece, used = "", 0
            piece += character
            used += cells
        yield piece, used
