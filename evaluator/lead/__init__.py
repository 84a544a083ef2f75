"""Pages for leads: progress while open, numbers by arm code after the lock."""
