import pytest

from modelhub.engine.synth.filters.description import hyperbole, lists_columns, too_few_columns, wrong_length
from tests.modelhub.engine.synth.making import demo, table

TABLE = table("invoice_no", "customer_id", "issued_on", "net_amount", "tax_amount", "status")


@pytest.mark.parametrize(
    ("n", "reason"), [(1, "1 column, at least 3 are needed"), (2, "2 columns, at least 3 are needed"), (3, None)]
)
def test_too_few_columns_says_how_many(n: int, reason: str | None) -> None:
    assert too_few_columns(table(*"abc"[:n])) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("One row per invoice.", "1 sentence, two to four are wanted"),
        ("", "0 sentences, two to four are wanted"),
        ("One. Two. Three. Four. Five.", "5 sentences, two to four are wanted"),
        ("One row per invoice. Used for dunning.", None),
        ("One row per invoice, e.g. INV-1. Amounts of 3.5 k and more need approval. See No. 4.", None),
        ("One row per invoice (v2.1). Is it paid? Then paid_on is set. Reversals are rows too.", None),
        (f"{'Long ' * 220}. Two.", "1106 characters are too many"),
    ],
)
def test_length_counts_sentences(text: str, reason: str | None) -> None:
    assert wrong_length(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "This table has the columns invoice_no and status. It is big.",
        "It contains invoice_no, customer_id, issued_on, net_amount. It is big.",
        "Holds the invoice number, the customer, issued on, net amount and tax amount. Used by finance.",
        "The following columns are there. They matter.",
        "The columns are many. The fields include status.",
        "One row per invoice. Columns: invoice_no; customer_id; status.",
        "One row per invoice, with facts such as customer ID, issued on, net amount. Finance reads it.",
        "It holds the number of the invoice, the customer who owes it, the day it was issued on, its net amount, its tax amount and its status. Finance reads it.",
        "The fields are status and net amount. They matter.",
        "By customer_id one joins; invoice_no is unique. Then net_amount plus tax_amount gives the sum. issued_on is the day.",
    ],
)
def test_description_that_lists_columns_is_found(text: str) -> None:
    assert lists_columns(text, TABLE) is not None


@pytest.mark.parametrize(
    "text",
    [
        "One row per invoice. Finance uses it for dunning, reports, audits and forecasts.",
        "It joins to customers by customer_id. The status and the net amount are those of the day of issue.",
        "Sums of net_amount and tax_amount agree with the ledger, status X aside. One row per invoice.",
        "Fields are irrigated on a plan. One row per field.",
        "Fields include fallow land. Read the status first.",
        "Has columns of three systems in one row. Read the status first.",
        "One row per invoice. Sent to the customer. Not changed after its status. Checked by net amount. Kept by tax amount.",
    ],
)
def test_description_that_names_a_few_columns_passes(text: str) -> None:
    assert lists_columns(text, TABLE) is None


@pytest.mark.parametrize(
    "text",
    [
        "This comprehensive table is crucial for the business.",
        "An invaluable source of truth.",
        "It plays a vital role in planning.",
        "Provides valuable insights into sales.",
        "It empowers analysts to unlock insights.",
        "The most important table of the company.",
        "A treasure trove of data.",
        "Orders at scale!",
        "A robust and seamless solution.",
        "It is a key component of the warehouse.",
        "A fantastic table.",
        "Gives superb insight into sales.",
        "Great insights for everyone.",
        "It is awesome.",
        "An impressive and wonderful overview.",
        "Second to none.",
    ],
)
def test_praise_is_found(text: str) -> None:
    assert hyperbole(text, ()) is not None
    assert hyperbole("Plain.", (("a", text),)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Vital signs of a patient at triage.",
        "Comprehensive cover pays for damage to the own vehicle.",
        "Keep only the highest run of each day and the latest revision.",
        "Best estimate of reserves; the best available price is kept.",
        "Key for customs, as printed on the label.",
        "Critical alarms stop the line.",
        "Full text of the powerhouse inspection, in a perfecting press.",
        "Orders that must have a licence.",
        "Essential oils by lot.",
        "Rows with status != 'X' are open.",
        "Excellent, good or fair, as the valuer graded it.",
        "Great Lakes port of loading.",
        "Brilliant cut, in carats.",
    ],
)
def test_plain_words_that_look_like_praise_pass(text: str) -> None:
    assert hyperbole(text, ()) is None


def test_reference_texts_pass() -> None:
    found = [
        (record.name, reason)
        for record, description, comments in demo()
        for reason in (
            too_few_columns(record),
            wrong_length(description),
            lists_columns(description, record),
            hyperbole(description, comments),
        )
        if reason
    ]
    assert found == []
