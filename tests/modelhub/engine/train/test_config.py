"""Settings: what is not understood is named."""

import json

import pytest

from modelhub.engine.train.config import TrainingConfig, config_from, setting_from
from modelhub.engine.train.refusal import TrainingRefused


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"metod": "lora"}, "no setting 'metod'"),
        ({"method": "qlora"}, "method is 'qlora': write lora or full"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": "fast"}, "learning_rate is 'fast'"),
        ({"n_epochs": 0}, "n_epochs is 0: write a number from 1"),
        ({"n_epochs": True}, "n_epochs is True"),
        ({"lora_rank": 1.5}, "lora_rank is 1.5: write a whole number"),
        ({"compute": "fp8"}, "compute is 'fp8'"),
        ({"activation_checkpointing": "maybe"}, "activation_checkpointing is 'maybe': write true or false"),
        ({"lora_targets": "q_proj,,v_proj"}, "lora_targets is .* write names of layers, such as q_proj,v_proj"),
        ({"lora_targets": 3}, "lora_targets is 3: write names"),
        ({"lora_targets": [1]}, "lora_targets is .*: write names"),
    ],
)
def test_config_refuses_what_it_does_not_understand(given: dict[str, object], words: str) -> None:
    with pytest.raises(TrainingRefused, match=words):
        config_from(given)


def test_config_survives_json() -> None:
    config = TrainingConfig(method="full", lora_targets=("a", "b"), learning_rate=3e-4)

    assert config_from(json.loads(config.to_json())) == config
    assert config_from(json.loads(config.to_json())).digest == config.digest


@pytest.mark.parametrize("text", ["q_proj,v_proj", "q_proj, v_proj", "[q_proj, v_proj]"])
def test_layers_are_read_with_commas_between_them(text: str) -> None:
    assert config_from({"lora_targets": setting_from(text)}).lora_targets == ("q_proj", "v_proj")


def test_digest_tells_settings_apart() -> None:
    assert TrainingConfig(seed=1).digest != TrainingConfig(seed=2).digest


def test_rate_is_what_suits_the_method_unless_given() -> None:
    assert TrainingConfig(method="lora").highest_rate == 2e-4
    assert TrainingConfig(method="full").highest_rate == 2e-5
    assert TrainingConfig(method="full", learning_rate=1e-3).highest_rate == 1e-3
