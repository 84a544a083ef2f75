"""Which states of a run mean what."""

from modelhub.models import GenerationRun

State = GenerationRun.State
# Workers take tables of these.
WORKED_ON = (State.QUEUED, State.RUNNING)
# Nothing more comes.
ENDED = (State.FINISHED, State.CANCELLED, State.STOPPED)
