"""Ceremonies of the demonstration: one planned, one held, with one paper posted later."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from lms.ceremony import queries, services
from lms.ceremony.enums import Happening
from lms.ceremony.formats.events import NewEvent
from lms.ceremony.formats.plan import Guest
from lms.core.clock import FixedClock, utcnow
from lms.core.ids import new_id
from lms.courses.queries import session_head, signatories
from lms.demo.plans import SessionPlan
from lms.demo.services.acting import moment
from lms.demo.services.people import Cast

SPEAKERS = {"welcome": 1, "remarks": 0, "thanks": 1}  # whose words: the place among signatories
PACE = timedelta(seconds=50)


def plan_ceremony(cast: Cast, plan: SessionPlan, last_day: date) -> None:
    """The run sheet of the last afternoon: signatories as guests, who hand over together."""
    organiser = cast.acting("organiser")
    slug = plan.slug
    starts = moment(last_day, 15, 0, plan.zone)
    services.begin(actor=organiser, slug=slug, template="closing", starts_at=starts)
    keys = [
        services.save_guest(
            actor=organiser,
            slug=slug,
            guest=Guest(
                "",
                office=row.office,
                name=row.name,
                organisation=row.organisation,
                arrives=f"14:{45 - 10 * place}",
                received_by="Protocol desk, main door",
                hands=True,
            ),
        )
        for place, row in enumerate(signatories(session_head(slug, organiser).id))
    ]
    seen = queries.ceremony_page(slug, actor=organiser)
    for timed in seen.timed:
        place = SPEAKERS.get(timed.item.kind.value)
        if place is not None and place < len(keys):
            services.save_item(
                actor=organiser, slug=slug, item=replace(timed.item, guest=keys[place])
            )


def hold_ceremony(
    cast: Cast, plan: SessionPlan, clock: FixedClock, absent: Collection[UUID] = ()
) -> None:
    """Everybody is called; some are absent, and the last one, whose paper is posted two days
    later."""
    organiser = cast.acting("organiser")
    seen = queries.call_list(plan.slug, actor=organiser)
    kinds = [item.key for item in seen.plan.items if item.kind.value == "certificates"]
    events = [NewEvent(new_id(), Happening.ITEM, item=kinds[0], client_at=utcnow())]
    for one in seen.called:
        clock.advance(PACE)
        away = one.number == len(seen.called) or one.enrolment_id in absent
        kind = Happening.ABSENT if away else Happening.COLLECTED
        events += [
            NewEvent(new_id(), what, one.enrolment_id, serial=one.serial, client_at=utcnow())
            for what in (Happening.CALLED, kind)
        ]
    services.mark(actor=organiser, slug=plan.slug, events=events)
    if seen.called:
        clock.advance(timedelta(days=2))
        last = seen.called[-1]
        posted = NewEvent(new_id(), Happening.POSTED, last.enrolment_id, serial=last.serial,
                          client_at=utcnow())  # fmt: skip
        services.mark(actor=organiser, slug=plan.slug, events=[posted])
