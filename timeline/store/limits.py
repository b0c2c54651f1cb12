"""Check that the text of a field can be stored, whichever command it was typed for."""

import re
from urllib.parse import urlsplit

from timeline.errors import RefusedError
from timeline.schema.fields import FIELDS, WORDS, is_of
from timeline.schema.vocabulary import MODES, EntryKind
from timeline.words import addresses

_MARKS = "“”„‟«»‹›\"'‘’‚「」『』 \t\n"


def checked(what: str, text: str, field: str | None = None) -> str:
    """Return a text without its outer white space. Raises RefusedError, at a field, if it cannot be stored."""
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
        raise RefusedError(f"{what} contains a NUL character (byte 0); remove it")
    if any("\ud800" <= character <= "\udfff" for character in stripped):
        raise RefusedError(f"{what} is not valid UTF-8; convert it first, for example with iconv")
    if not stripped.strip(_MARKS).strip():
        raise RefusedError(f"{what} has only quotation marks; write the words between them")
    if not any(character.isprintable() and not character.isspace() for character in stripped):
        raise RefusedError(f"{what} has only invisible characters")
    return stripped


def language(code: str | None) -> str | None:
    """Check the form of a language code (BCP 47), not whether the language exists."""
    if code is not None and not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", code):
        raise RefusedError(
            f"“{code[:40]}” is not a language code; write one such as en, uk or zh-Hant (BCP 47)", field="lang"
        )
    return code


def checked_mode(mode: str | None) -> str | None:
    """Check the mode of a statement."""
    if mode not in (None, *MODES):
        raise RefusedError(f"the mode of a statement is {' or '.join(MODES)}, not “{mode}”", field="mode")
    return mode


def checked_column(entry: int, kind: EntryKind, column: str, text: str | None) -> str | None:
    """Return the new text of a column of an entry, None to clear it.

    Raises RefusedError, at the column, if entries of this kind have no such column, need it, or cannot store the text.
    """
    what = f"the {FIELDS[column].label.lower()}"
    is_needed = column in (WORDS[kind], "mode")
    if text is not None and not is_of(column, kind):
        raise not_of_events(entry, column)
    if text is None and is_needed and is_of(column, kind):
        raise RefusedError(f"{what} of {'an' if kind == 'event' else 'a'} {kind} cannot be empty", field=column)
    if column == "lang":
        language(text)
    if column == "mode":
        checked_mode(text)
    return optional(what, text, column)


def not_of_events(entry: int, field: str) -> RefusedError:
    """Return the error for a field of statements in an edit of an event."""
    return RefusedError(f"entry {entry} is an event; {FIELDS[field].word} is a field of statements", field=field)


def no_speaker() -> RefusedError:
    """Return the error for an edit that leaves a statement without a speaker."""
    return RefusedError("a statement needs a speaker; name another one", field="speakers")


def address(url: str | None) -> str | None:
    """Check that a text is a web address with a host, and without a password."""
    if url is not None and (addresses.safe(url) is None or ("[" in url and not _has_host(url))):
        raise RefusedError(f"“{url[:80]}” is not a web address; write one that begins with https:// or http://")
    refuse_secrets(url)
    return url


def _has_host(url: str) -> bool:
    """Tell whether an address with brackets, as a number of IP version 6 has them, names a host."""
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def is_address(text: str) -> bool:
    """Return whether a text begins like a web address."""
    return text.strip().lower().startswith(("http://", "https://"))


def refuse_secrets(url: str | None) -> None:
    """Raise RefusedError if an address contains a name or password, which would be stored and shown."""
    if url is not None and re.match(r"[a-z]+://[^/?#]*@", url, re.IGNORECASE):
        raise RefusedError(
            "the address contains a name or password, which all readers of the timeline would see; remove it"
        )


def wikidata(item: str | None) -> str | None:
    """Check the number of a Wikidata item."""
    if item is not None and not re.fullmatch("Q[1-9][0-9]*", item):
        raise RefusedError(f"“{item[:40]}” is not a Wikidata item; write one such as Q58217", field="wikidata")
    return item


def optional(what: str, text: str | None, field: str | None = None) -> str | None:
    """Check a text that may be left out; a text that is there must not be empty."""
    return None if text is None else checked(what, text, field)
