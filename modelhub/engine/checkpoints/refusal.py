"""Why a file or directory is not taken."""


class CheckpointRefused(Exception):
    """A directory or archive that will not be used; the message names the file, what is wrong and what to do."""
