"""Parse the parts of fields: a person with a role, a relation with the number of an entry."""

from timeline.errors import NoEntryError, RefusedError
from timeline.reading.resolve import Lookup
from timeline.schema.vocabulary import RELATIONS
from timeline.words.numbers import row_number
from timeline.words.roles import split_role
from timeline.words.suggestions import did_you_mean


def read_participant(text: str) -> tuple[str, str]:
    """Split ``NAME (ROLE)``; without a role it is ``participant``. Raises RefusedError if there is no name."""
    name, role = split_role(text)
    if role is None and text.lstrip().startswith("("):
        raise RefusedError(f"“{text[:60]}” has no name; write NAME (ROLE)")
    return name, role or "participant"


def read_link(text: str, field: str = "links") -> tuple[str, int]:
    """Split ``RELATION NUMBER``. Raises RefusedError, at a field, if it is something else."""
    relation, _, typed = text.strip().rpartition(" ")
    number = row_number(typed)
    if number is None:
        raise _no_link(text, field)
    return read_relation(relation, text, field), number


def read_relation(words: str, text: str | None = None, field: str = "links") -> str:
    """Return the relation with these words, however they are joined. Raises RefusedError, at a field, if none has."""
    relation = "_".join(words.lower().replace("-", " ").replace("_", " ").split())
    if relation in RELATIONS:
        return relation
    if text is not None:
        raise _no_link(text, field)
    known = ", ".join(RELATIONS)
    hint = did_you_mean(relation, RELATIONS)
    raise RefusedError(f"“{words[:60]}” is not a relation; the relations are {known}{hint}", field=field)


def refuse_unknown_entry(lookup: Lookup, number: int) -> None:
    """Raise NoEntryError, at the links, if no entry has a number."""
    if not list(lookup("SELECT 1 FROM entries WHERE id = :id", {"id": number})):
        raise NoEntryError(number, field="links")


def _no_link(text: str, field: str) -> RefusedError:
    known = ", ".join(RELATIONS)
    hint = did_you_mean("_".join(text.lower().split()[:-1]), RELATIONS)
    return RefusedError(
        f"“{text[:60]}” is not a link; write a relation and a number, as in reaffirms 12 ({known}){hint}", field=field
    )
