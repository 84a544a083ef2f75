"""What `make` runs: install, serve, test and check. Needs nothing but Python until .venv is there."""
