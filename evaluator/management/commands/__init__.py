"""One command per file; each calls one step."""
