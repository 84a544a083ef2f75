"""Intake: untrusted files become frozen values or named problems. Pure: no Django, no models, nothing is executed."""
