"""A sourced chronology of who said what, when, and about what, in one SQLite file.

``timeline.open("timeline.db")`` returns a timeline; ``docs/library.md`` shows what it can do. Nothing is imported
before it is used.
"""

TYPE_CHECKING = False  # as in typing, which takes as long to import as Python to start
if TYPE_CHECKING:
    from timeline.desk.library import Timeline as Timeline
    from timeline.desk.library import open as open  # noqa: A004
    from timeline.desk.library_readings import read_article as read_article
    from timeline.desk.library_readings import read_date as read_date
    from timeline.desk.library_readings import same_person as same_person

__version__ = "0.1.0"
#: public name → the module that defines it
_HOMES = {
    "Timeline": "timeline.desk.library",
    "open": "timeline.desk.library",
    "read_article": "timeline.desk.library_readings",
    "read_date": "timeline.desk.library_readings",
    "same_person": "timeline.desk.library_readings",
}
__all__ = ["Timeline", "__version__", "open", "read_article", "read_date", "same_person"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'timeline' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
