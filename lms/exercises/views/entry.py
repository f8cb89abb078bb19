"""The page before an attempt and the page while its mark waits, for charts and quizzes alike."""

import uuid
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import Decision, can, refuse
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.web import actor
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.exercises import queries, services
from lms.exercises.policies import Permission
from lms.exercises.queries.extra_time import percents
from lms.exercises.rows import AttemptHead
from lms.exercises.rules import extra_minutes, partner_code
from lms.exercises.services.guards import closed_reason
from lms.exercises.views.blueprint import Page


@dataclass(frozen=True)
class Entry:
    """How one kind of activity is entered: its name, its template, and where its pages stand."""

    kind: str
    template: str
    work_at: str
    marked_at: str

    def page(self, slug: str, key: str, partner_error: str = "") -> Page:
        """What the activity asks, on what terms, earlier attempts, and the one way in."""
        head = session_head(slug, actor())
        known = queries.readable_activity(head, key, self.kind, actor=actor())
        own = queries.own_enrolment(head, actor=actor())
        lines = queries.my_attempts(head, key, actor=actor())
        page = render_template(
            self.template,
            head=head,
            known=known,
            entry=self,
            lines=lines,
            acts=queries.acts_of_many([line.id for line in lines]),
            extra=extra_minutes(known.terms.minutes, percents([own])) if own else 0,
            takes=self._takes(head, key, own),
            partners=queries.partners(head, actor=actor()) if own else [],
            table=queries.tablemates(head, actor=actor()) if own else [],
            own_code=partner_code(own) if own else "",
            partner_error=partner_error,
            sees_room=can(actor(), Permission.SEE_ROOM, head).allowed,
        )
        return (page, 422) if partner_error else page

    def _takes(self, head: SessionHead, key: str, own: uuid.UUID | None) -> Decision:
        """Whether the actor may begin here just now, else why not."""
        decision = can(actor(), Permission.TAKE, head)
        reason = closed_reason(head, key, own) if decision.allowed and own else None
        return refuse(reason) if reason is not None else decision

    def to(self, attempt: AttemptHead) -> Response:
        """Where an attempt is looked at: its work while it is open, else its mark."""
        end = self.work_at if attempt.is_open else self.marked_at
        return redirect(url_for(end, slug=attempt.head.slug, attempt_id=attempt.id))

    def begin(self, slug: str, key: str) -> uuid.UUID:
        """Begin an attempt as the form says, or go on with what is open; returns its id.

        Raises Invalid for a partner who cannot join.
        """
        head = session_head(slug, actor())
        queries.readable_activity(head, key, self.kind, actor=actor())
        with transaction():
            return services.start_attempt(
                actor=actor(),
                course_session_id=head.id,
                activity=key,
                partner_ids=request.form.getlist("partner", type=uuid.UUID),
                with_table="table" in request.form,
                partner_codes=[request.form.get("code", "")],
            )


def waiting_page(attempt: AttemptHead, refusal: Refused, index: str) -> str:
    """Handed in, but the marks are not shown yet; `index` is where the list of activities is."""
    return render_template(
        "exercises/waits.html",
        head=attempt.head,
        attempt=attempt,
        known=queries.activity_of(attempt),
        reason=refusal.message,
        acts=queries.acts_of(attempt.id),
        back=url_for(index, slug=attempt.head.slug),
    )
