"""Shared code of tests, except fixtures."""
