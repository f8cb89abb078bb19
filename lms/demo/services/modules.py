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
from lms.courses.rows import SessionHead
from lms.demo.plans import SessionPlan
from lms.demo.services.people import Cast
from lms.demo.services.teaching import study, take_test
from lms.engines.marking.kinds.essay import EssayQuestion
from lms.exercises.queries.marking import marking_queue
from lms.exercises.services.extra_time import set_extra_time
from lms.exercises.services.hand_marks import mark_by_hand
from lms.learning.enums import ReminderKind
from lms.learning.services.openings import OpeningInput, open_to_all, set_opening
from lms.learning.services.reminders import add_rule

CHANGED = "modules/09-telephone-records/lessons/01-what-a-record-holds.md"
ADDED = "\n\nAsk the room first: *whose* listing is it, and what can it therefore not show?\n"
CHARTS = "07-link-charting"
WORDS = (
    "Clear and short. Say next time how sure you are, and why.",
    "Everything that the team needs is here. Well done.",
    "Good order. The last sentence tells more than it should; read it once as an outsider.",
    "The judgement is right. It belongs into the first line.",
)
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


def open_charts(cast: Cast, plan: SessionPlan) -> None:
    """The module with the chart exercise for everybody, whoever has not done what comes before."""
    open_to_all(actor=cast.acting("trainer"), slug=plan.slug, module=CHARTS)


def mark_essays(cast: Cast, plan: SessionPlan, clock: FixedClock) -> None:
    """The trainer marks half of the answers that wait, with a word to their writers; the other
    half stays in the queue."""
    head = courses.session_head(plan.slug, SYSTEM)
    for module in courses.content(head.content_hash or "")["modules"]:
        if module["quiz"]:
            _mark_half(cast, head, module["quiz"], clock)


def _mark_half(cast: Cast, head: SessionHead, key: str, clock: FixedClock) -> None:
    trainer = cast.acting("trainer")
    queue = marking_queue(head, key, actor=trainer)
    waiting = [line for line in queue.lines if line.waits]
    for at, line in enumerate(waiting[: (len(waiting) + 1) // 2]):
        clock.advance(timedelta(minutes=3))
        mark_by_hand(
            actor=trainer,
            attempt_id=line.attempt_id,
            question=line.question,
            points=_points(queue.questions[line.question], at),
            comment=WORDS[at % len(WORDS)],
        )


def _points(question: EssayQuestion, at: int) -> dict[str, str]:
    """All that each line of the rubric gives but one, a different one from answer to answer; every
    second answer has all."""
    lost = at % len(question.rubric) if at % 2 == 0 else None
    return {
        one.key: str(max(0, one.points - 1) if number == lost else one.points)
        for number, one in enumerate(question.rubric)
    }


def begin_draft(cast: Cast, content_hash: str) -> None:
    """The next version of the course, begun by a trainer: a lesson has one sentence more."""
    trainer = cast.acting("trainer-2")
    slug = courses.content(content_hash)["course"]["slug"]
    draft = drafts.begin(actor=trainer, slug=slug, content_hash=content_hash)
    there = text_file(draft.id, CHANGED)
    if there is not None:
        edit = Edit(CHANGED, there.text.rstrip("\n") + ADDED, there.version)
        write_files(actor=trainer, draft_id=draft.id, edits=[edit])
