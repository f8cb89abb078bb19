"""Making sessions from a template or an earlier session: one, or several tranches at once.

Everything is checked before the first is made; the caller's transaction holds all of them, so
that nothing is saved by half.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from lms.agenda.formats.template import TemplateItem
from lms.agenda.making_inputs import MOST_TRANCHES, MakeInput, TrancheInput
from lms.agenda.making_rows import MadeRow, Plan, TranchePreview
from lms.agenda.queries import agenda, clashes
from lms.agenda.queries.making import previews
from lms.agenda.queries.making_choices import earlier_head
from lms.agenda.queries.making_names import code_taken
from lms.agenda.queries.trainers import known_trainers
from lms.agenda.rules.hours import COUNTING
from lms.agenda.rules.laying import lay_items
from lms.agenda.services import copying, items
from lms.agenda.services.trainers import add_trainer
from lms.audit import services as audit
from lms.core.access import Grant, Identity, Role, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.courses import services as courses
from lms.courses.inputs import SessionFacts, text_fault
from lms.courses.models import Course, CourseSession
from lms.courses.policies import Permission as CoursePermission
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead


def make_sessions(*, actor: Identity, plan: Plan, wish: MakeInput) -> list[MadeRow]:
    """Make a session for each tranche, with agenda, venue, trainers and what is taken along.

    The actor becomes organiser of each, and its trainer where that is what the actor is. Raises
    Invalid with every fault at its field: `tranches-N-first`, `trainers-<role>`, `course_id` ...
    """
    require(actor, CoursePermission.CREATE_SESSION)
    earlier = earlier_head(wish.earlier, actor)
    looks = previews(plan, wish, earlier, actor)
    faults = _faults(actor, plan, wish, looks)
    if faults:
        raise Invalid(faults)
    made = [
        _make(actor, plan, wish, earlier=earlier, number=number, look=look)
        for number, look in enumerate(looks)
    ]
    return [_checked(actor, row) for row in made]


def _faults(
    actor: Identity, plan: Plan, wish: MakeInput, looks: Sequence[TranchePreview]
) -> list[FieldError]:
    found: list[FieldError] = []
    if not plan.body.items:
        found.append(FieldError("", N_("The agenda has no items yet. Fill it first.")))
    if not 1 <= len(wish.tranches) <= MOST_TRANCHES:
        message = N_("Make 1 to %(most)s sessions at a time.", most=MOST_TRANCHES)
        found.append(FieldError("", message))
    if db.session.get(Course, wish.course_id) is None:
        message = N_("Choose a course from the catalogue.")
        found.append(FieldError("course_id", message))
    if not wish.title.get("en", "").strip():
        message = N_("Write the title in English; it stands in for other languages.")
        found.append(FieldError("title", message))
    elif (fault := text_fault(wish.title)) is not None:
        found.append(FieldError("title", fault))
    allowed = {row.person_id for row in known_trainers(actor)} | {actor.person_id}
    found += [
        FieldError(f"trainers-{role}", N_("Choose a trainer from the list."))
        for role, person_id in wish.trainers.items()
        if person_id not in allowed
    ]
    for number, (tranche, look) in enumerate(zip(wish.tranches, looks, strict=True)):
        found += _tranche_faults(number, tranche, look, wish.tranches)
    return found


def _tranche_faults(
    number: int, tranche: TrancheInput, look: TranchePreview, tranches: Sequence[TrancheInput]
) -> list[FieldError]:
    found = [FieldError(_at(number, "first"), fault) for fault in look.faults]
    if tranche.last is not None and tranche.last < tranche.first:
        message = N_("The last day lies before the first. Change one of them.")
        found = [FieldError(_at(number, "last"), message)]
    if tranche.venue_id is not None and look.venue is None:
        found.append(FieldError(_at(number, "venue"), N_("Choose a venue from the list.")))
    before = [one.code.strip().casefold() for one in tranches[:number]]
    code = tranche.code.strip()
    if code and (code.casefold() in before or code_taken(code)):
        message = N_("Another session has this already. Choose another one.")
        found.append(FieldError(_at(number, "code"), message))
    return found


def _make(
    actor: Identity,
    plan: Plan,
    wish: MakeInput,
    *,
    earlier: SessionHead | None,
    number: int,
    look: TranchePreview,
) -> MadeRow:
    facts = _facts(wish, wish.tranches[number], earlier, look)
    try:
        row = courses.create_session(actor=actor, facts=facts)
    except Invalid as error:
        raise Invalid([_in_tranche(number, one) for one in error.errors]) from error
    owner = organising(actor, row.id)
    _record(owner, plan, row)
    if earlier is not None:
        copying.take_along(actor=owner, earlier=earlier, to=row.id, take=wish.take)
    if look.venue is not None:
        items.set_venue(actor=owner, slug=row.slug, venue_id=look.venue.id)
    _engage(actor, owner, row, wish)
    try:
        unlinked = _fill(owner, plan, wish, row, look)
    except Refused as error:  # an installation may let a kind of clash refuse every change
        raise Invalid([FieldError(_at(number, "first"), error.message)]) from error
    found = agenda.draft(row.slug, owner)
    teaches = any(item.kind in COUNTING for item in found.items)
    return MadeRow(
        id=row.id,
        slug=row.slug,
        code=row.code,
        days=look.laid.days,
        items=len(found.items),
        half_days=items.half_days_from_agenda(actor=owner, slug=row.slug) if teaches else 0,
        unlinked=unlinked,
    )


def _checked(actor: Identity, row: MadeRow) -> MadeRow:
    """With what stands against it, seen when all are made: they may clash with each other."""
    owner = organising(actor, row.id)
    rows = clashes.found(agenda.draft(row.slug, owner), owner)
    holding = len(clashes.blocking(rows))
    return replace(row, clashes=holding, warnings=len(rows) - holding)


def _record(actor: Identity, plan: Plan, row: CourseSession) -> None:
    audit.record(
        actor,
        "agenda.session_made",
        object_type="course_session",
        object_id=row.id,
        summary=N_("Session made after %(title)s.", title=dict(plan.title)),
        course_session_id=row.id,
        after={"after": plan.earlier.code if plan.earlier else plan.title.get("en", "")},
    )


def _facts(
    wish: MakeInput, tranche: TrancheInput, earlier: SessionHead | None, look: TranchePreview
) -> SessionFacts:
    return SessionFacts(
        course_id=wish.course_id,
        slug=look.slug,
        code=look.code,
        title=wish.title,
        starts_on=look.laid.days[0],
        ends_on=look.ends_on(tranche.last),
        time_zone=look.zone,
        capacity=wish.capacity,
        venue=look.venue.name if look.venue else {},
        place=look.venue.place if look.venue else {},
        host_name=earlier.host_name if earlier else {},
        organised_by=earlier.organised_by if earlier else {},
        donor=earlier.donor if earlier else {},
        project=earlier.project if earlier else {},
        names_visible=earlier.names_visible if earlier else False,
    )


def _fill(
    actor: Identity, plan: Plan, wish: MakeInput, row: CourseSession, look: TranchePreview
) -> int:
    """The items of the plan into the new draft, as one step; returns how many links were lost."""
    choices = agenda.content_choices(session_head(row.slug, actor))
    lost: list[TemplateItem] = []

    def content(item: TemplateItem) -> str:
        found = copying.linked(item, choices)
        if item.content and not found:
            lost.append(item)
        return found

    laid, _checked = lay_items(
        plan.body,
        look.laid.days,
        look.zone,
        rooms=look.chosen,
        trainers=wish.trainers,
        content=content,
    )
    items.replace_agenda(
        actor=actor, slug=row.slug, act="made", items={new_id(): item for item in laid}
    )
    return len(lost)


def _engage(actor: Identity, owner: Identity, row: CourseSession, wish: MakeInput) -> None:
    """The people of the trainer roles, each once and asked by mail; the actor has agreed."""
    people = list(dict.fromkeys(wish.trainers.values()))
    is_trainer = actor.has(Role.TRAINER) and not actor.has(Role.ORGANISER)
    if is_trainer and actor.person_id is not None and actor.person_id not in people:
        people.append(actor.person_id)
    for person_id in people:
        add_trainer(
            actor=owner,
            slug=row.slug,
            person_id=person_id,
            ask=person_id != actor.person_id,
        )


def organising(actor: Identity, course_session_id: UUID) -> Identity:
    """The actor with the role that setting up the session has just given."""
    if actor.person_id is None:
        return actor
    grant = Grant(Role.ORGANISER, course_session_id=course_session_id)
    return replace(actor, grants=actor.grants | {grant})


def _in_tranche(number: int, error: FieldError) -> FieldError:
    places = {"code": "code", "slug": "code", "starts_on": "first", "ends_on": "last"}
    name = places.get(error.field)
    return FieldError(_at(number, name), error.message) if name else error


def _at(number: int, name: str) -> str:
    return f"tranches-{number}-{name}"
