"""Approvals over an agency's quota: seats of no agency are taken only where somebody says so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lms.core.db import LocalizedText
from lms.core.errors import Refused
from lms.core.messages import N_, Message
from lms.nominations.models import Nomination
from lms.seats.services.ledger import Ledger
from lms.seats.services.refusals import agency_name


@dataclass(frozen=True)
class Over:
    """An agency whose quota is full: how many seats of no agency its people would take."""

    agency: LocalizedText
    quota: int
    seats: int

    @property
    def message(self) -> Message:
        return N_(
            "The quota of %(agency)s is full. Its people would take %(seats)s more, from the seats "
            "of no agency, and its quota would be %(quota)s.",
            agency=self.agency,
            seats=self.seats,
            quota=self.quota + self.seats,
        )


class OverQuota(Refused):
    """The choice goes over a quota, and there are seats of no agency for it: ask with `seats`."""

    def __init__(self, agencies: Sequence[Over]) -> None:
        super().__init__(agencies[0].message)
        self.agencies = tuple(agencies)
        self.seats = sum(one.seats for one in agencies)


def require_consent(ledger: Ledger, rows: Sequence[Nomination], *, common: int) -> None:
    """Raise OverQuota where these approvals would take more than `common` seats of no agency for
    agencies with a quota. Where there are too few of them, holding the seats says so."""
    wanted = Counter(row.agency_id for row in rows if ledger.holding(row.id) is None)
    free, over = ledger.balance.common, []
    for agency_id, seats in wanted.items():
        side = ledger.balance.of(agency_id)
        more = max(0, seats - side.unnamed)
        free -= more
        if side.has_quota and more:
            over.append(Over(agency_name(agency_id), side.quota, more))
    if free >= 0 and sum(one.seats for one in over) > common:
        raise OverQuota(over)
