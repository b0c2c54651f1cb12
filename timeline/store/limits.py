"""What a typed field must be to be stored, whichever command it was typed for."""

import re

from timeline.errors import RefusedError

_MARKS = "“”„‟«»‹›\"'‘’‚「」『』 \t\n"


def checked(what: str, text: str, field: str | None = None) -> str:
    """Return a text without its outer white space; raise RefusedError, at a field, if it is empty or unfit."""
    try:
        return _checked(what, text)
    except RefusedError as error:
        error.field = field
        raise


def _checked(what: str, text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise RefusedError(f"{what} is empty")
    if "\0" in stripped:
        raise RefusedError(f"{what} holds a NUL character (byte 0), which no text can hold; remove it")
    if any("\ud800" <= character <= "\udfff" for character in stripped):
        raise RefusedError(f"{what} is not valid UTF-8; convert it first, for example with iconv")
    if not stripped.strip(_MARKS).strip():
        raise RefusedError(f"{what} is empty but for quotation marks")
    if not any(character.isprintable() and not character.isspace() for character in stripped):
        raise RefusedError(f"{what} is empty: none of its characters can be seen")
    return stripped


def language(code: str | None) -> str | None:
    """Check a language code: its shape only, as BCP 47 has it."""
    if code is not None and not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", code):
        raise RefusedError(
            f"“{code[:40]}” is no language code; write one such as en, uk or zh-Hant (BCP 47)", field="lang"
        )
    return code


def address(url: str | None) -> str | None:
    """Check a web address: that it is one at all."""
    if url is not None and not re.match(r"https?://\S+$", url, re.IGNORECASE):
        raise RefusedError(f"“{url[:80]}” is no web address; it begins with https:// or http://")
    refuse_secrets(url)
    return url


def is_address(text: str) -> bool:
    """Tell whether a text begins as a web address does."""
    return text.strip().lower().startswith(("http://", "https://"))


def refuse_secrets(url: str | None) -> None:
    """Raise RefusedError where an address has a name or password in it, which would be stored and shown."""
    if url is not None and re.match(r"[a-z]+://[^/?#]*@", url, re.IGNORECASE):
        raise RefusedError("leave the name and password out of the address: it is stored, and shown to whoever asks")


def wikidata(item: str | None) -> str | None:
    """Check the number of a Wikidata item."""
    if item is not None and not re.fullmatch("Q[1-9][0-9]*", item):
        raise RefusedError(f"“{item[:40]}” is no Wikidata item; it looks like Q58217", field="wikidata")
    return item


def optional(what: str, text: str | None, field: str | None = None) -> str | None:
    """Check a text that may be left out; one that is given must not be empty."""
    return None if text is None else checked(what, text, field)
