"""Check the sources of a form: which are known, what describes them, and whether the first one has the cited words."""

from collections.abc import Collection
from typing import Any

from timeline.desk.problems import Problems
from timeline.errors import RefusedError, TimelineError
from timeline.reading.resolve import Lookup
from timeline.store.citations import already_cited, cited_words, find_words, given_twice
from timeline.store.limits import is_address
from timeline.store.sources import NewSource, checked_outlet, match_source, refuse_contradictions
from timeline.words.numbers import is_number

#: field of a source → field of a form, if that has another name
_FIELD_OF = {"title": "source_title", "kind": "source_kind"}


def check_sources(
    problems: Problems,
    lookup: Lookup | None,
    sources: tuple[NewSource, ...],
    *,
    via: str | None,
    exact: str | None,
    entry: int = 0,
    cited: Collection[int] = (),
) -> None:
    """Note what is wrong with the sources of a form, the outlet cited through, and the exact words.

    ``cited`` are the sources that the entry cites, in an edit. The outlet and the words belong to the first source;
    with one of them, that source may be cited again.
    """
    first: int | None = None
    seen: set[int | str] = set()
    for place, new_source in enumerate(sources):
        with problems.at("sources"):
            number = _match(lookup, new_source)
            first = number if place == 0 else first
            same = new_source.known.strip() if number is None else number
            if same in seen:
                raise given_twice(same)
            seen.add(same)
            if number is not None and lookup is not None:
                _check_description(problems, lookup, number, new_source)
            elif not is_number(new_source.known.strip()):
                _refuse_second_title(new_source)
            if number in cited and (place > 0 or (via is None and exact is None)):
                raise already_cited(entry, number)
    with problems.at("exact"):
        words = cited_words(exact)
        if lookup is not None and words is not None and first is not None:
            find_words(lookup, first, words)
    with problems.at("via"):
        if via is not None and (lookup is not None or not is_number(via)):
            checked_outlet(lookup or _nothing, via)


def _nothing(_sql: str, _values: dict[str, Any]) -> tuple[()]:
    """Look up nothing: there is no file yet."""
    return ()


def _match(lookup: Lookup | None, new_source: NewSource) -> int | None:
    """Return the number of the known source that is meant, None for a new one. Raises TimelineError."""
    if lookup is None and is_number(new_source.known.strip()):
        return None
    return match_source(lookup or _nothing, new_source)


def _refuse_second_title(new_source: NewSource) -> None:
    """Refuse a title for a new source that is named by a title. Raises RefusedError."""
    if new_source.title is not None and not is_address(new_source.known.strip()):
        raise RefusedError("this is for a source with an address; leave it out", field="source_title")


def _check_description(problems: Problems, lookup: Lookup, number: int, new_source: NewSource) -> None:
    """Note that a known source is described in another way than it is stored."""
    try:
        refuse_contradictions(lookup, number, new_source)
    except TimelineError as error:
        error.field = _FIELD_OF.get(error.field or "", error.field)
        problems.add(error)
