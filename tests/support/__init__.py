"""Helpers that tests share, other than fixtures."""
