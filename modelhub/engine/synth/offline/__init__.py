"""The built-in teacher: a grammar of industries, things, what is done with them, names, types and dialects, and true texts."""
