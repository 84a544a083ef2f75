"""A dataset's parts as the database keeps them, and back."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict

from modelhub.engine.synth.brief import Brief
from modelhub.engine.synth.example import Line, line_to_json
from modelhub.engine.synth.sift import Reject
from modelhub.engine.synth.teacher import Draft, Refusal, Written
from modelhub.models import DatasetLine, DatasetReject

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MAX_RAW = 200_000


def line_row(dataset_id: int, number: int, line: Line) -> DatasetLine:
    """Return one line of dataset.jsonl with what pages look it up by."""
    return DatasetLine(
        dataset_id=dataset_id,
        number=number,
        split=line.split,
        industry=line.industry,
        use_case=line.use_case,
        dialect=line.dialect,
        table_name=line.table.name[:300],
        n_columns=len(line.table.columns),
        body=line_to_json(line),
    )


def reject_row(dataset_id: int, reject: Reject, briefs: Mapping[int, Brief]) -> DatasetReject:
    """Return a reject with the brief that it was written for."""
    brief = briefs[reject.number]
    return DatasetReject(
        dataset_id=dataset_id,
        number=reject.number,
        reason=reject.filter,
        detail=storable(reject.reason),
        industry=brief.industry.code,
        use_case=brief.use_case.key,
        raw=storable(reject.raw)[:MAX_RAW],
    )


def storable(text: str) -> str:
    """Return a text without what PostgreSQL or UTF-8 can't hold."""
    return _UNSTORABLE.sub("\ufffd", text)


def written_to_json(written: Written) -> str:
    """Return what a teacher wrote as ASCII JSON."""
    return json.dumps({"is_draft": isinstance(written, Draft), **asdict(written)})


def written_from_json(text: str) -> Written:
    """Read what `written_to_json` wrote."""
    fields = json.loads(text)
    if not fields.pop("is_draft"):
        return Refusal(**fields)
    comments = tuple((name, comment) for name, comment in fields.pop("comments"))
    return Draft(**fields, comments=comments)
