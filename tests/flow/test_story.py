"""One study from its tables' file to the report by name, on the real programs, by pages and commands alone."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from tests.flow.at_once import at_once
from tests.flow.pages import Page
from tests.flow.raters import AtWork, rate_together
from tests.flow.site import Site, until
from tests.flow.visitor import Visitor

PASSWORD = "correct horse battery"
N_TABLES, N_RATERS = 6, 4
# Stands in every text of the people's, and in none of the rules'.
MARK = "kept by the night shift"
RUN = re.compile(r'name="runs" value="([0-9a-f-]{36})"')
GUESS = re.compile(r'name="(guess:[A-Z])"')
SUBJECTS = ("meter", "reading", "tariff", "customer", "invoice", "outage")


def _tables() -> str:
    statements = (
        f"""CREATE TABLE grid.{name} ({name}_id bigint PRIMARY KEY, valid_from timestamp NOT NULL, amount numeric(9,2));
COMMENT ON TABLE grid.{name} IS 'One row per {name}, {MARK}.';
COMMENT ON COLUMN grid.{name}.valid_from IS 'First moment at which it counts, UTC, {MARK}.';
COMMENT ON COLUMN grid.{name}.amount IS 'In euros, {MARK}.';"""
        for name in SUBJECTS
    )
    return "\n".join(statements)


def _signed_in(site: Site, email: str, role: str) -> Visitor:
    site.manage("add_user", email, "--role", role, "--password-stdin", typed=f"{PASSWORD}\n")
    visitor = site.visitor()
    home = visitor.send(visitor.get("/accounts/login/").form(), login=email, password=PASSWORD)
    assert home.status == 200
    return visitor


def test_study_goes_from_its_tables_to_the_report_by_name(site: Site, tmp_path: Path) -> None:
    tag = uuid4().hex[:8]
    people, rules = f"night shift {tag}", "schema-rules"
    set_id = _import(site, tmp_path, tag, people)
    lead = _signed_in(site, f"lead-{tag}@example.org", "lead")
    draft = _create(lead, set_id, tag)
    study = draft.path.split("/")[2]

    raters = _join(site, draft, study)
    assert "The study is open." in lead.send(lead.get(f"/studies/{study}/open/").form()).words()
    with ThreadPoolExecutor(N_RATERS) as pool:
        list(pool.map(_practise, raters))
    rate_together(raters)
    assert [len(rater.acknowledged) for rater in raters] == [N_TABLES] * N_RATERS
    at_once([lambda rater=rater: _close(rater) for rater in raters])  # type: ignore[misc]

    locked = lead.send(lead.get(f"/studies/{study}/lock/").form())
    assert locked.path == f"/studies/{study}/analysis/"
    until(lambda: "better than" in lead.get(locked.path).words(), "a worker has analysed the study")
    assert people not in lead.get(locked.path).text
    report = lead.send(lead.get(f"/studies/{study}/reveal/").form(), reason="The numbers are in.")
    assert report.path == f"/studies/{study}/report/"
    assert f"{people} is better than {rules}." in report.words()

    until(lambda: "\n· " not in site.manage("verify_study", study), "a worker has measured whether the blinding held")
    export = tmp_path / "study.json"
    export.write_text(lead.get(f"/studies/{study}/export-named.json").text)
    for verified in (site.manage("verify_study", study), site.manage("verify_study", str(export))):
        signs = [line[0] for line in verified.splitlines() if line[:2] in {"✓ ", "✗ ", "· "}]
        assert signs
        assert set(signs) == {"✓"}


def _import(site: Site, folder: Path, tag: str, people: str) -> str:
    """Import the tables with their comments, let the rules document them, and return the set's id."""
    (folder / "grid.postgres.sql").write_text(_tables())
    name = f"Grid {tag}"
    printed = site.manage("import_tables", str(folder / "grid.postgres.sql"), "--set", name, "--comments-as", people)
    assert f"Comments of {N_TABLES} tables are outputs of “{people}”" in printed
    engineer = _signed_in(site, f"engineer-{tag}@example.org", "engineer")
    page = engineer.get("/hub/runs/")
    found = re.search(rf'<option value="([0-9a-f-]{{36}})"[^>]*>{name}', page.text)
    assert found
    done = engineer.send(page.form("/hub/runs/rules/"), table_set=found[1])
    assert f"{N_TABLES} tables documented by schema-rules." in done.words()
    return found[1]


def _create(lead: Visitor, set_id: str, tag: str) -> Page:
    page = lead.get(f"/studies/new/?set={set_id}")
    runs = RUN.findall(page.text)
    assert len(runs) == 2
    emails = "\n".join(f"rater-{number}-{tag}@example.org" for number in range(1, N_RATERS + 1))
    draft = lead.send(
        page.form("set="),
        *(("runs", run) for run in runs),
        name=f"Grid study {tag}",
        emails=emails,
        claim0_run="",
        claim0_than="",
    )
    assert draft.path.endswith("/draft/"), draft.words()
    return draft


def _join(site: Site, draft: Page, study: str) -> list[AtWork]:
    """Accept every invitation on the draft's page; looking at one twice uses nothing up."""
    links = re.findall(r"(/join/[^/\s]+/)", draft.text)
    assert len(links) == N_RATERS
    raters = []
    for link in links:
        visitor = site.visitor()
        first, second = visitor.get(link), visitor.get(link)
        assert "You are invited to rate" in first.words()
        home = visitor.send(second.form(), name="Ada Example", password=PASSWORD)
        assert home.path == "/rate/"
        assert visitor.get(link).status == 410
        raters.append(AtWork(visitor, study, MARK))
    return raters


def _practise(rater: AtWork) -> None:
    guideline = rater.visitor.get(f"/rate/studies/{rater.study}/")
    assert guideline.path == f"/rate/studies/{rater.study}/guideline/"
    for number in (1, 2):
        page = rater.visitor.get(f"/rate/studies/{rater.study}/practice/{number}/")
        assert rater.visitor.send(page.form(), verdict="2").status == 200


def _close(rater: AtWork) -> None:
    finish = rater.visitor.get(f"/rate/studies/{rater.study}/finish/")
    question = rater.visitor.send(finish.form("/close/"))
    letters = sorted(set(GUESS.findall(question.text)))
    assert len(letters) == 2
    done = rater.visitor.send(question.form("/finish/"), *((letter, "person") for letter in letters))
    assert "Done. Thank you." in done.words()
