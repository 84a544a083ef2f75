"""Data synthesis: (industry × use case) → CREATE TABLE → its documentation, filtered, split and counted."""
