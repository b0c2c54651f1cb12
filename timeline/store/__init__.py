"""The write verbs. Each works inside a session of :mod:`timeline.database.changeset`, and refuses by raising.

They report each speaker, topic or source that they had to add through ``notes``, one sentence each, so that a slip of
the pen is seen at once. Imports nothing, so that limits need no SQLAlchemy.
"""
