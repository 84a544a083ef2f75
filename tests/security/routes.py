"""Every address of the site with who may open it. A new one without an entry fails the tests."""

from collections.abc import Iterator
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

ROLES = frozenset({"rater", "lead", "engineer"})
# No sign-in: signing in itself, and links that are their own key.
PUBLIC = frozenset[str]()
# Signed in, in whatever role: what one sees there is one's own.
OWN = frozenset({"own"})
# No cookie opens it, only a token: tests/modelhub/api.
TOKEN = frozenset({"token"})
LEAD, ENGINEER, HUB = frozenset({"lead"}), frozenset({"engineer"}), frozenset({"lead", "engineer"})

WHO_MAY_OPEN = {
    "home": OWN,
    "join": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_change_password": OWN,
    "account_set_password": OWN,
    "rater:home": OWN,
    "rater:study": OWN,
    "rater:guideline": OWN,
    "rater:practice": OWN,
    "rater:history": OWN,
    "rater:back": OWN,
    "rater:finish": OWN,
    "rater:close": OWN,
    "rater:pair": OWN,
    "rater:draft": OWN,
    "rater:problem": OWN,
    "hub:models": HUB,
    "hub:register": ENGINEER,
    "hub:model": HUB,
    "hub:figures": HUB,
    "hub:edit_model": ENGINEER,
    "hub:selection": HUB,
    "hub:choose_version": HUB,
    "hub:selection_csv": HUB,
    "hub:runs": HUB,
    "hub:run": HUB,
    "hub:approve": ENGINEER,
    "hub:order_run": ENGINEER,
    "hub:run_progress": HUB,
    "hub:failed": ENGINEER,
    "hub:cancel_run": ENGINEER,
    "hub:resume_run": ENGINEER,
    "hub:retry_run": ENGINEER,
    "hub:prompts": HUB,
    "hub:new_prompt": ENGINEER,
    "hub:prompt": HUB,
    "hub:datasets": HUB,
    "hub:new_dataset": ENGINEER,
    "hub:own_data": ENGINEER,
    "hub:dataset": HUB,
    "hub:dataset_progress": HUB,
    "hub:cancel_dataset": ENGINEER,
    "hub:resume_dataset": ENGINEER,
    "hub:approve_terms": ENGINEER,
    "hub:dataset_file": HUB,
    "hub:examples": HUB,
    "hub:example": HUB,
    "hub:rejects": HUB,
    "hub:trainings": HUB,
    "hub:new_training": ENGINEER,
    "hub:trainings_beside": HUB,
    "hub:training": HUB,
    "hub:training_progress": HUB,
    "hub:cancel_training": ENGINEER,
    "hub:resume_training": ENGINEER,
    "hub:workers": HUB,
    "hub:ledger": HUB,
    "hub:tokens": HUB,
    "hub:revoke_token": HUB,
    "hub:gaps": ENGINEER,
    "hub:compare": ENGINEER,
    "hub:begin_ablation": ENGINEER,
    "hub:ablation": ENGINEER,
    "hub:ablation_study": LEAD,
    "hub:import_outputs": ENGINEER,
    "hub:import_tables": HUB,
    "hub:run_rules": ENGINEER,
    "hub:output": ENGINEER,
    "hub:findings": ENGINEER,
    "hub:resolve_finding": ENGINEER,
    "hub:new_study": LEAD,
    "hub:common_tables": LEAD,
    "hub:leave_out": LEAD,
    "hub:draft": LEAD,
    "hub:settings": LEAD,
    "hub:add_rater": LEAD,
    "hub:remove_rater": LEAD,
    "hub:open_study": LEAD,
    "hub:reveal": LEAD,
    "hub:report": OWN,
    "hub:table_votes": OWN,
    "hub:figure": OWN,
    "hub:export_json": HUB,
    "hub:export_csv": HUB,
    "lead:studies": LEAD,
    "lead:study": LEAD,
    "lead:archive": LEAD,
    "lead:unarchive": LEAD,
    "lead:lock": LEAD,
    "lead:look": LEAD,
    "lead:share": LEAD,
    "lead:add_lead": LEAD,
    "lead:log": LEAD,
    "lead:seal": LEAD,
    "lead:remind_idle": LEAD,
    "lead:remind": LEAD,
    "lead:resend": LEAD,
    "lead:replace": LEAD,
    "lead:analysis": LEAD,
    "lead:start_analysis": LEAD,
    "lead:table_votes": LEAD,
    "lead:figure": LEAD,
    "lead:export_json": LEAD,
    "lead:export_csv": LEAD,
    "lead:tables": HUB,
    "lead:table_set": HUB,
    "lead:table": HUB,
    "lead:team": LEAD,
    "lead:team_person": LEAD,
    "api:api-root": PUBLIC,
    "api:openapi-json": PUBLIC,
    "api:openapi-view": PUBLIC,
    "api:get_token": TOKEN,
    "api:list_table_sets": TOKEN,
    "api:import_tables": TOKEN,
    "api:list_models": TOKEN,
    "api:register": TOKEN,
    "api:get_model": TOKEN,
    "api:import_outputs": TOKEN,
    "api:list_prompts": TOKEN,
    "api:list_runs": TOKEN,
    "api:start_run": TOKEN,
    "api:estimate": TOKEN,
    "api:get_run": TOKEN,
    "api:cancel": TOKEN,
    "api:resume": TOKEN,
    "api:retry": TOKEN,
    "api:list_studies": TOKEN,
    "api:get_study": TOKEN,
    "api:export_json": TOKEN,
    "api:export_csv": TOKEN,
}


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Return all addresses as (name with its namespace, pattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}", entry


def arguments(pattern: URLPattern) -> dict[str, object]:
    """Return arguments of the right kind for a pattern, which lead to nothing that is stored."""
    samples: dict[str, object] = {
        "UUIDConverter": uuid4(),
        "UUIDStrConverter": uuid4(),
        "IntConverter": 1,
        "SlugConverter": "forest",
    }
    converters = pattern.pattern.converters
    plain = {"uidb36": "1", "key": "abc-def"} if "uidb36" in pattern.pattern.regex.groupindex else {}
    return plain | {name: samples.get(type(kind).__name__, "x") for name, kind in converters.items()}


def address(name: str, **given: object) -> str:
    """Return an address by name; arguments that are not given lead to nothing that is stored."""
    pattern = dict(routes())[name]
    return reverse(name, kwargs=arguments(pattern) | given)
