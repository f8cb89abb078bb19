"""Playing a learning package, and its result."""

import hashlib
import uuid
from typing import Any

from flask import redirect, render_template, url_for

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _
from lms.core.web import actor, needs
from lms.engines.scorm import Item, ScormPackage, Version
from lms.exercises import queries, services
from lms.exercises.policies import Permission
from lms.exercises.queries.packages import package_of
from lms.exercises.rows import AttemptHead, Work
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.entry import Entry, waiting_page
from lms.exercises.views.package_files import bind

ENTRY = Entry(
    "package", "exercises/package_start.html", "exercises.package", "exercises.package_result"
)
bp.record_once(bind)
Json = dict[str, Any]


@bp.get("/attempts/<uuid:attempt_id>/package")
@needs(Permission.VIEW_ATTEMPT)
def package(slug: str, attempt_id: uuid.UUID) -> Page:
    """The package of an open attempt in its frame; for trainers without saving anything."""
    found = _attempt(attempt_id)
    if not found.is_open:
        return redirect(url_for("exercises.package_result", slug=slug, attempt_id=attempt_id))
    with transaction():
        services.open_package(actor=actor(), attempt_id=attempt_id)
    done = queries.work(attempt_id, actor=actor())
    known = queries.activity_of(found)
    played = package_of(known)
    may_work = can(actor(), Permission.WORK, found).allowed
    address = services.package_address(attempt_id, played.file)
    return render_template(
        "exercises/package.html",
        head=found.head,
        attempt=found,
        known=known,
        played=played.package,
        may_work=may_work,
        data=_data(done, played.package, address, may_work),
    )


@bp.get("/attempts/<uuid:attempt_id>/package/result")
@needs(Permission.VIEW_ATTEMPT)
def package_result(slug: str, attempt_id: uuid.UUID) -> Page:
    """What the package said of each of its parts."""
    found = _attempt(attempt_id)
    if found.is_open:
        return redirect(url_for("exercises.package", slug=slug, attempt_id=attempt_id))
    try:
        mark, _work, parts = queries.review(found, actor=actor())
    except Refused as refusal:
        return waiting_page(found, refusal, "exercises.index")
    return render_template(
        "exercises/package_result.html",
        head=found.head,
        attempt=found,
        known=queries.activity_of(found),
        mark=mark,
        parts=parts,
        state_words=state_words(),
    )


def _attempt(attempt_id: uuid.UUID) -> AttemptHead:
    found = queries.attempt_head(attempt_id, actor=actor())
    if found.kind != ENTRY.kind:
        raise NotFound
    return found


def state_words() -> dict[str, str]:
    """What the standard's states are called on the page."""
    return {
        "not attempted": _("Not begun"),
        "incomplete": _("Begun"),
        "browsed": _("Looked at"),
        "completed": _("Done"),
        "passed": _("Passed"),
        "failed": _("Not passed"),
    }


def _data(done: Work, package: ScormPackage, address: str, may_work: bool) -> Json:
    known = queries.activity_of(done.attempt)
    state = known.kind.fold(known.spec, done.attempt.seed, done.steps)
    return {
        "base": f"/packages/{address}/",
        "version": package.version.value,
        "items": [
            {
                "key": item.key,
                "title": item.title,
                "href": item.href,
                "given": given(package.version, item, done.attempt.id, may_work),
            }
            for item in package.playable
        ],
        "values": state["values"],
        "last": state["last"],
        "sequence": done.sequence,
        "words": state_words(),
    }


def given(version: Version, item: Item, attempt_id: uuid.UUID, may_work: bool) -> dict[str, str]:
    """What the platform tells a part at its start. A package gets no name and no number that
    leads back to a person."""
    nobody = hashlib.sha256(b"package" + attempt_id.bytes).hexdigest()[:12]
    name, credit = _("Participant"), "credit" if may_work else "no-credit"
    mode = "normal" if may_work else "browse"
    if version is Version.SCORM_1_2:
        found = {
            "cmi.core.student_id": nobody,
            "cmi.core.student_name": name,
            "cmi.core.credit": credit,
            "cmi.core.lesson_mode": mode,
            "cmi.launch_data": item.launch_data,
            "cmi.student_data.mastery_score": item.mastery,
            "cmi.student_data.max_time_allowed": item.time_limit,
        }
    else:
        found = {
            "cmi.learner_id": nobody,
            "cmi.learner_name": name,
            "cmi.credit": credit,
            "cmi.mode": mode,
            "cmi.launch_data": item.launch_data,
            "cmi.scaled_passing_score": item.mastery,
        }
    return {key: value for key, value in found.items() if value}
