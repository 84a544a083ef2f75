"""Drawing tokens: by the chances that the logits give, with numbers that belong to the request."""

import torch

from modelhub.engine.local.sampling import choose, random_of
from modelhub.engine.text_model import Message, Sampling, TextRequest

LOGITS = torch.log(torch.tensor([[0.1, 0.6, 0.3], [0.5, 0.25, 0.25]]))


def test_greedy_takes_the_likeliest() -> None:
    assert choose(LOGITS, Sampling(), []) == [1, 0]


def test_draws_fall_on_tokens_in_proportion_to_their_chances() -> None:
    draws = [(number + 0.5) / 1000 for number in range(1000)]

    tokens = choose(LOGITS[:1].expand(1000, 3), Sampling(temperature=1.0), draws)

    assert [tokens.count(token) for token in range(3)] == [100, 600, 300]


def test_top_p_leaves_out_the_tail_and_never_everything() -> None:
    draws = [0.0, 0.3, 0.6, 0.9999999]

    assert set(choose(LOGITS[:1].expand(4, 3), Sampling(1.0, top_p=0.7), draws)) == {1, 2}
    assert choose(LOGITS[:1].expand(4, 3), Sampling(1.0, top_p=0.0), draws) == [1] * 4


def test_low_temperature_comes_close_to_greedy() -> None:
    assert choose(LOGITS, Sampling(temperature=0.01), [0.999, 0.999]) == [1, 0]


def test_numbers_belong_to_seed_and_prompt() -> None:
    def numbers(text: str, seed: int, key: int) -> list[float]:
        source = random_of(TextRequest(key, (Message("user", text),), 9), Sampling(1.0, seed=seed))
        return [source.random() for _ in range(3)]

    assert numbers("a", 1, key=1) == numbers("a", 1, key=2)
    assert numbers("a", 1, key=1) != numbers("a", 2, key=1)
    assert numbers("a", 1, key=1) != numbers("b", 1, key=1)
