"""Template filters for untrusted texts."""
