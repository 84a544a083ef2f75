"""Model directories as they come from anywhere: checked before anything of them is loaded, and digested."""

from modelhub.engine.checkpoints.checkpoint import Checkpoint, open_checkpoint
from modelhub.engine.checkpoints.refusal import CheckpointRefused

__all__ = ["Checkpoint", "CheckpointRefused", "open_checkpoint"]
