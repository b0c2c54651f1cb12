"""The write verbs. Each works inside a session of :mod:`timeline.database.changeset`, and refuses by raising.

What had to be made on the way (a speaker nobody had named before, a topic, a source) is told through ``notes``, one
sentence each, so that a slip of the pen is seen at once. Imports nothing, so that limits need no SQLAlchemy.
"""
