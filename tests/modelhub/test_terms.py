"""Whether a dataset may be trained on: by its teacher's terms, and people's recorded word."""

import pytest

from modelhub.models import Dataset, ModelVersion
from modelhub.steps.approve_terms import NothingToApprove, approve_terms
from modelhub.steps.start_dataset import DatasetOrder, start_dataset
from modelhub.terms import MayNotTrain, check_may_train, permission_to_train
from tests.datasets import make_dataset, make_teacher
from tests.makers import make_person

pytestmark = pytest.mark.django_db


def finished(licence: str, *, name: str = "a", teacher: str = "teacher-1") -> Dataset:
    """Store a dataset by a teacher under a licence, as if it were finished."""
    known = ModelVersion.objects.filter(name=teacher).first()
    dataset = start_dataset(DatasetOrder(n=1, teacher=known or make_teacher(teacher, licence=licence), name=name))
    Dataset.objects.filter(pk=dataset.pk).update(state="finished")
    dataset.refresh_from_db()
    return dataset


def test_the_offline_teachers_texts_may_be_trained_on() -> None:
    check_may_train(make_dataset(3))


def test_what_is_not_finished_can_not_be_trained_on() -> None:
    with pytest.raises(MayNotTrain, match="is not finished"):
        check_may_train(start_dataset(DatasetOrder(n=1)))


@pytest.mark.parametrize(
    ("licence", "permission"), [("MIT", "allowed"), ("LicenseRef-Own", "unapproved"), ("", "unknown"), ("X", "unknown")]
)
def test_terms_decide(licence: str, permission: str) -> None:
    assert permission_to_train(finished(licence)) == permission


def test_unapproved_terms_block_training_until_somebody_gives_their_word() -> None:
    dataset, other = finished("LicenseRef-Own", name="a"), finished("LicenseRef-Own", name="b")
    with pytest.raises(MayNotTrain, match="nobody has approved training on texts under LicenseRef-Own"):
        check_may_train(dataset)

    approve_terms(dataset, approved_by=make_person("e@example.org", "engineer"), why="§ 3 allows it")

    check_may_train(dataset)
    # The same teacher under the same terms.
    check_may_train(other)
    with pytest.raises(NothingToApprove):
        approve_terms(dataset, approved_by=None, why="again")


def test_an_approval_is_for_one_teacher_and_its_terms_of_that_time() -> None:
    approve_terms(finished("LicenseRef-Own", name="a"), approved_by=None, why="read")

    assert permission_to_train(finished("LicenseRef-Own", name="b", teacher="teacher-2")) == "unapproved"
    changed = finished("LicenseRef-Own", name="c")
    Dataset.objects.filter(pk=changed.pk).update(terms="LicenseRef-Own-2")
    changed.refresh_from_db()
    assert permission_to_train(changed) == "unapproved"


def test_unknown_terms_can_not_be_approved() -> None:
    with pytest.raises(NothingToApprove):
        approve_terms(finished(""), approved_by=None, why="please")
