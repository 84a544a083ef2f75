from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.synth.brief import Industry, sector_of
from modelhub.engine.synth.split import split_industries
from modelhub.engine.synth.taxonomy_files import read_industries

CODES = st.lists(st.from_regex(r"[1-9][0-9]{2,5}", fullmatch=True), min_size=1, max_size=60, unique=True)


def industries(codes: list[str]) -> list[Industry]:
    return [Industry(code, code, sector_of(code)) for code in codes]


def test_naics_is_split_ninety_five_five() -> None:
    splits = split_industries(read_industries(), seed=1)
    assert Counter(splits.values()) == {"train": 106, "validation": 5, "test": 5}


def test_sectors_are_trained_on_where_their_subsectors_are_known() -> None:
    splits = split_industries(read_industries(), seed=5)
    assert {splits[one.group] for one in read_industries() if one.code == one.sector} == {"train"}


def test_another_seed_splits_otherwise() -> None:
    assert split_industries(read_industries(), seed=1) != split_industries(read_industries(), seed=2)


@given(CODES, st.integers())
def test_codes_of_one_subsector_stay_together(codes: list[str], seed: int) -> None:
    splits = split_industries(industries(codes), seed=seed)
    assert set(splits) == {code[:3] for code in codes}
    if len(splits) >= 3:
        assert set(splits.values()) == {"train", "validation", "test"}
    assert splits == split_industries(industries(codes[::-1]), seed=seed)
