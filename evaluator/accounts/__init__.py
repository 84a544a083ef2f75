"""Signing in, invitations and the people of the team; nobody signs up by themselves."""
