"""A study whose secrets are words like no others: one of them in the wrong place is a leak."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.test import Client

from evaluator.models import Arm, Assignment, Candidate, Commitment, Study, User
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.finish_ratings import close_ratings, record_guesses, writers
from evaluator.steps.join_study import enrol
from evaluator.steps.judgement import Answer
from evaluator.steps.practice import finish_practice
from evaluator.steps.record_rating import keep_draft
from evaluator.steps.report_problem import report_problem
from evaluator.steps.take_look import take_look
from modelhub.engine.train.config import TrainingConfig
from modelhub.models import ApiToken, Dataset, GenerationRun, RunOutput, StudyKey, TrainingRun
from modelhub.scopes import Scope
from modelhub.steps.api_tokens import make_token
from modelhub.steps.create_study import StudyDraft, create_study
from modelhub.steps.open_study import open_study
from modelhub.steps.register_model import ModelCard, register_model
from modelhub.steps.start_training import TrainingOrder, start_training
from modelhub.steps.store_prompt import store_built_in_prompts
from modelhub.steps.store_run import OutputText, RunCard, store_run
from tests.datasets import make_dataset
from tests.makers import make_person, make_tables, rate
from tests.modelhub.ablation import make_ablation

# Unlike the one letter of real codes, these can be searched for; they sort as the drawn ones do.
CODES = ("XQ1", "XQ2", "XQ3")
# Words that stand in all texts of one writer.
WORDINGS = ("Gardenia", "Hydrangea", "Magnolia")
COMMENT, REMARK = "comment-canary", "remark-canary"
TOKEN_NAME = "a program"
EMAILS = tuple(f"rater-{number}@example.org" for number in range(1, 5))
BACKEND = "evaluator.accounts.backends.ByEmail"
STAGES = ("draft", "open", "locked")


@dataclass(frozen=True, slots=True)
class World:
    """The study at one stage, and everybody who may look for its secrets."""

    study: Study
    stage: str
    runs: Sequence[GenerationRun]
    people: Mapping[str, User]
    # The link of the fourth place, which nobody has taken.
    token: str

    def client(self, who: str) -> Client:
        """A browser in which somebody is signed in; "anonymous" is nobody."""
        client = Client(raise_request_exception=False)
        if who in self.people:
            client.force_login(self.people[who], backend=BACKEND)
        return client

    def program(self, who: str) -> Client:
        """A program that acts for somebody with a token that may do everything; "anonymous" has none."""
        client = Client(raise_request_exception=False)
        if who in self.people:
            person = self.people[who]
            _, text = make_token(person, name=TOKEN_NAME, scopes=tuple(Scope), lifetime=timedelta(days=1))
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
        return client

    def facts(self) -> frozenset[str]:
        """What tells of a writer and may stand on the hub's pages: names, files, ways of asking, ids and digests."""
        return frozenset(fact for run in self.runs for fact in _facts(run))

    def sealed(self) -> frozenset[str]:
        """What nobody may see in whatever role: seed, nonces, digests of the texts that a study shows."""
        digests = Candidate.objects.filter(arm__study=self.study).values_list("content_digest", flat=True)
        nonces = [
            *Commitment.objects.filter(study=self.study).values_list("nonce", flat=True),
            *StudyKey.objects.filter(study=self.study).exclude(nonce="").values_list("nonce", flat=True),
        ]
        return frozenset({self.study.seed, *digests, *nonces})

    def raw_digests(self) -> frozenset[str]:
        """Digests of the texts as they came, for engineers only."""
        return frozenset(
            RunOutput.objects.filter(run__in=[run.pk for run in self.runs]).values_list("raw_digest", flat=True)
        )

    def values(self) -> Mapping[str, Sequence[object]]:
        """What stands for the parameters of addresses."""
        pairs = Assignment.objects.filter(slot__study=self.study).order_by("slot__number", "position")
        return {
            "study_id": [self.study.uuid],
            "assignment_id": _ends([pair.uuid for pair in pairs.filter(slot__number__lte=2)]),
            "run_id": [run.uuid for run in self.runs],
            "other_id": [run.uuid for run in self.runs],
            **dict(zip(("long_id", "short_id"), ([run.uuid] for run in self._two_prompts()), strict=True)),
            "model_id": [run.model_version.uuid for run in self.runs],
            "set_id": [self.study.table_set.uuid],
            "table_id": list(self.study.table_set.tables.order_by("id").values_list("uuid", flat=True)[:2]),
            "slot_number": [1, 4, 9],
            "number": [1, 3],
            "name": ["forest", "kappa"],
            "kind": ["json"],
            "digest": [prompt.digest for prompt in store_built_in_prompts()],
            "token_id": [self._token_id()],
            "dataset_id": [self._dataset().uuid],
            "training_id": [self._training_id()],
            "token": [self.token, "nonsense"],
        }

    def _dataset(self) -> Dataset:
        """A dataset, written when it is asked for."""
        return Dataset.objects.first() or make_dataset(4)

    def _two_prompts(self) -> Sequence[GenerationRun]:
        """A version's runs by two prompts, made when they are asked for."""
        found = GenerationRun.objects.filter(model_version__name="asked-twice").order_by("id")
        return list(found) or make_ablation(name="asked-twice", n_tables=1, set_name="asked")

    def _training_id(self) -> UUID:
        """A training that waits for a worker, ordered when it is asked for."""
        order = TrainingOrder(self._dataset(), config=TrainingConfig(method="full"))
        return (TrainingRun.objects.first() or start_training(order)).uuid

    def _token_id(self) -> UUID:
        """The engineer's token, made when it is asked for."""
        found = ApiToken.objects.filter(user=self.people["engineer"]).first()
        return (
            found.uuid
            if found
            else make_token(self.people["engineer"], name=TOKEN_NAME, scopes=tuple(Scope), lifetime=timedelta(days=1))[
                0
            ].uuid
        )


