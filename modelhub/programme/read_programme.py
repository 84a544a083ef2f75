"""Text of a programme file --> Programme; everything that is wrong with it is told at once, by line and key."""

import re
from collections.abc import Sequence
from decimal import Decimal

from modelhub.engine.train.config import setting_from
from modelhub.engine.train.new_shape import NewShape, shape_from
from modelhub.engine.train.refusal import TrainingRefused
from modelhub.guideline import DEFAULT_QUESTION
from modelhub.programme.plan import OFFLINE, CandidatePlan, ClaimPlan, DatasetPlan, Programme, StudyPlan, TrainingPlan
from modelhub.programme.read_card import read_card
from modelhub.programme.section import Notes, Section
from modelhub.programme.yaml_tree import FileRefused, read_tree
from modelhub.steps.start_dataset import MOST_EXAMPLES

CLAIMS = ("not_worse", "better", "equivalent")
_SEED = re.compile(r"[0-9a-f]{64}")
_MARGIN = re.compile(r"0\.[0-9]{1,3}")
MOST_SEED = 2**31 - 1
MOST_SETTING = 60


def read_programme(text: str) -> Programme:
    """Return what the file asks for. Raises FileRefused with all problems."""
    notes = Notes()
    top = Section(read_tree(text), "", notes)
    programme = Programme(
        name=top.text("programme", most=80),
        lead=top.text("lead", most=254).lower(),
        table_set=top.text("tables"),
        dataset=_dataset(top.section("dataset")),
        training=_training(top.section("training")),
        candidates=tuple(_candidate(section) for section in top.sections("candidates")),
        study=_study(top.section("study")),
        lines=notes.lines,
    )
    top.close()
    _check_names(programme, notes)
    if notes.problems:
        raise FileRefused(*notes.problems)
    return programme


def _dataset(section: Section) -> DatasetPlan:
    if section.has("existing"):
        plan = DatasetPlan(section.text("existing"), existing=True)
    else:
        plan = DatasetPlan(
            name=section.text("name"),
            teacher=section.text("teacher", default=OFFLINE),
            n=section.whole("n", least=1, most=MOST_EXAMPLES),
            seed=section.whole("seed", least=0, most=MOST_SEED, default=0),
            budget_usd=section.dollars("budget_usd"),
        )
        if plan.budget_usd is not None and plan.teacher == OFFLINE:
            section.note("budget_usd", "the offline teacher spends nothing: leave it out")
    section.close()
    return plan


def _training(section: Section) -> TrainingPlan:
    vocabulary = section.whole("vocabulary", least=300, most=200_000, default=4096)
    plan = TrainingPlan(
        name=section.text("name"),
        base=section.text("base", default=""),
        card=read_card(section),
        new_llama=section.parsed("new_llama", lambda text: _shape(text, vocabulary)),
        settings=_settings(section) if section.has("settings") else {},
        prompt=section.text("prompt", default="short", most=90),
    )
    if not plan.base and not section.has("new_llama"):
        section.note("", "name a base, or the shape of a new_llama such as 256x6")
    if plan.card is not None and not plan.base:
        section.note("register", "there is no base to register")
    _check_config(plan, section)
    section.close()
    return plan


def _shape(text: str, vocabulary: int) -> NewShape | None:
    try:
        return shape_from(text, vocabulary=vocabulary)
    except TrainingRefused as error:
        raise ValueError(str(error)) from error


def _settings(section: Section) -> dict[str, object]:
    settings = section.section("settings")
    read: dict[str, object] = {}
    for name, value in settings.values():
        texts = (value,) if isinstance(value, str) else value
        # YAML reads each once more: a long one could be anything.
        if any(len(text) > MOST_SETTING for text in texts):
            settings.note(name, f"write a value of at most {MOST_SETTING} characters")
            continue
        values = [setting_from(text) for text in texts]
        read[name] = values[0] if isinstance(value, str) else values
    return read


def _check_config(plan: TrainingPlan, section: Section) -> None:
    """Note what a training would refuse, as an adapter or a whole model and, where that may come about, as a new one."""
    try:
        if plan.base:
            plan.config(is_new=False)
        if plan.new_llama is not None and plan.config(is_new=True).method != "full":
            section.note(
                "settings", "a new model has nothing for adapters to build on: leave method out, or write full"
            )
    except (TrainingRefused, TypeError) as error:
        section.note("settings", str(error))


def _candidate(section: Section) -> CandidatePlan:
    plan = CandidatePlan(
        version=section.text("version"),
        prompt=section.text("prompt", default="long", most=90),
        budget_usd=section.dollars("budget_usd"),
        card=read_card(section),
        path=section.path,
    )
    section.close()
    return plan


def _study(section: Section) -> StudyPlan:
    plan = StudyPlan(
        name=section.text("name"),
        question=section.text("question", default=DEFAULT_QUESTION, most=300),
        criteria=section.texts("criteria", most=40),
        margin=section.parsed("margin", _margin),
        raters=tuple(email.lower() for email in section.texts("raters", most=254)),
        claims=tuple(_claim(claim) for claim in section.sections("claims")),
        seed=section.parsed("seed", _seed) or "",
        n_tables=section.whole("n_tables", least=1, most=10**6) if section.has("n_tables") else None,
        n_repeats=section.whole("n_repeats", least=0, most=50, default=0),
        simulated=section.flag("simulated"),
    )
    if not section.has("n_tables"):
        section.text("n_tables", default="")
    section.close()
    return plan


def _margin(text: str) -> Decimal:
    if not _MARGIN.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no margin on the win rate, such as 0.10")
    return Decimal(text)


def _seed(text: str) -> str:
    if not _SEED.fullmatch(text):
        raise ValueError("write 64 hexadecimal digits in quotes, or leave it out: then it is drawn")
    return text


def _claim(section: Section) -> ClaimPlan:
    plan = ClaimPlan(section.text("version"), section.text("is", most=20), section.text("than"))
    if plan.kind and plan.kind not in CLAIMS:
        section.note("is", f"write {', '.join(CLAIMS)}")
    section.close()
    return plan


def _check_names(programme: Programme, notes: Notes) -> None:
    """Note what names each other wrongly."""
    names = [candidate.version for candidate in programme.candidates]
    if not names:
        notes.note("the file", "candidates is missing: name one version at least to compare with")
    for candidate in programme.candidates:
        if candidate.version and (names.count(candidate.version) > 1 or candidate.version == programme.training.name):
            notes.note(f"{candidate.path}.version", f"{candidate.version} stands in the study twice")
    _check_claims(programme, [*names, programme.training.name], notes)
    raters = programme.study.raters
    if twice := sorted({email for email in raters if raters.count(email) > 1}):
        notes.note("study.raters", f"named more than once: {', '.join(twice)}")
    if programme.lead in raters:
        notes.note("study.raters", f"{programme.lead} leads the study, so they can't rate in it")


def _check_claims(programme: Programme, names: Sequence[str], notes: Notes) -> None:
    for number, claim in enumerate(programme.study.claims, start=1):
        path = f"study.claims[{number}]"
        for key, name in (("version", claim.version), ("than", claim.than)):
            if name and name not in names:
                notes.note(f"{path}.{key}", f"{name} is not in the study; there are {', '.join(names)}")
        if claim.version == claim.than:
            notes.note(path, "compare a version with another one")
        if claim.kind != "better" and programme.study.margin is None:
            notes.note(path, "“not worse” and “equivalent” need study.margin")
