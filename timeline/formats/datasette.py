"""Describe tables and columns to Datasette (https://docs.datasette.io/en/stable/metadata.html)."""

#: view → the columns whose values Datasette counts
_FACETS = {
    "timeline": ["kind", "speaker", "country"],
    "events": ["country"],
    "statements": ["speaker", "mode", "country"],
}
_VIEWS = {
    "timeline": "Timeline: events and statements in date order",
    "events": "Events: what happened",
    "statements": "Statements: words attributed to a speaker",
}
#: internal tables
_INNER = ("writing", "replaced", "alembic_version")


def metadata(name: str) -> dict[str, object]:
    """Return the metadata of a timeline; ``name`` is its name in Datasette, that of its file without the suffix."""
    from timeline.schema.tables import METADATA, MODELS
    from timeline.schema.views import CHECKED_COLUMNS, COLUMNS

    meanings = {column: meaning for column, (_, meaning) in COLUMNS.items()}
    tables: dict[str, dict[str, object]] = {
        view: {
            "title": title,
            "description": "Dates may be partial: date_earliest and date_latest are the days that a date may mean, "
            "date_sort is the day under which it is listed.",
            "columns": meanings,
            "facets": _FACETS[view],
            "fts_table": "entries_fts",
            "fts_pk": "id",
            "sortable_columns": ["id", "date_sort", "date_earliest", "date_latest", "speaker"],
            "sort": "date_sort",
        }
        for view, title in _VIEWS.items()
    }
    for table in METADATA.sorted_tables:
        tables[table.name] = {
            "description": " ".join(str(MODELS[table.name].__doc__).split("\n\n")[0].split()),
            "columns": {column.name: column.doc for column in table.columns if column.doc},
        }
        if "name" in table.columns or table.name == "sources":
            tables[table.name]["label_column"] = "title" if table.name == "sources" else "name"
    tables["checked"] = {
        "description": "Entries that a person has checked, as long as they are as that person saw them.",
        "columns": CHECKED_COLUMNS,
    }
    tables |= {table: {**tables.get(table, {}), "hidden": True} for table in _INNER}
    tables["entries"] |= {"fts_table": "entries_fts", "label_column": "title"}
    return {
        "title": "A sourced chronology",
        "description": "Who said what, when, and about what, with the words of every source behind it.",
        "databases": {name: {"tables": dict(sorted(tables.items()))}},
    }
