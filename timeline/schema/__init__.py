"""Define the schema of a file: tables, views, triggers, full-text indexes.

Imports nothing, so that reading needs no SQLAlchemy.
"""
