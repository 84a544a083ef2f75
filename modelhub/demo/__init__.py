"""The demo: tables, three writers and one at work, a study to rate, a rehearsed one, and one that opens by itself."""
