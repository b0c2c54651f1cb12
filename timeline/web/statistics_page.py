"""Read the page of statistics: entries counted by period, or by the entities that they refer to."""

import sqlite3

from timeline.errors import RefusedError
from timeline.reading import counts, filters
from timeline.render.left_out import left_out
from timeline.schema.vocabulary import ENTITY_KINDS
from timeline.web import filter_words
from timeline.web.pages import StatisticsPage
from timeline.web.requests import ListRequest, check_choice

#: names on the page
_MOST_NAMES = 500


def read(connection: sqlite3.Connection, request: ListRequest, by: str) -> StatisticsPage:
    """Count entries by ``year``, ``month`` or a kind of entity. Raises RefusedError for anything else."""
    if request.as_of:
        raise RefusedError("statistics count the present timeline; leave out as-of", field="as-of")
    check_choice("by", by, (*counts.PERIODS, *ENTITY_KINDS))
    entry_filter = filters.with_names(connection, request.texts, request.dated)
    count = counts.by_period if by in counts.PERIODS else counts.by_entity
    all_counts = count(connection, entry_filter, by)
    is_period = by in counts.PERIODS
    on_page = counts.without_gaps(all_counts, by) if is_period else all_counts[:_MOST_NAMES]
    meanings = filter_words.meanings(connection, request)
    return StatisticsPage(
        by=by,
        counts=on_page,
        all=max(len(all_counts), len(on_page)),
        filters=request.filters,
        meanings=meanings,
        heading=filter_words.heading(request.filters, meanings),
        to_quote=filter_words.to_quote(request),
        left_out=left_out(connection, entry_filter),
    )
