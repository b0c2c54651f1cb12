"""Handle the file as a whole: open it, write changesets, migrate, back up, check its health. Imports nothing."""
