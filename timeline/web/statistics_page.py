"""Counting entries over time, or by what they refer to, for the page of statistics."""

import sqlite3

from timeline.errors import RefusedError
from timeline.reading import counts, filters, query
from timeline.schema.vocabulary import ENTITY_KINDS
from timeline.web import filter_words
from timeline.web.pages import StatisticsPage
from timeline.web.requests import Asked

#: so many names are counted on a page
_MOST = 500


def read(connection: sqlite3.Connection, asked: Asked, by: str) -> StatisticsPage:
    """Count entries by ``year`` or ``month``, or by a kind of what they refer to. Raises RefusedError for others."""
    if asked.as_of:
        raise RefusedError("statistics count what is there now: leave out as-of")
    if by not in (*counts.PERIODS, *ENTITY_KINDS):
        raise RefusedError(f"by: “{by[:20]}” is none of {', '.join((*counts.PERIODS, *ENTITY_KINDS))}")
    wanted = filters.with_names(connection, asked.given, asked.dated)
    count = counts.by_period if by in counts.PERIODS else counts.by_entity
    found = count(connection, wanted, by)
    shown = counts.without_gaps(found, by) if by in counts.PERIODS else found[:_MOST]
    called = filter_words.meanings(connection, asked)
    return StatisticsPage(
        by=by,
        counts=shown,
        all=max(len(found), len(shown)),
        filters=asked.filters,
        called=called,
        heading=filter_words.heading(asked.filters, called),
        cited=filter_words.to_quote(asked),
        left_out=query.count_undated(connection, wanted) if wanted.dated else 0,
    )
