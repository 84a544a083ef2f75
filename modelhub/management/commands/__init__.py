"""One command per file; each reads, calls a step, and prints."""
