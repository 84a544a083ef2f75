"""Why a training does not begin, or does not go on."""


class TrainingRefused(Exception):
    """What was given can't be trained on or with; the message says where, what is wrong and what to do."""


class TrainingFailed(Exception):
    """A training that stopped on its way; its last good checkpoint is kept. The message says what to do."""
