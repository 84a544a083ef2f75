"""Fine-tuning: JSON lines of prompts and completions --> a model or an adapter with its manifest."""

from modelhub.engine.train.refusal import TrainingFailed, TrainingRefused

__all__ = ["TrainingFailed", "TrainingRefused"]