def make_world(stage: str, *, comment: str = COMMENT, remark: str = REMARK) -> World:
    """Store a study of three writers, four tables and four places, and bring it to a stage."""
    people = {role: make_person(f"{role}@example.org", role) for role in ("lead", "engineer")}
    people["lead who is an engineer"] = make_person("both@example.org", "lead", "engineer")
    people["stranger"] = make_person("stranger@example.org", "rater", "lead")
    runs = list(_runs(people["engineer"]))
    study, links = create_study(_draft(runs), lead=people["lead"])
    study.leads.add(people["lead who is an engineer"])
    _rename_arms(study)
    for number, slot in enumerate(study.slots.order_by("number")[:3], start=1):
        people[f"rater {number}"] = make_person(EMAILS[number - 1], "rater")
        enrol(people[f"rater {number}"], slot)
    if stage != "draft":
        open_study(study, actor="lead@example.org")
        _rate(study, people, comment, remark)
        take_look(study.pk, actor="lead@example.org")
    if stage == "locked":
        # Only now: the crawl of the open study closes the ratings by itself, and meets the last question.
        _finish(people["rater 1"].pk, study.uuid)
        lock_study(study, actor="lead@example.org")
        analyse_ratings(study.pk)
    study.refresh_from_db()
    return World(study, stage, runs, people, links[3].token)


def _facts(run: GenerationRun) -> Iterator[str]:
    model = run.model_version
    yield from (model.name, *model.aliases, model.notes, model.licence, str(model.uuid))
    yield from (run.origin, run.prompt_digest, str(run.parameters["style"]), str(run.uuid), run.digest)


def _runs(engineer: User) -> Iterator[GenerationRun]:
    tables = make_tables(4)
    for index, wording in enumerate(WORDINGS):
        card = ModelCard(
            name=f"Zanzibar-{index}b",
            kind=("person", "rules", "large_model")[index],
            aliases=(f"alias-canary-{index}",),
            licence=f"licence-canary-{index}",
            notes=f"notes-canary-{index}",
        )
        texts = [
            OutputText(
                table=table,
                description=f"{wording} is what {table.name} is about.",
                comments=(
                    f"{wording} identifies it.",
                    f"{wording} names it.",
                    None if index == 1 else f"{wording} sums.",
                ),
                raw=f"raw-canary-{index} {table.name}",
                warnings=(f"warning-canary-{index}",) if index == 1 else (),
            )
            for table in tables.tables.order_by("id")
        ]
        how = {"style": f"style-canary-{index}"}
        yield store_run(
            RunCard(
                register_model(card)[0],
                tables,
                GenerationRun.Source.UPLOAD,
                f"file-canary-{index}.jsonl",
                created_by=engineer,
                prompt_digest=f"prompt-canary-{index}",
                parameters=how,
            ),
            texts,
        )


def _draft(runs: Sequence[GenerationRun]) -> StudyDraft:
    return StudyDraft(
        name="Autumn study",
        question="Which one would you rather work with?",
        runs=tuple(runs),
        table_set=runs[0].table_set,
        n_tables=None,
        emails=EMAILS,
        criteria=("Accuracy",),
        stops_early=True,
        n_repeats=1,
        claims=({"kind": "better", "run": str(runs[0].uuid), "than": str(runs[1].uuid)},),
    )


def _rename_arms(study: Study) -> None:
    for arm, code in zip(study.arms.order_by("code"), CODES, strict=True):
        Arm.objects.filter(pk=arm.pk).update(code=code)


def _rate(study: Study, people: Mapping[str, User], comment: str, remark: str) -> None:
    """The first rater does all, the second half of it, the third nothing."""
    mine = list(Assignment.objects.filter(slot__study=study, slot__number__lte=2).order_by("slot__number", "position"))
    half = len(mine) * 3 // 4
    for assignment in mine[:half]:
        rate(assignment, Answer("2", "", {"Accuracy": "l"}, (("left", 1),), f"{comment} {assignment.uuid}", 30_000))
    second = people["rater 2"].pk
    finish_practice(user_id=second, study_id=study.uuid)
    report_problem(user_id=second, assignment_id=mine[half].uuid, text=f"{remark} it is cut off")
    keep_draft(user_id=second, assignment_id=mine[-1].uuid, answer=Answer("4", comment=comment))


def _finish(user_id: int, study_id: UUID) -> None:
    close_ratings(user_id=user_id, study_id=study_id)
    shown = writers(user_id=user_id, study_id=study_id)
    record_guesses(user_id=user_id, study_id=study_id, guesses={writer.letter: "rules" for writer in shown})


def _ends(ids: Sequence[UUID]) -> Sequence[UUID]:
    """The first and the last of the two first raters' pairs; before the opening there are none."""
    return [ids[0], ids[-1]] if ids else [UUID(int=0)]
