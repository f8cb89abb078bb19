"""Setting the quotas of all agencies in one form."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.messages import N_, Message
from lms.core.web import actor, needs
from lms.seats.policies import Permission
from lms.seats.queries.tables import seat_table
from lms.seats.rows import SeatTable
from lms.seats.rules.quotas import alike, in_ratio
from lms.seats.services import reserving
from lms.seats.views.blueprint import bp

MOST = 100_000


@dataclass(frozen=True)
class QuotaForm:
    """The numbers as typed, by agency, and what is wrong with them."""

    typed: Mapping[UUID, str]
    errors: Mapping[UUID, Message] = field(default_factory=dict)
    problem: Message | None = None
    reason: str = ""
    proposed: bool = False

    @classmethod
    def of(cls, table: SeatTable) -> Self:
        """The quotas as they are."""
        return cls(
            {
                row.agency_id: str(row.seats.quota) if row.seats.has_quota else ""
                for row in table.rows
            }
        )

    @classmethod
    def sent(cls, table: SeatTable, form: MultiDict[str, str]) -> Self:
        """The numbers that were sent; those of agencies that were not asked for stay."""
        now = cls.of(table).typed
        typed = {key: form.get(f"quota-{key}", text).strip() for key, text in now.items()}
        wrong = N_("Write a whole number, or nothing for no quota.")
        errors = {key: wrong for key, text in typed.items() if _number(text) is None and text}
        return cls(typed, errors, reason=form.get("reason", ""))

    @property
    def quotas(self) -> dict[UUID, int | None]:
        """The numbers; None for an agency without a quota."""
        return {key: _number(text) for key, text in self.typed.items()}

    def sum(self, table: SeatTable) -> int:
        """All seats that agencies would have; those without a quota keep what they use."""
        quotas = self.quotas
        return sum(
            row.seats.used if (wanted := quotas[row.agency_id]) is None else wanted
            for row in table.rows
        )

    def filled(self, table: SeatTable, way: str) -> Self:
        """A proposal that shares all seats: alike, or in the ratio of the numbers typed."""
        assert table.whole is not None
        partners = [row for row in table.rows if row.agency_id in table.head.agency_ids]
        others = sum(row.seats.used for row in table.rows) - sum(r.seats.used for r in partners)
        least = {row.agency_id: row.seats.used for row in partners}
        seats = table.whole.capacity - others
        if way == "alike":
            shared = alike(seats, least)
        else:
            shared = in_ratio(seats, {key: self.quotas[key] or 0 for key in least}, least)
        typed = {**self.typed, **{key: str(number) for key, number in shared.items()}}
        return replace(self, typed=typed, proposed=True)

    def refused(self, error: Invalid) -> Self:
        """The form with the faults that the service found."""
        found = {item.field: item.message for item in error.errors}
        errors = {key: found[f"quota-{key}"] for key in self.typed if f"quota-{key}" in found}
        return replace(self, errors=errors, problem=found.get("quotas"))


def _number(text: str) -> int | None:
    try:
        number = int(text)
    except ValueError:
        return None
    return number if 0 <= number <= MOST else None


@bp.post("/sessions/<slug>/seats/quotas")
@needs(Permission.MANAGE_SEATS)
def set_quotas(slug: str) -> Response | tuple[str, int]:
    """Save the quotas of all agencies, or show a proposal that is not saved yet."""
    from lms.seats.views.ledger import show

    table = seat_table(slug, actor=actor())
    require(actor(), Permission.MANAGE_SEATS, table.head)
    form = QuotaForm.sent(table, request.form)
    if request.form.get("fill") and not form.errors:
        return show(table, form.filled(table, request.form["fill"])), 200
    if not form.errors:
        try:
            with transaction():
                reserving.set_quotas(
                    actor=actor(), slug=slug, quotas=form.quotas, reason=form.reason
                )
            flash(_("The quotas are saved."), "ok")
            return redirect(url_for("seats.seats", slug=slug))
        except Invalid as error:
            form = form.refused(error)
    return show(table, form), 422
