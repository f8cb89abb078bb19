"""What each column of a foreign table is for: guessed by its name, or chosen in a form.

A role is the simple way to a specification; what roles cannot say, the specification itself can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lms.core.messages import N_, Message
from lms.core.spreadsheet import Row
from lms.engines.folding import fold
from lms.engines.linkchart.exchange.columns import header_of
from lms.engines.linkchart.exchange.dateforms import likely_form
from lms.engines.linkchart.exchange.kinds import nearest_type
from lms.engines.linkchart.exchange.spec import (
    Act,
    Action,
    AttributeFrom,
    Between,
    CardFrom,
    End,
    Pick,
    Spec,
)
from lms.engines.linkchart.model import AttributeKind

SKIP = "skip"
ROLES: dict[str, Message] = {
    SKIP: N_("not read"),
    "end1_identity": N_("first end: identity"),
    "end1_label": N_("first end: label"),
    "end1_type": N_("first end: type"),
    "end1_note": N_("first end: note"),
    "end1_attribute": N_("first end: attribute"),
    "end2_identity": N_("second end: identity"),
    "end2_label": N_("second end: label"),
    "end2_type": N_("second end: type"),
    "end2_note": N_("second end: note"),
    "end2_attribute": N_("second end: attribute"),
    "link_type": N_("link: type"),
    "link_label": N_("link: label"),
    "link_direction": N_("link: direction"),
    "link_strength": N_("link: strength"),
    "link_since": N_("link: date"),
    "link_time": N_("link: time"),
    "link_until": N_("link: until"),
    "link_note": N_("link: note"),
    "link_identity": N_("link: identity (rows of one link)"),
    "link_attribute": N_("link: attribute"),
    "card_source": N_("card: source reference"),
    "card_source_type": N_("card: source type"),
    "card_summary": N_("card: summary"),
    "card_text": N_("card: text"),
    "card_date": N_("card: date"),
    "card_source_grade": N_("card: grade of the source"),
    "card_information_grade": N_("card: grade of the information"),
    "card_handling_grade": N_("card: handling"),
}
_DATED = ("link_since", "link_until", "card_date")
# words of a column's name that tell its role, in the order in which they decide
_NAMES = {
    "end1_type": "end1 type, source type, from type, type 1",
    "end2_type": "end2 type, target type, to type, type 2",
    "end1_identity": "end1 identity, from id, source id, id 1, a number, calling number, caller, "
    "calling party, sender account, from account, payer account, originating number",
    "end2_identity": "end2 identity, to id, target id, id 2, b number, called number, called, "
    "called party, receiver account, to account, payee account, dialled number, dialed number",
    "end1_label": "end1 label, end1, from, source, sender, payer, from name, source name, "
    "entity 1, person 1, originator, owner, parent, subject, who, from whom",
    "end2_label": "end2 label, end2, to, target, receiver, recipient, payee, to name, "
    "target name, entity 2, person 2, beneficiary, child, object, whom, to whom, with whom",
    "link_type": "link type, relation, relationship, type of link, edge type, connection",
    "link_label": "link label, label of link, edge label",
    "link_direction": "direction, arrow",
    "link_strength": "strength, certainty",
    "link_since": "date, when, start, start date, begin, since, call date, date time, datetime, "
    "timestamp, start utc, date and time",
    "link_time": "time, call time, hour, start time",
    "link_until": "until, end, end date, finish",
    "card_source": "source ref, source reference, report, reference, report id, report no",
    "card_source_type": "source type",
    "card_summary": "summary, title",
    "card_text": "description, text, remark, remarks, comment, comments, details, notes, note",
    "card_source_grade": "grade1, grade 1, source grade, source evaluation, reliability",
    "card_information_grade": "grade2, grade 2, information grade, information evaluation, "
    "credibility",
    "card_handling_grade": "grade3, grade 3, handling, handling code",
}
_LABELS = "name, label, full name, title, number, id, identity, person, company, organisation"
_KNOWN = {fold(word): role for role, words in _NAMES.items() for word in words.split(",")}
_SAMPLE = 50


@dataclass(frozen=True)
class Roles:
    """The roles of columns, and what no column says. `forms` are the forms of dates by column."""

    columns: Mapping[str, str]
    forms: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, AttributeKind] = field(default_factory=dict)
    end1_type: str = "person"
    end2_type: str = "person"
    link_type: str = "link"
    scheme: str = ""


def guessed_roles(rows: Sequence[Row], header: int = 1) -> Roles:
    """What the names and first cells of the columns tell."""
    columns = header_of(rows, header)
    body = [row for row in rows if row.number > header][:_SAMPLE]
    samples = {name: [row.cell(at) for row in body] for at, name in enumerate(columns)}
    found = _by_name(columns)
    if "end2_label" not in found.values() and "end2_identity" not in found.values():
        found = _of_entities(columns, found)
    elif "end1_label" not in found.values() and "end1_identity" not in found.values():
        found[_label(columns, found)] = "end1_label"
    found = _whole_moments(found, samples)
    left = "link_attribute" if _has_second(found) else "end1_attribute"
    found = {name: found.get(name, left) for name in columns}
    forms = {
        name: form
        for name in columns
        if (form := likely_form(samples[name])) and found[name] in (*_DATED, "link_time")
    }
    return Roles(
        columns=found,
        forms=forms,
        kinds={name: _kind(samples[name]) for name in columns},
        end1_type=_type(found, "end1"),
        end2_type=_type(found, "end2"),
        link_type="calls" if _type(found, "end1") == "phone" else "link",
    )


def _by_name(columns: Sequence[str]) -> dict[str, str]:
    """A role for each column whose name is known, each role once."""
    found: dict[str, str] = {}
    for name in columns:
        role = _KNOWN.get(fold(name))
        if role and role not in found.values():
            found[name] = role
    return found


def _whole_moments(found: Mapping[str, str], samples: Mapping[str, list[str]]) -> dict[str, str]:
    """A column of times that has the day as well is the date, where no other is."""
    if "link_since" in found.values():
        return dict(found)
    return {
        name: "link_since" if role == "link_time" and "DD" in likely_form(samples[name]) else role
        for name, role in found.items()
    }


def _has_second(found: Mapping[str, str]) -> bool:
    return any(role.startswith("end2_") for role in found.values())


def _of_entities(columns: Sequence[str], found: Mapping[str, str]) -> dict[str, str]:
    """Roles of a table without a second end: its rows are entities."""
    kept = {name: role for name, role in found.items() if role.startswith("card_")}
    label = _label(columns, {})
    for name in columns:
        if fold(name) in ("type", "kind", "entity type"):
            kept[name] = "end1_type"
    identity = next((one for one in columns if fold(one) in ("id", "identity", "number")), "")
    if identity and identity != label:
        kept[identity] = "end1_identity"
    return {**kept, label: "end1_label"}


def _label(columns: Sequence[str], found: Mapping[str, str]) -> str:
    """The column that most looks like names; the first one that is free where none does."""
    words = [fold(word) for word in _LABELS.split(",")]
    free = [name for name in columns if name not in found] or list(columns)
    labels = [name for name in free if fold(name) in words]
    return min(labels, key=lambda name: words.index(fold(name)), default=free[0])


def _type(found: Mapping[str, str], end: str) -> str:
    """The type of an end by the name of its column: "Caller" is a phone, "Firm" a firm."""
    names = [name for name, role in found.items() if role in (f"{end}_label", f"{end}_identity")]
    for name in names:
        words = fold(name)
        if "account" in words:
            return "account"
        if any(one in words for one in ("call", "number", "dial", "msisdn")):
            return "phone"
        kind, sure = nearest_type(words.rstrip(" 12"))
        if sure:
            return kind
    return "person"


def _kind(samples: Sequence[str]) -> AttributeKind:
    filled = [one for one in samples if one]
    if filled and all(_is_number(one) for one in filled):
        return AttributeKind.NUMBER
    if filled and all(one.casefold() in ("true", "false") for one in filled):
        return AttributeKind.FLAG
    return AttributeKind.TEXT


def _is_number(text: str) -> bool:
    """Whether this counts something: a leading zero or plus belongs to a number that names."""
    plain = text.removeprefix("-")
    whole, _, part = plain.partition(".")
    fine = whole.isascii() and whole.isdigit() and (not part or (part.isascii() and part.isdigit()))
    return fine and (len(whole) == 1 or not whole.startswith("0")) and len(plain) < 16


def guessed_spec(rows: Sequence[Row], *, sheet: str = "", delimiter: str = "") -> Spec:
    """The specification that the columns suggest."""
    return replace(spec_of(guessed_roles(rows)), sheet=sheet, delimiter=delimiter)


def spec_of(roles: Roles) -> Spec:
    """The specification that roles stand for."""
    by_role: dict[str, list[str]] = {}
    for name, role in roles.columns.items():
        by_role.setdefault(role, []).append(name)
    second = _has_second(roles.columns)
    return Spec(
        end1=_end("end1", roles, by_role),
        end2=_end("end2", roles, by_role) if second else None,
        link=_link(roles, by_role) if second else None,
        card=_card(roles, by_role),
        actions=tuple(
            Action(Act.DATE, (name,), form, (name,))
            for name, form in roles.forms.items()
            if form and roles.columns.get(name) in (*_DATED, "link_time")
        ),
    )


def _first(by_role: Mapping[str, list[str]], role: str) -> str:
    return by_role.get(role, [""])[0]


def _end(which: str, roles: Roles, by_role: Mapping[str, list[str]]) -> End:
    column = _first(by_role, f"{which}_type")
    fixed = roles.end1_type if which == "end1" else roles.end2_type
    return End(
        type=Pick(column=column) if column else Pick(fixed=fixed),
        identity=tuple(by_role.get(f"{which}_identity", ())),
        label=_first(by_role, f"{which}_label"),
        note=_first(by_role, f"{which}_note"),
        attributes=_attributes(roles, by_role.get(f"{which}_attribute", [])),
    )


def _link(roles: Roles, by_role: Mapping[str, list[str]]) -> Between:
    def pick(role: str, fixed: str) -> Pick:
        column = _first(by_role, role)
        return Pick(column=column) if column else Pick(fixed=fixed)

    return Between(
        type=pick("link_type", roles.link_type),
        identity=tuple(by_role.get("link_identity", ())),
        label=_first(by_role, "link_label"),
        direction=pick("link_direction", "forward"),
        strength=pick("link_strength", "confirmed"),
        since=_first(by_role, "link_since"),
        time=_first(by_role, "link_time"),
        until=_first(by_role, "link_until"),
        note=_first(by_role, "link_note"),
        attributes=_attributes(roles, by_role.get("link_attribute", [])),
    )


def _card(roles: Roles, by_role: Mapping[str, list[str]]) -> CardFrom | None:
    names = ("source", "source_type", "summary", "text", "date", "source_grade",
             "information_grade", "handling_grade")  # fmt: skip
    columns = {name: _first(by_role, f"card_{name}") for name in names}
    return CardFrom(**columns, scheme=roles.scheme) if any(columns.values()) else None


def _attributes(roles: Roles, columns: Sequence[str]) -> tuple[AttributeFrom, ...]:
    return tuple(
        AttributeFrom(name, name, roles.kinds.get(name, AttributeKind.TEXT)) for name in columns
    )
