"""Views for leads: read, call a step, render."""
