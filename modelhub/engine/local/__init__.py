"""Models that run here: loaded by transformers, decoded in batches by a loop of our own."""
