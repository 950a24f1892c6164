"""A plan as JSON: the form that other programs read."""

from __future__ import annotations

import json

from engine.plan.data import as_data
from engine.plan.plan import Plan


def plan_as_json(plan: Plan) -> str:
    """The plan as one JSON object."""
    return json.dumps(as_data(plan), ensure_ascii=False, indent=2) + "\n"
