"""What a file is: tables, views, triggers, full-text indexes. Imports nothing, so that reading needs no SQLAlchemy."""
