"""Read the file as it was at an earlier changeset, and undo a changeset."""
