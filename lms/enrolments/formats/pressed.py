"""What a press of a button on the page of an upload says: all typed cells, and one act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lms.enrolments.formats.columns import Field
from lms.enrolments.formats.draft import RollDraft

LONGEST_CELL = 2_000
FaultyRows = Callable[[RollDraft], Iterable[int]]


class NoSuchCell(ValueError):
    """The names in the form are none of the page."""


@dataclass(frozen=True)
class Pressed:
    """Cells (row, field, text) as typed; and at most one of: a cell that counts as meant, one to
    be cleaned of hidden signs, a row to take out, all faulty rows to take out, an answer to "the
    same person?" (row, person)."""

    typed: tuple[tuple[int, Field, str], ...] = ()
    accepted: tuple[int, Field] | None = None
    clean: tuple[int, Field] | None = None
    drop: int | None = None
    drop_faulty: bool = False
    person: tuple[int, str] | None = None

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Pressed:
        """Read the form of the page. Raises NoSuchCell for names that are none of it."""
        typed = tuple(
            (*_cell(name.removeprefix("cell-")), text[:LONGEST_CELL])
            for name, text in form.items()
            if name.startswith("cell-")
        )
        saved = form.get("save", "all")
        number, _sep, person = form.get("person", "").partition(":")
        return cls(
            typed=typed,
            accepted=None if saved == "all" else _cell(saved),
            clean=_cell(form["clean"]) if "clean" in form else None,
            drop=_row(form["drop"]) if "drop" in form else None,
            drop_faulty="drop-faulty" in form,
            person=(_row(number), person) if "person" in form else None,
        )

    def applied(self, draft: RollDraft, faulty_rows: FaultyRows) -> RollDraft:
        """The draft after the press; `faulty_rows` finds the rows with a fault in it."""
        draft = draft.with_cells(self.typed, self.accepted)
        if self.clean is not None:
            draft = draft.with_clean_cell(*self.clean)
        if self.drop is not None:
            draft = draft.without_row(self.drop)
        if self.drop_faulty:
            draft = draft.without_rows(set(faulty_rows(draft)))
        if self.person is not None:
            draft = draft.with_person(*self.person)
        return draft


def _cell(name: str) -> tuple[int, Field]:
    """The row and field of a name such as `3-agency`."""
    number, _sep, field = name.partition("-")
    if field not in set(Field):
        raise NoSuchCell(name)
    return _row(number), Field(field)


def _row(number: str) -> int:
    if not number.isdecimal() or len(number) > 9:
        raise NoSuchCell(number)
    return int(number)
