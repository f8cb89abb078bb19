"""A task on telephone records: a table of calls, what is known of it, and its questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from lms.core.messages import N_
from lms.engines.casework.calls.answers import Given, mark_given, model_given, read_given
from lms.engines.casework.calls.listing import Listing, read_calls
from lms.engines.casework.calls.questions import Question, read_question
from lms.engines.casework.sheet import Settings, SheetMark, by_hand, read_settings, summed
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.tables import Table, TableKind
from lms.engines.marking.types import Answered, HandMark
from lms.engines.reading import Node, Parsed, Problems, Text

NAME = "telephone_records"
SCHEMA = 1
ENGINE = "telephone_records/1"
MOST_QUESTIONS = 60
_OFFSET = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)")


@dataclass(frozen=True)
class CallsTask:
    """A task as authored, its table read and its answers borne out by the table."""

    settings: Settings
    case: Case
    table: Table
    listing: Listing
    questions: tuple[Question, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(question.key for question in self.questions)

    def question(self, key: str) -> Question:
        """The question of a name that this task has."""
        return next(one for one in self.questions if one.key == key)


def parse_calls(payload: object, case: Case) -> Parsed[CallsTask]:
    """A task on a table of `case`; all problems at once."""
    problems = Problems()
    node = Node(payload, "", problems)
    settings = read_settings(node, NAME, schema=SCHEMA)
    tables = {name: one for name, one in case.tables.items() if one.kind is TableKind.CALLS}
    table = tables.get(node.choice("table", tables))
    listing = _listing(node, table)
    if listing is None:
        node.skip_rest()
        return Parsed(None, tuple(problems.found))
    seen: set[str] = set()
    questions = tuple(
        found
        for item in node.nodes("questions", low=1, high=MOST_QUESTIONS)
        if (found := read_question(item, listing, seen)) is not None
    )
    node.close()
    assert table is not None
    return problems.parsed(lambda: CallsTask(settings, case, table, listing, questions))


def _listing(node: Node, table: Table | None) -> Listing | None:
    if table is None:
        return None
    calls, faults = read_calls(table)
    for fault in faults:
        message = N_(
            "Row %(row)s %(column)s: %(fault)s",
            row=fault.row,
            column=fault.column,
            fault=fault.message,
        )
        node.fault("table", message if fault.row else fault.message)
    if faults:
        return None
    bare = Listing(calls)
    return Listing(calls, _listed(node, bare), _offset(node), _labels(node, bare))


def _listed(node: Node, listing: Listing) -> tuple[str, ...]:
    found = []
    for text in node.strings("listed", low=1, high=40, most=40):
        known = listing.known(text)
        if known is None:
            node.fault("listed", N_("No call of the table has %(number)s.", number=text))
        else:
            found.append(known)
    for call in listing.calls:
        if found and call.a not in found and call.b not in found:
            message = N_("Call %(id)s is of none of the listed numbers.", id=call.id)
            node.fault("listed", message)
            break
    return tuple(found)


def _offset(node: Node) -> timedelta:
    text = node.string("utc_offset", most=6, default="+00:00")
    match = _OFFSET.fullmatch(text)
    if match is None:
        node.fault("utc_offset", N_('Write the local clock against UTC, such as "+05:00".'))
        return timedelta(0)
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -offset if match[1] == "-" else offset


def _labels(node: Node, listing: Listing) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for item in node.nodes("known_numbers", low=0, high=100):
        text = item.string("number", most=40)
        words = item.text("text", most=200)
        known = listing.known(text)
        if known is None:
            item.fault("number", N_("No call of the table has this number."))
        elif known in found:
            item.fault("number", N_("%(value)s is used twice. Choose another.", value=known))
        else:
            found[known] = words
    return found


def read_answer(task: CallsTask, line: str, seed: str, raw: object) -> Answered[Given]:
    """What a browser sends for one question."""
    return read_given(task.question(line), seed, raw)


def mark_calls(
    task: CallsTask, answers: Mapping[str, Given], hand: Mapping[str, HandMark] | None = None
) -> SheetMark:
    """The mark of answers by question key."""
    lines = (mark_given(one, task.listing, answers.get(one.key)) for one in task.questions)
    return summed(tuple(by_hand(line, hand) for line in lines))


def model_answers(task: CallsTask) -> dict[str, Given]:
    """Right answers by question key."""
    return {question.key: model_given(question) for question in task.questions}
