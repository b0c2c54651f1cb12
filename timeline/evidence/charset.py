"""Decode the bytes of a page without guessing: a page in the wrong charset is full of words that nobody wrote.

The charset that the user names decides, else a byte order mark, else the charset that the server or the page declares.
Bytes beyond ASCII that are valid UTF-8 are UTF-8, whatever is declared: other charsets hardly ever look like it.
"""

import codecs
import re

from timeline.errors import RefusedError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
#: where a page may declare its charset (https://html.spec.whatwg.org, "prescan", with room for comments)
_HEAD_BYTES = 8192
#: charsets of real pages; Python also has others (rot13, unicode_escape, utf-7, punycode)
_KNOWN = frozenset(
    "utf-8 utf-16 utf-16-le utf-16-be koi8-r koi8-u gbk gb2312 gb18030 big5 big5hkscs shift_jis cp932 euc_jp"
    " iso2022_jp euc_kr cp949 johab cp866 cp874 cp437 cp850 cp852 cp855 mac-cyrillic mac-roman tis-620 ptcp154 kz1048"
    f" {' '.join(f'cp125{n}' for n in range(9))} {' '.join(f'iso8859-{n}' for n in range(1, 17))}".split()
)
#: charsets that a page may have instead of the one that it declares
_RIVALS = (
    "cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "cp1250", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256",
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
)  # fmt: skip
_OF_SEVERAL_BYTES = frozenset(
    [
        "gbk",
        "gb2312",
        "gb18030",
        "big5",
        "big5hkscs",
        "shift_jis",
        "cp932",
        "euc_jp",
        "iso2022_jp",
        "euc_kr",
        "cp949",
        "johab",
    ]
)
_BEYOND_ASCII = bytes(range(128, 256))
_MIXED = re.compile("[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]")
_SAMPLE_BYTES, _LEAST_LETTERS, _LEAST_MIXED_WORDS, _FAR_MORE = 4096, 40, 4, 0.2
#: labels that browsers read as windows-1252 (https://encoding.spec.whatwg.org)
_WESTERN = ("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1")


def decode(
    content: bytes, *, chosen: str | None = None, declared: str | None = None, html: bool = False
) -> tuple[str, str]:
    """Return the text of a page or file, and its charset as Python names it.

    ``chosen`` is the charset that the user names, ``declared`` the one that the server names. Raises RefusedError if
    the charset is not certain, or if the bytes do not fit it.
    """
    if chosen is not None:
        return _strictly(content, _known(chosen), f"it is not valid {chosen}")
    for mark, charset in _MARKS:
        if content.startswith(mark):
            return _strictly(
                content, charset, f"it begins with the byte order mark of {charset}, but is not valid {charset}"
            )
    meta = _META.search(content[:_HEAD_BYTES]) if html else None
    label = declared or (meta[1].decode("ascii", "replace") if meta else None)
    named = label and _codec(label)
    if (named is None or not content.isascii()) and _is_utf8(content):
        return content.decode(), "utf-8"
    if named is None:
        declares = f"declares the unknown charset {label[:40]}" if label else "declares no charset"
        raise RefusedError(f"it {declares} and is not UTF-8; name its charset, such as windows-1251", field="charset")
    text, name = _strictly(content, named, f"it declares the charset {label}, but is not valid {label}")
    if not content.isascii() and (likely := _likelier(content, named)):
        word = next((word for word in re.findall(r"\w{4,}", text) if not word.isascii()), text[:20])
        raise RefusedError(
            f"it declares the charset {label}, in which it reads “{word[:40]}”; probably it is {likely}; name it",
            field="charset",
        )
    return text, name


def _likelier(content: bytes, declared: str) -> str | None:
    """Return the charset in which bytes read like a language, if in the declared one they clearly do not.

    charset-normalizer (https://charset-normalizer.readthedocs.io) measures how much a text is like those of a language,
    from 0 to 1. A page has to be far more so in another charset.
    """
    from charset_normalizer import from_bytes

    if declared in _OF_SEVERAL_BYTES:
        return None  # other bytes hardly ever are valid in it
    sample = _sample(content)
    text = sample.decode(declared, "replace")
    is_mixed = len(_MIXED.findall(text)) >= _LEAST_MIXED_WORDS  # letters of two alphabets in a word
    if not is_mixed and len(sample) - len(sample.translate(None, _BEYOND_ASCII)) < _LEAST_LETTERS:
        return None
    matches = from_bytes(sample, cp_isolation=[declared, *_RIVALS], threshold=1.0)
    measured = {match.encoding: match.coherence for match in matches}
    own = max((like for name, like in measured.items() if sample.decode(name, "replace") == text), default=0.0)
    best = max(measured, key=lambda name: measured[name], default=declared)
    return best.replace("cp125", "windows-125") if measured.get(best, 0.0) >= own + _FAR_MORE else None


def _sample(content: bytes) -> bytes:
    """Return some of the words of a page that are not ASCII: what stands between the end of a tag and the next one."""
    parts: list[bytes] = []
    length = 0
    for piece in content.split(b"<"):
        for line in piece.rpartition(b">")[2].splitlines():
            if not line.isascii():
                parts.append(line)
                length += len(line)
        if length > _SAMPLE_BYTES:
            break
    return b"\n".join(parts)[:_SAMPLE_BYTES]


def _strictly(content: bytes, charset: str, wrong: str) -> tuple[str, str]:
    try:
        return content.decode(charset), charset
    except UnicodeError as error:
        at = f" (byte {error.start:,})" if isinstance(error, UnicodeDecodeError) else ""
        raise RefusedError(f"{wrong}{at}; name its charset, such as windows-1251", field="charset") from None


def refuse_unknown(label: str | None) -> None:
    """Raise RefusedError, at the charset, if there is no charset of that name."""
    if label is not None:
        _known(label)


def _known(label: str) -> str:
    charset = _codec(label)
    if charset is None:
        raise RefusedError(f"“{label[:40]}” is not a charset; write one such as utf-8 or windows-1251", field="charset")
    return charset


def _codec(label: str) -> str | None:
    """Return Python's name of a charset, or None if the charset is unknown."""
    if label.strip().lower().replace("_", "-") in _WESTERN:
        return "windows-1252"
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    return name if name in _KNOWN else None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
