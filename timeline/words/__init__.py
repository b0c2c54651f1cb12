"""Understand words as people write them: names in any script, quotation marks, front matter."""
