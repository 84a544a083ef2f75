"""Models behind an OpenAI-compatible endpoint: safe addresses, bounded retries, limits of rate and cost."""
