"""Which states of a run, a dataset or a training mean what."""

from modelhub.models import Dataset, GenerationRun, TrainingRun

State = GenerationRun.State
# Workers take tables of these.
WORKED_ON = (State.QUEUED, State.RUNNING)
# Nothing more comes.
ENDED = (State.FINISHED, State.CANCELLED, State.STOPPED)
DATASET_WORKED_ON = (Dataset.State.QUEUED, Dataset.State.RUNNING)
TRAINING_WORKED_ON = (TrainingRun.State.QUEUED, TrainingRun.State.RUNNING)
