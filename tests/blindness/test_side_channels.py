"""Small things that could tell arms apart: tokens on the page, the order of rows, the order of the form."""

import re
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Arm, Assignment, Candidate, Study
from modelhub.models import ArmKey
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Za-z_\-]{20,}")
MODELS = ("quill-7b", "otter-mini", "heron-1")


def open_study_of(n_tables: int) -> Study:
    """Return an open study of three arms with one rater."""
    tables = make_tables(n_tables)
    runs = [make_run(model, tables, text=f"Wording {number} of it.") for number, model in enumerate(MODELS)]
    study = make_study(make_person("lead@example.org", "lead"), runs=runs, n_raters=1)
    open_with_raters(study)
    return study


def test_no_token_on_the_page_returns_with_an_arm() -> None:
    study = open_study_of(4)
    client = Client()
    client.force_login(study.raters.get().user, backend="evaluator.accounts.backends.ByEmail")
    study.raters.update(practised_at=study.opened_at)
    assignments = list(Assignment.objects.filter(slot__study=study))
    pages = [client.get(reverse("rater:pair", args=[one.uuid])) for one in assignments]

    assert [page.status_code for page in pages] == [200] * 12
    seen = Counter(token for page in pages for token in set(TOKEN.findall(page.content.decode())))
    own = [token for token, n in seen.items() if n == 1]
    # What is on all pages says nothing about a pair; what is on some of them could be an arm's.
    assert len(own) >= len(pages), "every page has tokens of its own: its address and the proof of its sides"
    assert [token for token, n in seen.items() if 1 < n < len(pages)] == []


def test_no_digest_of_a_text_is_on_the_page() -> None:
    study = open_study_of(2)
    client = Client()
    client.force_login(study.raters.get().user, backend="evaluator.accounts.backends.ByEmail")
    study.raters.update(practised_at=study.opened_at)
    one = Assignment.objects.filter(slot__study=study).select_related("pair__first", "pair__second")[0]
    page = client.get(reverse("rater:pair", args=[one.uuid])).content.decode()

    assert one.pair.first.description in page
    assert [
        digest for digest in (one.pair.first.content_digest, one.pair.second.content_digest) if digest in page
    ] == []


def test_neither_codes_nor_rows_keep_the_order_of_the_form() -> None:
    tables = make_tables(1)
    runs = [make_run(model, tables, text=f"Wording {number} of it.") for number, model in enumerate(MODELS)]
    lead = make_person("lead@example.org", "lead")
    orders: Counter[tuple[str, ...]] = Counter()
    for number in range(40):
        study = make_study(lead, runs=runs, n_raters=0, name=f"Study {number}")
        keys = ArmKey.objects.filter(arm__study=study).order_by("pk").values_list("run__model_version__name", flat=True)
        orders[tuple(keys)] += 1
        codes = list(Arm.objects.filter(study=study).order_by("pk").values_list("code", flat=True))
        assert codes == sorted(codes)
        arms = list(Candidate.objects.filter(arm__study=study).order_by("pk").values_list("arm__code", flat=True))
        assert arms == codes

    # Six orders are possible; that 40 draws hit one order only, or miss four of them, has odds below one in a million.
    assert len(orders) >= 3
