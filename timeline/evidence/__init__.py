"""Retrieve sources, find exact words in them, and check that citations are still true."""
