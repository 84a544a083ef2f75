"""Commands of the sighted half."""
