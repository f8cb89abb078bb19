"""Two records of one person: finding, preview, merge, undo."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.accounts import queries, services
from lms.accounts.policies import Permission
from lms.accounts.queries import PeopleFilter
from lms.accounts.views.blueprint import bp
from lms.accounts.views.people import optional_id
from lms.accounts.views.sign_in import WayOn
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.web import actor, needs


@bp.route("/people/<uuid:person_id>/merge", methods=["GET", "POST"])
@needs(Permission.MERGE_PEOPLE)
def merge(person_id: uuid.UUID) -> WayOn:
    """Choose the other record, see what would move, merge."""
    other_id = optional_id(request.values.get("with"))
    if other_id is None:
        return _choose(person_id)
    if request.method == "POST":
        with transaction():
            services.merge_people(actor=actor(), kept_id=person_id, merged_id=other_id)
        flash(_("The two records are one. This can be undone here."), "ok")
        return redirect(url_for("accounts.person", person_id=person_id))
    with transaction():
        preview = services.preview_merge(actor=actor(), kept_id=person_id, merged_id=other_id)
    return render_template("accounts/merge.html", preview=preview)


@bp.post("/people/<uuid:person_id>/merges/<uuid:merge_id>/undo")
@needs(Permission.MERGE_PEOPLE)
def unmerge(person_id: uuid.UUID, merge_id: uuid.UUID) -> Response:
    """Make two records of one again."""
    with transaction():
        kept_id = services.unmerge_people(actor=actor(), merge_id=merge_id)
        if kept_id != person_id:
            raise NotFound
    flash(_("The two records stand apart again."), "ok")
    return redirect(url_for("accounts.person", person_id=person_id))


def _choose(person_id: uuid.UUID) -> str:
    who = actor()
    search = request.args.get("q", "").strip()
    found = []
    if search:
        rows, _place = queries.people(actor=who, wish=PeopleFilter(search=search), page=1)
        found = [row for row in rows if row.id != person_id]
    return render_template(
        "accounts/merge_choose.html",
        person=queries.person_facts(actor=who, person_id=person_id),
        doubles=queries.possible_doubles(actor=who, person_id=person_id),
        found=found,
        search=search,
    )
