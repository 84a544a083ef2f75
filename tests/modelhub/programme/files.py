"""A small programme file, to be changed line by line."""

FILE = """\
programme: Small programme
lead: lead@example.org
tables: shop
dataset:
  name: lessons
  n: 12
  seed: 3
training:
  name: bespoke
  new_llama: 64x1
  vocabulary: 400
  settings:
    compute: fp32
    learning_rate: 1e-3
    max_steps: 3
    batch_tokens: 2048
    eval_every: 0
candidates:
  - version: schema-rules
study:
  name: Small study
  criteria: [Accuracy, Clarity]
  margin: 0.1
  raters: [a@example.org, b@example.org]
  claims:
    - version: bespoke
      is: not_worse
      than: schema-rules
"""


def changed(old: str, new: str) -> str:
    """Return the file with one piece replaced, which must be there once."""
    assert FILE.count(old) == 1, old
    return FILE.replace(old, new)
