"""The write verbs. Each works inside a session of :mod:`timeline.database.changeset`, and refuses by raising.

What had to be made on the way (a speaker nobody had named before, a topic, a source) is told through ``notes``, one
sentence each, so that a slip of the pen is seen at once.
"""

from timeline.store.additions import NewEntry, add_entry
from timeline.store.citations import NewCitation, anchor_new, cite
from timeline.store.edits import EntryEdit, delete_entries, edit_entry, link_entries, unlink_entries
from timeline.store.entity_edits import add_office, edit_noun, edit_office
from timeline.store.merge import merge
from timeline.store.naming import Note, driver, lookup
from timeline.store.snapshots import add_retrieved
from timeline.store.sources import NewSource, add_new_source, add_source
from timeline.store.speakers import add_speaker
from timeline.store.subjects import add_place, add_topic, parent_of
from timeline.store.verdicts import ReviewedAt, StoredArticle, accept, accept_for, add_article, reject

__all__ = [
    "EntryEdit",
    "NewCitation",
    "NewEntry",
    "NewSource",
    "Note",
    "ReviewedAt",
    "StoredArticle",
    "accept",
    "accept_for",
    "add_article",
    "add_entry",
    "add_new_source",
    "add_office",
    "add_place",
    "add_retrieved",
    "add_source",
    "add_speaker",
    "add_topic",
    "anchor_new",
    "cite",
    "delete_entries",
    "driver",
    "edit_entry",
    "edit_noun",
    "edit_office",
    "link_entries",
    "lookup",
    "merge",
    "parent_of",
    "reject",
    "unlink_entries",
]
