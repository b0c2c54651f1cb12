"""Write text to a console that cannot show all of it: plain signs for typographic ones, Latin letters for others.

The error handler of :mod:`codecs` below is for what people read. Data for programs is written in UTF-8, never so.
"""

import codecs
import unicodedata

#: the name of the error handler
READABLE = "timeline.readable"
_SIGNS = {
    **dict.fromkeys("–—‐‑‒―─━", "-"),
    **dict.fromkeys("│┃", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰", "+"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′ʼ", "'"),
    **dict.fromkeys("█▉▊▋▌▍▐▇▆▅▄", "#"),
    **dict.fromkeys("▎▏▕▃▂▁", ""),
    **dict.fromkeys("•·∙▪◦", "*"),
    "…": "...",
    "⋮": ":",
    "→": "->",
    "←": "<-",
    "↦": "->",
    "✓": "+",
    "✗": "x",
    "◂": "<",
    "▸": ">",
    "⟦": "[[",
    "⟧": "]]",
    "⟨": "<",
    "⟩": ">",
    "×": "x",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
}


def register() -> None:
    """Make the error handler known to :mod:`codecs`."""
    codecs.register_error(READABLE, _readable)


def _readable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_substitute(character, error.encoding) for character in text), error.end


def _substitute(character: str, encoding: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    plain = unicodedata.normalize("NFKD", character)
    for text in (plain, "".join(part for part in plain if not unicodedata.combining(part)), _latin(character)):
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            continue
        if text.strip():
            return text
    return "?"


def _latin(character: str) -> str:
    from anyascii import anyascii  # only a console without Unicode needs its tables

    return anyascii(character)
