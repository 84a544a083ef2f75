"""What a language model is asked as a teacher, in two stages: a CREATE TABLE for a brief, then texts about it."""

import hashlib
import json
from random import Random

from modelhub.engine.prompts import LONG, PromptTemplate
from modelhub.engine.synth.brief import Brief, derived_seed
from modelhub.engine.synth.llm_shots import SHOTS
from modelhub.engine.text_model import Message

ASK = "Write one CREATE TABLE statement"
DIALECTS = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "snowflake": "Snowflake", "bigquery": "BigQuery", "databricks": "Databricks SQL",
    "redshift": "Amazon Redshift", "oracle": "Oracle", "tsql": "SQL Server", "sqlite": "SQLite",
}  # fmt: skip
_NAMES = (
    "snake_case",
    "snake_case",
    "camelCase",
    "PascalCase",
    "UPPER_CASE with the usual abbreviations",
    "abbreviations of an old system",
)
_SIZES = ("4 to 7", "8 to 12", "8 to 12", "13 to 20", "21 to 30")

_SYSTEM = """You design realistic database tables as they are found in companies. You answer with one SQL statement and nothing else: no comments in it, no text around it."""
# The examples stand in the system's text: not every chat format knows turns of the assistant.
_DESIGNING = "\n\n".join(
    [_SYSTEM, *(f"Asked, for example:\n{shot.asked}\n\nthe answer is:\n{shot.ddl}" for shot in SHOTS)]
)
# The second stage is an ordinary run, with examples of the answer that is wanted.
DOCUMENTING = PromptTemplate(
    name="teacher",
    system="\n\n".join([LONG.system, "Answers of the kind that is wanted:", *(shot.told for shot in SHOTS)]),
    user=LONG.user,
)


def dialect_of(brief: Brief) -> str:
    """Return the dialect that a brief is to be written in."""
    return _chance(brief).choice(list(DIALECTS))


def table_messages(brief: Brief) -> tuple[Message, ...]:
    """Return the conversation that asks for a CREATE TABLE: examples, and the brief."""
    chance = _chance(brief)
    dialect = DIALECTS[chance.choice(list(DIALECTS))]
    asked = (
        f"Industry: {brief.industry.title}\n"
        f"Use case: {brief.use_case.title}: {brief.use_case.description}\n"
        f"Dialect: {dialect}. Names: {chance.choice(_NAMES)}. Columns: {chance.choice(_SIZES)}."
    )
    return Message("system", _DESIGNING), Message("user", f"{ASK} for this industry and use case.\n\n{asked}")


def prompts_digest() -> str:
    """Return the SHA-256 of all that is asked: a part of the teacher's version."""
    parts = [_DESIGNING, ASK, DOCUMENTING.digest, list(_NAMES), list(_SIZES), DIALECTS]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _chance(brief: Brief) -> Random:
    return Random(derived_seed("asked", brief.seed))  # noqa: S311
