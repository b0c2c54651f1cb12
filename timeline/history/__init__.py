"""The file as it was at an earlier changeset, and undoing a changeset."""
