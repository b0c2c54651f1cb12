"""Tests of reading many articles."""
