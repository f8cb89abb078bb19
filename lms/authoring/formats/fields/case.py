"""Which fields the forms of a case have: its facts, its reports, and its key in plain rows."""

from collections.abc import Sequence
from typing import Any

from lms.authoring.formats.fields.common import KEY, REVIEW, terms
from lms.authoring.formats.fields.spec import (
    Choice,
    Field,
    Flag,
    Group,
    Lines,
    Many,
    Rows,
    Text,
    Whole,
    Word,
)
from lms.authoring.formats.texts import Json, listed, mappings
from lms.core.messages import N_
from lms.engines.linkchart.key import ReportForm
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, STRENGTH_LABELS
from lms.engines.scales import FOUR_BY_FOUR, HANDLING_CODES

Options = Sequence[tuple[str, Any]]

_PURPOSES = (("practice", N_("practice")), ("assessed", N_("counts for the certificate")))
_FORMS = {
    ReportForm.REPORT: N_("Report"),
    ReportForm.LETTER: N_("Letter"),
    ReportForm.REGISTER: N_("Extract of a register"),
    ReportForm.INTERVIEW: N_("Interview"),
    ReportForm.HANDSET: N_("Examination of a handset"),
    ReportForm.LOG: N_("Log"),
    ReportForm.LEASE: N_("Lease or contract"),
    ReportForm.BANK: N_("Report of a bank"),
    ReportForm.MANIFEST: N_("Manifest or shipping paper"),
    ReportForm.LISTING: N_("Directory entry"),
    ReportForm.POST: N_("Post on social media"),
    ReportForm.NOTICE: N_("Notice or alert"),
}


def case_fields() -> tuple[Field, ...]:
    """What case.yaml says: the task, who reports, and the types that the chart has."""
    return (
        Text("title", N_("Title"), required=True),
        Text("instructions", N_("Instructions"), required=True, long=True),
        Text("case_question", N_("The question of the case")),
        Text("handling", N_("Handling, as it stands on the chart")),
        Choice("purpose", N_("Purpose"), options=_PURPOSES, default="practice"),
        *terms(),
        REVIEW,
        Rows(
            "agencies",
            N_("Agencies that report"),
            one=N_("Agency"),
            most=40,
            fields=(
                Text("name", N_("Name"), required=True),
                Text("letterhead", N_("Letterhead, line by line"), long=True),
                KEY,
            ),
        ),
        Group("vocabulary", N_("What the chart is drawn with"), fields=_vocabulary()),
        Group(
            "matrix_symbols",
            N_("Signs of the association matrix"),
            fields=(
                Word("confirmed", N_("confirmed")),
                Word("unconfirmed", N_("unconfirmed")),
                Word("member", N_("member or office")),
                Word("member_unconfirmed", N_("suspected member or office")),
            ),
        ),
    )


def _vocabulary() -> tuple[Field, ...]:
    return (
        Many(
            "entity_types",
            N_("Types of entities"),
            options=tuple((name, kind.label) for name, kind in ENTITY_TYPES.items()),
            always_list=True,
        ),
        Rows(
            "link_types",
            N_("Types of links"),
            one=N_("Type of link"),
            most=40,
            fields=(
                Text("label", N_("What stands on the line"), required=True),
                Flag("directed", N_("It has a direction")),
                Flag("member", N_("It is a membership or an office")),
                KEY,
            ),
        ),
    )


def report_fields(case: Json) -> tuple[Field, ...]:
    """The reports, in the order in which they are read."""
    agencies = tuple(
        (str(one.get("key", "")), one.get("name") or str(one.get("key", "")))
        for one in mappings(case.get("agencies"))
    )
    grade = (
        Choice("scheme", N_("Scale"), options=(("", N_("not graded")), ("4x4", "4x4"))),
        Choice("source", N_("Source"), options=_codes(FOUR_BY_FOUR.codes("source"))),
        Choice("information", N_("Information"), options=_codes(FOUR_BY_FOUR.codes("information"))),
        Choice("handling", N_("Handling code"), options=_codes(HANDLING_CODES)),
    )
    rows = Rows(
        "reports",
        N_("Reports"),
        one=N_("Report"),
        most=200,
        keyed=False,
        help=N_("Two reports with the same origin do not confirm each other."),
        fields=(
            Word("id", N_("Number"), required=True, help=N_("Such as R01, or R15a for an item.")),
            Choice("agency", N_("Agency"), options=(("", N_("choose")), *agencies), required=True),
            Text("title", N_("Title"), required=True),
            Word("date", N_("Date"), help=N_("Year-month-day, such as 2019-03-12.")),
            Word("time", N_("Time"), help=N_("Such as 23:40.")),
            Choice(
                "form",
                N_("Kind of sheet"),
                options=tuple((form.value, words) for form, words in _FORMS.items()),
                default=ReportForm.REPORT.value,
            ),
            Word("number", N_("The agency's reference"), width="md"),
            Word("part_of", N_("Item of sheet")),
            Word("origin", N_("Origin"), width="md"),
            Group("grade", N_("Grade of the provider"), fields=grade),
            Text("text", N_("Text"), required=True, long=True),
        ),
    )
    return (rows,)


