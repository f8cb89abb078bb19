"""What reading and writing a foreign file gives: a chart or bytes, notes, and problems by place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.core.messages import N_, Message
from lms.engines.archive import MIB
from lms.engines.linkchart.model import MOST_ENTITIES, MOST_LINKS, Chart

MOST_TROUBLES = 200
NOTICE = N_("Written to the public structure of the format, not checked in i2 Analyst's Notebook.")


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one file; a test hands in small ones. `depth` and `elements` are of XML."""

    file_bytes: int = 64 * MIB
    depth: int = 40
    elements: int = 3_000_000
    entities: int = MOST_ENTITIES
    links: int = MOST_LINKS
    rows: int = 60_000
    columns: int = 200


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong at one place of a file. `mended`: the chart was made all the same, and the
    message says how; otherwise the file is refused."""

    where: Message
    message: Message
    mended: bool = True


@dataclass(frozen=True, slots=True)
class SeenType:
    """A type name of the file, how many items have it, and what it was taken for.

    `sure` is false where it was only the nearest of our types."""

    name: str
    count: int
    ours: str
    sure: bool


@dataclass(frozen=True)
class TypeMap:
    """What a person said that type names of a file mean: our types of entities and of links."""

    entities: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """A chart that was read, or None if the file was refused.

    `problems` are at most 200, `more` says how many others there were.
    """

    chart: Chart | None
    notes: tuple[Message, ...] = ()
    problems: tuple[Trouble, ...] = ()
    more: int = 0
    entity_types: tuple[SeenType, ...] = ()
    link_types: tuple[SeenType, ...] = ()


@dataclass(frozen=True)
class Exported:
    """A written file. `notes` tell what it could not hold, `beside` are files that belong to it,
    by what comes between its name and its ending (`nodes` for `chart.nodes.csv`)."""

    content: bytes
    media_type: str
    notes: tuple[Message, ...] = ()
    beside: Mapping[str, bytes] = field(default_factory=dict)


class Unreadable(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, message: Message, where: Message | None = None) -> None:
        super().__init__(message.english())
        self.trouble = Trouble(where or WHOLE, message, mended=False)


WHOLE = N_("the whole file")


def at_line(line: int) -> Message:
    """The place of an element in a text file."""
    return N_("line %(line)s", line=line)


def at_row(row: int) -> Message:
    """The place of a row in a table, as spreadsheet programs number it."""
    return N_("row %(row)s", row=row)


class Told:
    """Collects notes and problems while a file is read."""

    def __init__(self) -> None:
        self._notes: dict[str, Message] = {}
        self._troubles: list[Trouble] = []
        self._count = 0
        self.refused = False

    def note(self, message: Message) -> None:
        """Say something about the whole file; the same words are said once."""
        self._notes.setdefault(message.english(), message)

    def mended(self, where: Message, message: Message) -> None:
        """Tell what is wrong at a place and how it was mended."""
        self._add(Trouble(where, message))

    def refuse(self, where: Message, message: Message) -> None:
        """Tell what is wrong at a place; no chart is made."""
        self.refused = True
        self._add(Trouble(where, message, mended=False))

    def _add(self, trouble: Trouble) -> None:
        self._count += 1
        if len(self._troubles) < MOST_TROUBLES:
            self._troubles.append(trouble)

    def imported(
        self,
        chart: Chart | None,
        entity_types: tuple[SeenType, ...] = (),
        link_types: tuple[SeenType, ...] = (),
    ) -> Imported:
        """The result of the reading; no chart where something was refused."""
        return Imported(
            None if self.refused else chart,
            tuple(self._notes.values()),
            tuple(self._troubles),
            self._count - len(self._troubles),
            entity_types,
            link_types,
        )


def refused(error: Unreadable) -> Imported:
    """The result for a file that cannot be read at all."""
    return Imported(None, problems=(error.trouble,))
