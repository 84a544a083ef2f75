"""The one error a start may end with: a sentence for the person at the keyboard."""


class StartError(Exception):
    """Something outside the program stands in the way; the text says what it is and what to do."""
