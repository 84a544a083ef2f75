"""The sighted half: models, runs, and the keys that tell which arm is which run."""
