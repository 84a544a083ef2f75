import subprocess
import sys
from itertools import islice

import pytest

from modelhub.engine.synth.brief import BriefError, Industry, UseCase, derived_seed, draw_briefs, sector_of
from tests.modelhub.engine.synth.making import INDUSTRIES, USE_CASES


@pytest.mark.parametrize(
    ("code", "sector"), [("311", "31-33"), ("33", "31-33"), ("454", "44-45"), ("491", "48-49"), ("522110", "52")]
)
def test_sector_of_a_code(code: str, sector: str) -> None:
    assert sector_of(code) == sector


def test_every_industry_comes_once_per_round() -> None:
    drawn = list(islice(draw_briefs(INDUSTRIES, USE_CASES, seed=3), 2 * len(INDUSTRIES)))
    codes = [brief.industry.code for brief in drawn]
    assert (
        sorted(codes[: len(INDUSTRIES)]) == sorted(codes[len(INDUSTRIES) :]) == sorted(one.code for one in INDUSTRIES)
    )
    assert codes[: len(INDUSTRIES)] != codes[len(INDUSTRIES) :]


def test_use_cases_suit_the_sector() -> None:
    drawn = islice(draw_briefs(INDUSTRIES, USE_CASES, seed=3), 200)
    sectors = {brief.industry.sector for brief in drawn if brief.use_case.key == "stock"}
    assert sectors == {"42", "31-33"}


def test_seed_decides_and_nothing_else() -> None:
    one, same, other = (list(islice(draw_briefs(INDUSTRIES, USE_CASES, seed=seed), 30)) for seed in (3, 3, 4))
    assert one == same
    assert one != other


def test_derived_seed_is_the_same_in_another_process() -> None:
    code = "from modelhub.engine.synth.brief import derived_seed; print(derived_seed('a', 1))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == derived_seed("a", 1)
    assert derived_seed("a", 1) != derived_seed("a1")


def test_sector_without_a_use_case_is_an_error() -> None:
    with pytest.raises(BriefError, match="no use case for sector 21"):
        draw_briefs([Industry("212", "Mining", "21")], [UseCase("a", "A", "a", ("11",))], seed=1)
    with pytest.raises(BriefError, match="no industry"):
        draw_briefs([], USE_CASES, seed=1)
