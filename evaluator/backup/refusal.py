"""Why a backup or a restore was not made."""


class BackupRefused(Exception):
    """Nothing was written; the text says why and what to do."""
