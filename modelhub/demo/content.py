"""What the demo is made of: files of fixtures/demo by NAICS sector, its people, its writers."""

from decimal import Decimal
from pathlib import Path

from modelhub.models import ModelVersion
from modelhub.steps.register_model import ModelCard

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
SET_NAME = "Demo tables"
SECTORS = {
    "11_agriculture.mysql.sql": "Agriculture, forestry, fishing and hunting",
    "21_mining_oil_gas.oracle.sql": "Mining, quarrying, and oil and gas extraction",
    "22_utilities.postgres.sql": "Utilities",
    "23_construction.postgres.sql": "Construction",
    "31-33_manufacturing.snowflake.sql": "Manufacturing",
    "42_wholesale_trade.databricks.sql": "Wholesale trade",
    "44-45_retail.bigquery.sql": "Retail trade",
    "48-49_transportation.postgres.sql": "Transportation and warehousing",
    "51_information.snowflake.sql": "Information",
    "52_finance_insurance.postgres.sql": "Finance and insurance",
    "53_real_estate.mysql.sql": "Real estate and rental and leasing",
    "54_professional_services.databricks.sql": "Professional, scientific and technical services",
    "56_administrative_support.mysql.sql": "Administrative, support and waste services",
    "61_educational_services.postgres.sql": "Educational services",
    "62_health_care.postgres.sql": "Health care and social assistance",
    "71_arts_recreation.redshift.sql": "Arts, entertainment and recreation",
    "72_accommodation_food.databricks.sql": "Accommodation and food services",
    "81_other_services.bigquery.sql": "Other services",
    "92_public_administration.oracle.sql": "Public administration",
}
REFERENCE = ModelCard(
    name="reference",
    # People and a language model wrote it together, so the blinding question has no single right answer for it.
    kind=ModelVersion.Kind.MIXED,
    plain_words=ModelVersion.PlainWords.SKIP,
    licence="Apache-2.0",
    notes="Carefully written by the project's authors, with the help of a language model.",
)
CARELESS = ModelCard(
    name="careless",
    kind=ModelVersion.Kind.RULES,
    plain_words=ModelVersion.PlainWords.SKIP,
    licence="Apache-2.0",
    notes="Made from the reference by the transformation in modelhub/engine/careless.py: the mistakes of a careless writer.",
)
LEAD, ENGINEER = "lead@example.com", "engineer@example.com"
RATERS = tuple(f"rater-{number}@example.com" for number in range(1, 5))
# Of the second study, which has one writer in common with the first: who rates in both would know it by its coming back.
OTHER_RATERS = tuple(f"rater-{number}@example.com" for number in range(5, 7))
SIMULATED = tuple(f"simulated-{number}@example.com" for number in range(1, 5))
CRITERIA = ("Accuracy", "Completeness", "Clarity", "Concision")
MARGIN = Decimal("0.100")
