"""Say who may be meant by a name that somebody typed, so that a page can ask."""

import re
from typing import NamedTuple, cast

from timeline.desk import names
from timeline.desk.names import Choices
from timeline.errors import NotFoundError
from timeline.reading.resolve import Entity, Lookup

#: a further word of a name
_LONGER = re.compile(r"[ \u00a0-][^\W\d_a-zа-яёіїєґ]\w+")


class Person(NamedTuple):
    """A person named in a form, those who may be meant, and who is: a number, None for a new one, or undecided."""

    name: str
    options: tuple[Entity, ...]
    is_decided: bool
    number: int | None
    #: no known person has exactly this name
    can_be_new: bool
    #: the text that the form is about has this name
    is_in_text: bool


def person(lookup: Lookup, name: str, choices: Choices, text: str | None = None) -> Person:
    """Match a name to those who may be meant, following the choice; ``text`` is one that should have a new name.

    Raises TimelineError if it can be nobody.
    """
    options: tuple[Entity, ...]
    can_be_new, known = True, None
    try:
        match = names.match(lookup, "speaker", name)
        options = (match.entity,) if match.entity else match.near
        can_be_new, known = match.how not in ("number", "spelling"), match.entity and match.entity.id
    except NotFoundError as error:
        options = cast("tuple[Entity, ...]", error.choices)
        if not options:
            raise
    is_in_text = text is None or is_named_in(text, name)
    chosen = choices.get(name, known)
    if chosen is not None and all(one.id != chosen for one in options):
        other = names.match(lookup, "speaker", str(chosen)).entity
        options = (*options, other) if other else options
    is_decided = name in choices or known is not None or (not options and is_in_text)
    return Person(name, options, is_decided, chosen, can_be_new, is_in_text)


def is_named_in(text: str, name: str) -> bool:
    """Tell whether a text has a name whole: not within a word, nor only as a part of a longer name.

    A name begins with a capital letter, where the script has them, and a word with one behind it makes it longer:
    ``Anna`` of ``Anna Lind``. So does one in front of a single word: ``Lind``.
    """
    words = r"\s+".join(map(re.escape, name.split()))
    if not words:
        return False
    before = r"(?<![^\W\d_]\s)" if " " not in name.strip() else ""
    for match in re.finditer(rf"{before}(?<!\w){words}(?!\w)", text, re.IGNORECASE):
        begins = match[0][0]
        if begins.islower() or _LONGER.match(text, match.end()):
            continue
        return True
    return False
