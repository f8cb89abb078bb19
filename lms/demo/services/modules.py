"""The coming session's modules: when they open, who is reminded, how far people are, a draft."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.authoring.queries.files import text_file
from lms.authoring.rows import Edit
from lms.authoring.services import drafts
from lms.authoring.services.saving import write_files
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.courses import queries as courses
from lms.demo.plans import SessionPlan
from lms.demo.services.people import Cast
from lms.demo.services.teaching import study, take_test
from lms.exercises.services.extra_time import set_extra_time
from lms.learning.enums import ReminderKind
from lms.learning.services.openings import OpeningInput, set_opening
from lms.learning.services.reminders import add_rule

CHANGED = "modules/09-telephone-records/lessons/01-what-a-record-holds.md"
ADDED = "\n\nAsk the room first: *whose* listing is it, and what can it therefore not show?\n"
OPEN_BEFORE = 4  # modules that people read before they come; the others open on the first day


def open_modules(
    cast: Cast, plan: SessionPlan, rows: Mapping[str, UUID], first: date, clock: FixedClock
) -> None:
    """Half of the modules before the session, the others on its first morning; reminders; more
    time for one; and those who have begun."""
    trainer = cast.acting("trainer")
    head = courses.session_head(plan.slug, SYSTEM)
    modules = courses.content(head.content_hash or "")["modules"]
    morning = datetime.combine(first, time(8), tzinfo=ZoneInfo(plan.zone))
    for module in modules[OPEN_BEFORE:]:
        asks = OpeningInput(opens_at=morning)
        set_opening(actor=trainer, slug=plan.slug, module=module["slug"], asks=asks)
    for kind, days in ((ReminderKind.NOT_BEGUN, 5), (ReminderKind.SILENT, 4)):
        add_rule(actor=trainer, slug=plan.slug, kind=kind, days=days)
    slow = next((one for one in plan.participants if one.extra_time), None)
    if slow is not None:
        set_extra_time(
            actor=trainer,
            course_session_id=head.id,
            enrolment_id=rows[str(slow.service_no)],
            percent=slow.extra_time,
            note="Agreed with the academy",
        )
    take_test(cast, plan, clock, before=True)
    for number in range(OPEN_BEFORE):
        clock.advance(timedelta(hours=3))
        study(cast, plan, number, clock)


def begin_draft(cast: Cast, content_hash: str) -> None:
    """The next version of the course, begun by a trainer: a lesson has one sentence more."""
    trainer = cast.acting("trainer-2")
    slug = courses.content(content_hash)["course"]["slug"]
    draft = drafts.begin(actor=trainer, slug=slug, content_hash=content_hash)
    there = text_file(draft.id, CHANGED)
    if there is not None:
        edit = Edit(CHANGED, there.text.rstrip("\n") + ADDED, there.version)
        write_files(actor=trainer, draft_id=draft.id, edits=[edit])
