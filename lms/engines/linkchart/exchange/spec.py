"""An import specification: how the rows of a table become entities, links and cards.

As in i2 it names what to do with columns first, then what each end of a link, the link and its
card are made of. The identity columns of an end are its rule for duplicates: rows with the same
identity are one entity.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lms.engines.linkchart.model import AttributeKind


class Act(StrEnum):
    """What is done with columns before anything is read from them."""

    SKIP = "skip"
    TRIM = "trim"
    SPLIT = "split"
    COMBINE = "combine"
    DATE = "date"
    FIXED = "fixed"


@dataclass(frozen=True)
class Action:
    """One column action.

    skip, trim: `columns`. split: the first of `columns` at the text `by` into `into`. combine:
    `columns` with `by` between them into the first of `into`. date: the first of `columns`, read
    by the form `by` in the zone `zone`, into the first of `into`. fixed: the value `by` for every
    row, into the first of `into`.
    """

    do: Act
    columns: tuple[str, ...] = ()
    by: str = ""
    into: tuple[str, ...] = ()
    zone: str = ""


@dataclass(frozen=True)
class Pick:
    """A value that is fixed for all rows, or stands in a column. `words` translate what a column
    says; what they do not have is taken as it is."""

    fixed: str = ""
    column: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AttributeFrom:
    """An attribute out of a column."""

    name: str
    column: str
    kind: AttributeKind = AttributeKind.TEXT


@dataclass(frozen=True)
class End:
    """One end of a link, or the entity of a row. Empty column names: the table has no such.

    `identity` are the columns that tell entities apart, joined by a space; without any the label
    does. `aliases` are parted by ";". `shown_identity` is what the chart shows as identity where
    that is not the one that tells apart.
    """

    type: Pick
    identity: tuple[str, ...] = ()
    label: str = ""
    shown_identity: str = ""
    aliases: str = ""
    note: str = ""
    since: str = ""
    time: str = ""
    until: str = ""
    x: str = ""
    y: str = ""
    id: str = ""
    attributes: tuple[AttributeFrom, ...] = ()


@dataclass(frozen=True)
class Between:
    """The link of a row. Rows with the same `identity` are one link; without any each row is a
    link of its own."""

    type: Pick
    identity: tuple[str, ...] = ()
    label: str = ""
    direction: Pick = field(default_factory=lambda: Pick(fixed="forward"))
    strength: Pick = field(default_factory=lambda: Pick(fixed="confirmed"))
    since: str = ""
    time: str = ""
    until: str = ""
    note: str = ""
    assessed: str = ""
    id: str = ""
    attributes: tuple[AttributeFrom, ...] = ()


@dataclass(frozen=True)
class CardFrom:
    """The card of a row: on the link where there is one, else on the first end.

    `scheme` is the scale that codes of the three grades belong to, if they are codes.
    """

    source: str = ""
    source_type: str = ""
    summary: str = ""
    text: str = ""
    date: str = ""
    time: str = ""
    source_grade: str = ""
    information_grade: str = ""
    handling_grade: str = ""
    scheme: str = ""
    id: str = ""


@dataclass(frozen=True)
class RowRule:
    """Rows that are left out, or (`keep`) the only ones that are read: where a cell is so."""

    column: str
    equals: str
    keep: bool = False


@dataclass(frozen=True)
class Spec:
    """A whole specification. `header` is the row with the names of the columns, 0 for none (they
    are called A, B, C then). `last_row` 0 is the end. `escapes`: cells have \\n for a line break.
    """

    end1: End
    end2: End | None = None
    link: Between | None = None
    card: CardFrom | None = None
    actions: tuple[Action, ...] = ()
    rows: tuple[RowRule, ...] = ()
    delimiter: str = ""
    sheet: str = ""
    header: int = 1
    first_row: int = 0
    last_row: int = 0
    escapes: bool = False
