"""A sourced chronology of who said what, when, and about what, in one SQLite file."""

__version__ = "0.1.0"
