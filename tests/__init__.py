import pytest

# What an assertion in there compares is told as fully as in a test.
pytest.register_assert_rewrite("tests.support")
