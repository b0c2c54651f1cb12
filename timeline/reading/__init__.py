"""Reading a file: filters, pages of entries, search, counts, names to numbers, records. Imports nothing."""
