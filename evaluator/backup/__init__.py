"""Copies of the whole database, taken while it is in use, and put back after a check."""
