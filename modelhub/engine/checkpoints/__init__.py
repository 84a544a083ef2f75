"""Model directories as they come from anywhere: checked before anything of them is loaded, and digested."""

from modelhub.engine.checkpoints.checkpoint import Checkpoint, check_at_once, open_checkpoint
from modelhub.engine.checkpoints.refusal import CheckpointRefused

__all__ = ["Checkpoint", "CheckpointRefused", "check_at_once", "open_checkpoint"]
