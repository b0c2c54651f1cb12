"""What a claim rests on: sources as they were retrieved, the exact words in them, and whether they still stand."""
