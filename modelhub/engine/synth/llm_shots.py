"""The examples in a teacher's prompts: three tables as unlike each other as may be, asked for, written and documented."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shot:
    """What was asked, the statement that answers it, and texts about the table."""

    asked: str
    dialect: str
    ddl: str
    table: str
    description: str
    comments: tuple[tuple[str, str], ...]

    @property
    def told(self) -> str:
        """The answer of the second stage, with the table that it is about. No marks of a table in it."""
        names = [name for name, _ in self.comments]
        answer = json.dumps({"description": self.description, "columns": dict(self.comments)})
        return f"For the table {self.table} with the columns {', '.join(names[:-1])} and {names[-1]}:\n{answer}"


_LOG = Shot(
    asked="""Industry: Dairy Product Manufacturing
Use case: Cold-chain monitoring: follows temperatures from silo to shop.
Dialect: PostgreSQL. Names: snake_case. Columns: 4 to 7.""",
    dialect="postgres",
    ddl="""CREATE TABLE coldchain.trailer_probe_log (
    probe_log_id bigint NOT NULL,
    trailer_id integer NOT NULL REFERENCES coldchain.trailer (trailer_id),
    logged_at timestamptz NOT NULL,
    air_temp_c numeric(4,1),
    door_open boolean NOT NULL,
    PRIMARY KEY (probe_log_id)
);""",
    table="coldchain.trailer_probe_log",
    description="One row per reading of the temperature probe in a refrigerated trailer. Dispatch uses it to prove the cold chain to customers and to stop loads that became too warm. It joins to coldchain.trailer by trailer_id; readings with the door open say little about the goods.",
    comments=(
        ("probe_log_id", "Surrogate key of one reading."),
        ("trailer_id", "Trailer whose probe was read, see coldchain.trailer."),
        ("logged_at", "Moment of the reading, with time zone."),
        ("air_temp_c", "Air beside the goods in degrees Celsius; null if the probe gave no value."),
        ("door_open", "True while the rear doors were open."),
    ),
)
_CODES = Shot(
    asked="""Industry: Insurance Carriers and Related Activities
Use case: Claims triage: sends each claim to the right desk.
Dialect: Oracle. Names: UPPER_CASE with the usual abbreviations. Columns: 4 to 7.""",
    dialect="oracle",
    ddl="""CREATE TABLE CLM_CAUS_CD (
    CAUS_CD VARCHAR2(4) NOT NULL,
    CAUS_DESC VARCHAR2(80) NOT NULL,
    DESK_NBR NUMBER(3) NOT NULL,
    ACTV_FLG CHAR(1) NOT NULL,
    EFF_DT DATE,
    PRIMARY KEY (CAUS_CD)
);""",
    table="CLM_CAUS_CD",
    description="Code list of what may cause a loss, one row per cause. Triage looks up here which desk gets a new claim. Causes out of use keep their row, for old claims still hold their codes.",
    comments=(
        ("CAUS_CD", "Short form of the cause, as claims store it."),
        ("CAUS_DESC", "Wording of the cause that clerks choose from."),
        ("DESK_NBR", "Desk that handles claims with this cause."),
        ("ACTV_FLG", "Probably Y where new claims may have the cause, otherwise N."),
        ("EFF_DT", "Day from which the cause may be chosen; null if it always could."),
    ),
)
_VERSIONS = Shot(
    asked="""Industry: Utilities
Use case: Tariff simulation: computes bills under other prices.
Dialect: BigQuery. Names: camelCase. Columns: 4 to 7.""",
    dialect="bigquery",
    ddl="""CREATE TABLE billing.tariffVersion (
    tariffId STRING NOT NULL,
    validFrom DATE NOT NULL,
    pricePerKwhEur NUMERIC(9, 5),
    meterKinds ARRAY<STRING>,
    nContracts INT64
);""",
    table="billing.tariffVersion",
    description="History of tariffs: a new row is added whenever the price of one changes. Analysts compute bills under earlier prices or planned ones from it. No key is declared; tariffId and validFrom probably identify a row together.",
    comments=(
        ("tariffId", "Tariff to which the version belongs; the same in all of its versions."),
        ("validFrom", "First day on which this price holds."),
        ("pricePerKwhEur", "Energy price in euros per kilowatt-hour, probably without taxes."),
        ("meterKinds", "Kinds of meters for which the tariff may be booked."),
        ("nContracts", "How many contracts were on this version, probably at its start."),
    ),
)
SHOTS = (_LOG, _CODES, _VERSIONS)
