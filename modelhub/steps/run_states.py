"""Which states of a run or a dataset mean what."""

from modelhub.models import Dataset, GenerationRun

State = GenerationRun.State
# Workers take tables of these.
WORKED_ON = (State.QUEUED, State.RUNNING)
# Nothing more comes.
ENDED = (State.FINISHED, State.CANCELLED, State.STOPPED)
DATASET_WORKED_ON = (Dataset.State.QUEUED, Dataset.State.RUNNING)
