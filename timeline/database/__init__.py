"""The file as a whole: opening, writing a changeset, migrating, backing up, health. Imports nothing."""
