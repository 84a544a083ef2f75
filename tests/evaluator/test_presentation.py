"""The words stay, the typography goes."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.presentation import content_digest, present

MARKS = st.sampled_from(
    [
        "**",
        "__",
        "_",
        "*",
        "`",
        "[",
        "](u)",
        "- ",
        "# ",
        "> ",
        "1. ",
        "\n",
        "Description: ",
        "word",
        "customer_id",
        " ",
        ".",
        '"',
        *[
            "'",
            "—",
            " – ",
            "--",
            "…",
            "!",
            "~~",
            "|",
            "---",
            "```",
            "x",
            "5",
            "(",
            ")",
            " -",
            "\u202e",
            "e\u0301",
            "\x00",
            "<b>",
            "</b>",
            "<li>",
            "</li>",
            "<br>",
            "&amp;",
            "lt;",
            "\\",
            "✅",
            "❷",
            "→",
        ],
    ]
)
TEXTS = st.lists(MARKS, max_size=14).map("".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("raw", "presented"),
    [
        ("**Key** of the `customer_id`, see [docs](http://x.example)", "Key of the customer_id, see docs."),
        ("Values:\n- A: active\n- B: blocked", "Values: A: active; B: blocked."),
        ("1. first\n2. second", "First; second."),
        ("# Orders\n\nOne row per order", "Orders One row per order."),
        ("```sql\nSELECT 1\n```", "SELECT 1."),
        ("__Note__ on __init__ and _fivetran_synced", "Note on __init__ and _fivetran_synced."),
        (r"customer\_id of the buyer", "customer_id of the buyer."),
        ("count(*) and sum(*), 2**3, a*b*c", "count(*) and sum(*), 2**3, a*b*c."),
        ("| Code | Says |\n|---|---|\n| A | active |", "Code, Says A, active."),
    ],
)
def test_present_removes_markdown_marks_and_keeps_identifiers(raw: str, presented: str) -> None:
    assert present(raw) == presented


@pytest.mark.parametrize(
    ("raw", "presented"),
    [
        ("<b>Key</b> of the <code>order</code>", "Key of the order."),
        ("<p>Values:</p><ul><li>A: active</li><li>B: blocked</li></ul>", "Values: A: active; B: blocked."),
        ('<span class="x">One</span><br/>two', "One two."),
        ("Whether <p> opens a paragraph", "Whether <p> opens a paragraph."),
        ("m<sup>2</sup> of <script>x</script>", "m<sup>2</sup> of <script>x</script>."),
        ("a &lt; b &amp;&amp; c&nbsp;d, &unknown; &#0;", "A < b && c d, &unknown; &#0."),
        (r"\*not a mark and order\_id", "*not a mark and order_id."),
        ("✅ Whether it is paid 🎉", "Whether it is paid."),
        ("1️⃣ first, ❷ second", "1 first, ❷ second."),
        ("from → to, ≥ 5", "From -> to, >= 5."),
    ],
)
def test_present_removes_html_marks_and_pictures(raw: str, presented: str) -> None:
    assert present(raw) == presented


@pytest.mark.parametrize(
    ("raw", "presented"),
    [
        ("“The day.”", "The day."),
        ('it’s ‘open’ or "closed"', "It's 'open' or 'closed'."),
        ('Settings, e.g. {"a": "b"} or [] here', 'Settings, e.g. {"a": "b"} or [] here.'),
        ("'customer_id' of the buyer", "customer_id of the buyer."),
        ("1–5, 2020 – 2024, −3 and word—word -- more", "1-5, 2020 - 2024, -3 and word - word - more."),
        ("open… or closed", "Open... or closed."),
        ("a\u00a0\u2009b\r\n\tc ;", "A b c."),
        ("a\u200bb\u202ec\x07d", "Abcd."),
        ("cafe\u0301", "Café."),
    ],
)
def test_present_unifies_signs_and_white_space(raw: str, presented: str) -> None:
    assert present(raw) == presented


@pytest.mark.parametrize(
    ("raw", "presented"),
    [
        ("the day", "The day."),
        ("The day!!!", "The day."),
        ("The day;", "The day."),
        ("really?", "Really?"),
        ("**Description:** the day", "The day."),
        ("eBay identifier", "eBay identifier."),
        ("e.g. 5", "e.g. 5."),
        ("order_id of it", "order_id of it."),
        ("5", "5."),
        ("状態。", "状態。"),
    ],
)
def test_present_unifies_beginning_and_end(raw: str, presented: str) -> None:
    assert present(raw) == presented


@pytest.mark.parametrize(
    ("raw", "presented"), [("**", "**"), ("***\n---", "*** ---"), ("👍", "👍"), ("\u200b \ufeff", ""), ("", "")]
)
def test_present_keeps_the_signs_of_a_text_without_words(raw: str, presented: str) -> None:
    assert present(raw) == presented


@given(TEXTS)
def test_present_is_idempotent(text: str) -> None:
    once = present(text)
    assert present(once) == once


@given(TEXTS.filter(lambda text: any(c.isalnum() and c.isascii() for c in text)))
def test_present_never_loses_all_words(text: str) -> None:
    assert any(character.isalnum() for character in present(text))


@pytest.mark.parametrize(
    "unit", ["[x](a", "**a ", "_a ", "__a_", ". ", "- > ", "'", "— ", "Description: ", '[x](u "', "<b>", "&amp;", "\\"]
)
def test_present_is_stable_on_deeply_nested_marks(unit: str) -> None:
    once = present(unit * 2000 + "b" + ")" * 2000)
    assert present(once) == once
    assert any(character.isalnum() for character in once)


def test_content_digest_depends_on_every_text_and_on_the_order_of_columns() -> None:
    versions: list[tuple[str, list[str | None]]] = [
        ("Orders.", ["One.", None]),
        ("Orders.", [None, "One."]),
        ("Orders.", ["One.", ""]),
        ("Orders.", ["One."]),
        ("Order.", ["One.", None]),
    ]
    assert len({content_digest(description, comments) for description, comments in versions}) == len(versions)


def test_content_digest_stays_the_same_over_time() -> None:
    # A stored digest is compared with a fresh one, so that the form of what is hashed must never change unnoticed.
    hashed = b'{"comments":["One.",null],"description":"Orders."}'
    assert content_digest("Orders.", ("One.", None)) == hashlib.sha256(hashed).hexdigest()