def _codes(codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return (("", ""), *((code, code) for code in codes))


def key_fields(case: Json, answers: Json) -> tuple[Field, ...]:
    """The key in plain rows: for what the drawn key does not show, and without script."""
    entities = tuple(
        (str(one.get("id", "")), f"{one.get('id', '')} {(listed(one.get('names')) or [''])[0]}")
        for one in mappings(answers.get("entities"))
    )
    vocabulary = case.get("vocabulary") if isinstance(case.get("vocabulary"), dict) else {}
    links = tuple(
        (str(one.get("key", "")), one.get("label") or str(one.get("key", "")))
        for one in mappings((vocabulary or {}).get("link_types"))
    )
    return (
        Rows("entities", N_("Entities"), one=N_("Entity"), most=500, keyed=False,
             fields=_entity_fields()),
        Rows("links", N_("Links"), one=N_("Link"), most=1000, keyed=False,
             fields=_link_fields(entities, links)),
        Lines("tolerated", N_("Tolerated pairs"), parts=True,
              help=N_("True or harmless links: two entities on each line, such as E03, E04.")),
        Rows("traps", N_("Traps"), one=N_("Trap"), most=500, keyed=False, fields=(
            Lines("between", N_("Between"), separator=", ", required=True),
            Text("why", N_("Why it is wrong"), long=True),
        )),
        Rows("findings", N_("Findings"), one=N_("Finding"), most=60, keyed=False, fields=(
            Word("id", N_("Number"), required=True),
            Text("question", N_("Question"), required=True),
            Lines("accepted", N_("Accepted answers, one on each line"), required=True),
            Text("why", N_("Why"), long=True),
        )),
    )  # fmt: skip


def _entity_fields() -> tuple[Field, ...]:
    return (
        Word("id", N_("Number"), required=True),
        Choice(
            "type",
            N_("Type"),
            options=tuple((name, kind.label) for name, kind in ENTITY_TYPES.items()),
            required=True,
        ),
        Lines(
            "names",
            N_("Names, one on each line"),
            help=N_("The first is shown; the others are accepted too, in any script."),
            required=True,
        ),
        Whole("weight", N_("Weight, 1 to 3"), default=1),
        Flag("distractor", N_("A distractor: named in the reports, no part of the answer")),
        Flag("isolated_ok", N_("Counts without a link")),
        Text("why", N_("Why"), long=True),
    )


def _link_fields(entities: Options, links: Options) -> tuple[Field, ...]:
    strengths = tuple((key.value, words) for key, words in STRENGTH_LABELS.items())
    choose = ("", N_("choose"))
    return (
        Word("id", N_("Number"), required=True),
        Choice("from", N_("From"), options=(choose, *entities), required=True),
        Choice("type", N_("Type"), options=(choose, *links), required=True),
        Choice("to", N_("To"), options=(choose, *entities), required=True),
        Choice("strength", N_("Strength"), options=strengths, required=True),
        Many("near", N_("Near types, worth half"), options=tuple(links), always_list=True),
        Whole("weight", N_("Weight, 1 to 3"), default=1),
        Lines(
            "evidence",
            N_("Evidence: one set on each line"),
            parts=True,
            help=N_("Any one set is enough; commas between the reports of a set."),
            required=True,
        ),
        Flag("contractible", N_("May be drawn past the thing in between, for less")),
        Text("why", N_("Why"), long=True),
    )
