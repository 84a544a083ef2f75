"""What a language model is asked as a teacher, in two stages: a CREATE TABLE for a brief, then texts about it."""

import hashlib
import json
from random import Random

from modelhub.engine.prompts import LONG, PromptTemplate
from modelhub.engine.synth.brief import Brief, derived_seed
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
_SHOT_ASKED = """Industry: Dairy Product Manufacturing
Use case: Cold-chain monitoring: follows temperatures from silo to shop.
Dialect: PostgreSQL. Names: snake_case. Columns: 4 to 7."""
_SHOT_ANSWER = """CREATE TABLE coldchain.trailer_probe_log (
    probe_log_id bigint NOT NULL,
    trailer_id integer NOT NULL REFERENCES coldchain.trailer (trailer_id),
    logged_at timestamptz NOT NULL,
    air_temp_c numeric(4,1),
    door_open boolean NOT NULL,
    PRIMARY KEY (probe_log_id)
);"""

# The second stage is an ordinary run, with an example of the answer that is wanted. No marks of a table in it.
DOCUMENTING = PromptTemplate(
    name="teacher",
    system=f"""{LONG.system}

An answer of the kind that is wanted, for the table coldchain.trailer_probe_log with the columns probe_log_id, trailer_id, logged_at, air_temp_c and door_open:
{
        json.dumps(
            {
                "description": "One row per reading of the temperature probe in a refrigerated trailer. Dispatch uses it to prove the cold chain to customers and to stop loads that became too warm. It joins to coldchain.trailer by trailer_id; readings with the door open say little about the goods.",
                "columns": {
                    "probe_log_id": "Surrogate key of one reading.",
                    "trailer_id": "Trailer whose probe was read, see coldchain.trailer.",
                    "logged_at": "Moment of the reading, with time zone.",
                    "air_temp_c": "Air beside the goods in degrees Celsius; null if the probe gave no value.",
                    "door_open": "True while the rear doors were open.",
                },
            }
        )
    }""",
    user=LONG.user,
)


def dialect_of(brief: Brief) -> str:
    """Return the dialect that a brief is to be written in."""
    return _chance(brief).choice(list(DIALECTS))


def table_messages(brief: Brief) -> tuple[Message, ...]:
    """Return the conversation that asks for a CREATE TABLE: an example, and the brief."""
    chance = _chance(brief)
    dialect = DIALECTS[chance.choice(list(DIALECTS))]
    asked = (
        f"Industry: {brief.industry.title}\n"
        f"Use case: {brief.use_case.title}: {brief.use_case.description}\n"
        f"Dialect: {dialect}. Names: {chance.choice(_NAMES)}. Columns: {chance.choice(_SIZES)}."
    )
    # The example stands in the system's text: not every chat format knows turns of the assistant.
    system = f"{_SYSTEM}\n\nAsked, for example:\n{_SHOT_ASKED}\n\nthe answer is:\n{_SHOT_ANSWER}"
    return Message("system", system), Message("user", f"{ASK} for this industry and use case.\n\n{asked}")


def prompts_digest() -> str:
    """Return the SHA-256 of all that is asked: a part of the teacher's version."""
    parts = [_SYSTEM, ASK, _SHOT_ASKED, _SHOT_ANSWER, DOCUMENTING.digest, list(_NAMES), list(_SIZES), DIALECTS]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _chance(brief: Brief) -> Random:
    return Random(derived_seed("asked", brief.seed))  # noqa: S311
