"""Programme x what the hub holds --> what the steps need, before anything is begun; or all that is missing, by line and key."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from evaluator.models import TableSet, User
from modelhub.engine.prompts import TEMPLATES
from modelhub.engine.remote.prices import PriceError
from modelhub.model_cards import CardRefused, card_from
from modelhub.models import Dataset, ModelVersion, ProgrammeStep, PromptTemplate
from modelhub.programme.plan import OFFLINE, Programme
from modelhub.programme.read_card import KEYS
from modelhub.programme.section import Notes
from modelhub.programme.yaml_tree import FileRefused
from modelhub.steps.programme_costs import token_price
from modelhub.steps.register_model import ModelCard
from modelhub.steps.run_budget import cannot_have_budget
from modelhub.steps.run_rules import RULES
from modelhub.study_forms import SettingsForm


@dataclass(frozen=True, slots=True)
class Ready:
    """What the hub has for a programme: who leads the study, the tables, and a card for each version to register."""

    lead: User
    table_set: TableSet
    cards: dict[str, ModelCard]


def check_programme(programme: Programme) -> Ready:
    """Return what the steps need. Raises FileRefused with everything that is missing; nothing is changed."""
    notes = Notes(lines=dict(programme.lines))
    lead = User.objects.filter(email=programme.lead, is_active=True, groups__name="lead").first()
    if lead is None:
        notes.note("lead", f"{programme.lead} is no lead here: manage.py add_user {programme.lead} --role lead")
    table_set = TableSet.objects.filter(name=programme.table_set).first()
    if table_set is None or not table_set.tables.exists():
        notes.note(
            "tables", f"there are no tables in a set {programme.table_set}: manage.py import_tables … --set NAME"
        )
    _check_dataset(programme, notes)
    cards = _cards(programme, notes)
    _check_training(programme, cards, notes)
    _check_candidates(programme, cards, notes)
    _check_study(programme, notes)
    if notes.problems:
        raise FileRefused(*notes.problems)
    assert lead is not None and table_set is not None, "each would be a problem"  # noqa: PT018
    return Ready(lead, table_set, cards)


def _check_dataset(programme: Programme, notes: Notes) -> None:
    plan = programme.dataset
    if plan.existing and not Dataset.objects.filter(name=plan.name).exists():
        notes.note("dataset.existing", f"no dataset is called {plan.name}")
    teacher = ModelVersion.objects.filter(name=plan.teacher).first()
    if plan.teacher != OFFLINE and teacher is None:
        notes.note("dataset.teacher", f"no version is called {plan.teacher}; register it first, or write {OFFLINE}")
    if teacher and plan.budget_usd is not None and (why := cannot_have_budget(teacher)):
        notes.note("dataset.budget_usd", why)
    if not (plan.existing or _begun(programme, "dataset")) and Dataset.objects.filter(name=plan.name).exists():
        notes.note("dataset.name", f"there is a dataset {plan.name} already: write existing: instead, or another name")


def _cards(programme: Programme, notes: Notes) -> dict[str, ModelCard]:
    """Return the checked card of every version that is to be registered, by name."""
    found = {}
    places = [("training", programme.training.base, programme.training.card)]
    places += [(candidate.path, candidate.version, candidate.card) for candidate in programme.candidates]
    for path, name, given in places:
        if given is None:
            continue
        try:
            found[name] = card_from({**given, "name": name})
        except CardRefused as error:
            keys = KEYS[given["source"]]
            for field, problem in error.problems.items():
                notes.note(f"{path}.register.{keys.get(field, field)}", problem)
            continue
        may_lack = path == "training" and programme.training.new_llama is not None
        if not (may_lack or is_here(found[name])):
            notes.note(
                f"{path}.register.folder", f"the model store has no folder {given['location']}: put the files there"
            )
        if (known := ModelVersion.objects.filter(name=name).first()) and not _is_as(known, found[name]):
            notes.note(f"{path}.register", f"{name} is registered already, with other texts: take another name")
    return found


def is_here(card: ModelCard) -> bool:
    """Tell whether the files that a card names are to be had; what lies elsewhere may always be."""
    is_folder = card.source.source == ModelVersion.Source.LOCAL
    return not is_folder or (settings.MODEL_STORE / card.source.location).is_dir()


def _is_as(version: ModelVersion, card: ModelCard) -> bool:
    source = card.source
    return (version.source, version.location, version.revision) == (source.source, source.location, source.revision)


def _check_training(programme: Programme, cards: dict[str, ModelCard], notes: Notes) -> None:
    plan = programme.training
    if plan.base and plan.base not in cards and plan.new_llama is None and not _is_known(plan.base):
        notes.note("training.base", f"no version is called {plan.base}: register it first, or say register: with it")
    if not _begun(programme, "training") and _is_known(plan.name):
        notes.note("training.name", f"there is a version {plan.name} already: take another name")
    _check_prompt(plan.prompt, "training.prompt", notes)


def _check_candidates(programme: Programme, cards: dict[str, ModelCard], notes: Notes) -> None:
    for candidate in programme.candidates:
        name, path = candidate.version, candidate.path
        _check_prompt(candidate.prompt, f"{path}.prompt", notes)
        if name not in cards and name != RULES.name and not _is_known(name):
            notes.note(f"{path}.version", f"no version is called {name}: register it first, or say register: with it")
        elif candidate.budget_usd is not None:
            _check_price(name, cards.get(name), path, notes)


def _check_price(name: str, card: ModelCard | None, path: str, notes: Notes) -> None:
    version = ModelVersion.objects.filter(name=name).first()
    price = (card.source.price or card.source.revision) if card else version and (version.price or version.revision)
    try:
        token_price(price or name)
    except PriceError as error:
        notes.note(f"{path}.budget_usd", f"a budget needs a price: {error}")


def _check_prompt(name: str, path: str, notes: Notes) -> None:
    if name not in TEMPLATES and not PromptTemplate.objects.filter(name=name).exists():
        notes.note(path, f"no prompt template is called {name}; long and short come with the project")


def _check_study(programme: Programme, notes: Notes) -> None:
    """By the rules of the page on which leads make studies."""
    plan = programme.study
    form = SettingsForm(
        {
            "name": plan.name,
            "question": plan.question,
            "criteria": "\n".join(plan.criteria),
            "margin": plan.margin,
            "n_repeats": plan.n_repeats,
        },
        runs=(),
    )
    for field, errors in form.errors.items():
        notes.note(f"study.{field}", " ".join(map(str, errors)))
    for number, email in enumerate(plan.raters, start=1):
        try:
            validate_email(email)
        except ValidationError:
            notes.note(f"study.raters[{number}]", f"{email} is not an e-mail address")


def _is_known(name: str) -> bool:
    return ModelVersion.objects.filter(name=name).exists()


def _begun(programme: Programme, step: str) -> bool:
    return ProgrammeStep.objects.filter(programme=programme.name, step=step).exists()
