"""The sighted half's writers, and every crossing between the halves."""
