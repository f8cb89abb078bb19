"""A session of three agencies with an organiser, and short ways to its ledger."""

import uuid
from collections.abc import Callable

from lms.core.access import SYSTEM, Identity
from lms.core.db import db, transaction, unscoped
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.seats.queries.ledger import balance
from lms.seats.rows import Balance
from lms.seats.services.ledger import Ledger, open_ledger
from tests.factories.accounts import acting, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session

__all__ = ["World", "db", "unscoped"]


class World:
    def __init__(self, **values: object) -> None:
        self.police = make_agency("Sindh Police")
        self.force = make_agency("Anti Narcotics Force")
        self.guards = make_agency("Coast Guards")
        self.agencies = [self.police, self.force, self.guards]
        self.person = make_person("Rana", "Marwat")
        self.session = make_session(agencies=self.agencies, organiser=self.person, **values)
        self.slug, self.url = self.session.slug, f"/sessions/{self.session.slug}/seats"

    @property
    def organiser(self) -> Identity:
        return acting(self.person)

    @property
    def head(self) -> SessionHead:
        return session_head(self.slug, SYSTEM)

    @property
    def balance(self) -> Balance:
        return balance(self.head)

    def do(self, *acts: Callable[[Ledger], object]) -> Balance:
        """Do this with the ledger, all in one transaction; the balance after it."""
        with transaction():
            ledger = open_ledger(self.session.id, actor=self.organiser)
            for act in acts:
                act(ledger)
        return self.balance

    def hold(self, agency: object, count: int = 1) -> list[uuid.UUID]:
        """Approve this many unknown people of an agency."""
        keys = [uuid.uuid4() for _ in range(count)]
        self.do(*(lambda ledger, key=key: ledger.hold(agency.id, key) for key in keys))  # type: ignore[attr-defined, misc]
        return keys
