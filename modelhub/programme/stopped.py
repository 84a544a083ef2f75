"""Why a programme can't go on for now."""


class ProgrammeStopped(Exception):
    """A step came to no end; the text says why and what to do. What is done stays, and the same command goes on."""
