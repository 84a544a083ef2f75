"""Pages of the sighted half: read, call a step, render."""
