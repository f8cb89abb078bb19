"""What a chart holds beside its items, in files that keep it as JSON: groups and own grades."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lms.core.messages import N_
from lms.engines.linkchart.document import dump_chart
from lms.engines.linkchart.exchange.types import WHOLE, Told
from lms.engines.linkchart.exchange.words import clean
from lms.engines.linkchart.model import (
    LABEL_SIGNS,
    MOST_GROUPS,
    About,
    Chart,
    Grade,
    Group,
)
from lms.engines.linkchart.parts import is_date, read_grade, read_group
from lms.engines.reading import Node, Problems


@dataclass(frozen=True)
class Beside:
    """Groups and own grades."""

    groups: Mapping[str, Group]
    grades: Mapping[str, Grade]


def beside_as_json(chart: Chart) -> tuple[str, str]:
    """Groups and own grades as JSON texts; empty where there are none."""
    parts = dump_chart(Chart(groups=chart.groups, grades=chart.grades))
    groups, grades = (
        json.dumps(parts[name], ensure_ascii=False) if parts[name] else ""
        for name in ("groups", "grades")
    )
    return groups, grades


def read_beside(groups: str, grades: str, chart: Chart, told: Told) -> Beside:
    """The same read for a chart: groups lose members that are not on it."""
    found: dict[str, Group] = {}
    graded: dict[str, Grade] = {}
    problems = Problems()
    rows = _load(groups)
    for raw in (rows if isinstance(rows, list) else [])[:MOST_GROUPS]:
        group = read_group(Node(_known(raw, chart), "", problems))
        if group.id not in found and group.id not in chart.links and group.id not in chart.entities:
            found[group.id] = group
    named = _load(grades)
    for report, raw in (named if isinstance(named, dict) else {}).items():
        graded[report[:16]] = read_grade(Node(raw, "", problems))
    if problems.found:
        told.mended(WHOLE, N_("The groups or own grades in this file cannot be read."))
        found, graded = {}, {}
    return Beside(MappingProxyType(found), MappingProxyType(graded))


def about_of(title: str, author: str, handling: str, date: str) -> About:
    """A title block; what is too long is cut, a date that is none left out."""
    words = [clean(text).strip()[:LABEL_SIGNS].strip() for text in (title, author, handling)]
    return About(words[0], words[1], words[2], date if is_date(date) else "")


def _known(group: object, chart: Chart) -> object:
    """A group as it was written, without those who are not on the chart."""
    if not isinstance(group, dict):
        return group
    members, entity = group.get("members"), group.get("entity")
    there = (
        [one for one in members if isinstance(one, str) and one in chart.entities]
        if isinstance(members, list)
        else []
    )
    named = entity if isinstance(entity, str) and entity in chart.entities else ""
    return {**group, "members": there, "entity": named}


def _load(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
