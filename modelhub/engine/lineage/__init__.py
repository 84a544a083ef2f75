"""Where a model version comes from: a manifest of digests beside its files, and what differs from it."""
