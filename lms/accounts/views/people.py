"""The list of people, and adding one."""

import uuid
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for

from lms.accounts import queries, services
from lms.accounts.enums import Gender
from lms.accounts.forms import NewPersonForm
from lms.accounts.policies import Permission
from lms.accounts.queries import SORTS, PeopleFilter
from lms.accounts.views.blueprint import bp
from lms.accounts.views.sign_in import WayOn
from lms.agencies.queries import agency_names
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.web import actor, form_errors, needs, page_number


@bp.get("/people/")
@needs(Permission.LIST_PEOPLE)
def people() -> str:
    """The people whom one may see, searched, filtered, sorted."""
    wish = _wish()
    rows, place = queries.people(actor=actor(), wish=wish, page=page_number())
    return render_template(
        "accounts/people.html",
        rows=rows,
        place=place,
        wish=wish,
        agencies=_agencies_to_filter(),
        other_page=_other_page,
        with_sort=_with_sort,
    )


@bp.route("/people/new", methods=["GET", "POST"])
@needs(Permission.CREATE_PERSON)
def new_person() -> WayOn:
    """Add a person with the present service."""
    form = NewPersonForm()
    form.offer_languages()
    form.offer(agency_names())
    if form.validate_on_submit():
        try:
            with transaction():
                person = _create(form)
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("The person is added."), "ok")
            return redirect(url_for("accounts.person", person_id=person))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/new_person.html", form=form), status


def optional_id(text: str | None) -> uuid.UUID | None:
    """A chosen id, None where nothing or nonsense was chosen."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _create(form: NewPersonForm) -> uuid.UUID:
    person = services.create_person(
        actor=actor(),
        first_name=form.first_name.data or "",
        last_name=form.last_name.data or "",
        name_local=form.name_local.data or "",
        certificate_name=form.certificate_name.data or "",
        gender=Gender(form.gender.data),
        email=form.email.data,
        mobile=form.mobile.data,
        language=form.language.data or None,
        agency_id=optional_id(form.agency_id.data),
        service_no=form.service_no.data,
        rank=form.rank.data or "",
        designation=form.designation.data or "",
    )
    return person.id


def _wish() -> PeopleFilter:
    sort = request.args.get("sort", "name")
    return PeopleFilter(
        search=request.args.get("q", "").strip()[:120],
        agency_id=optional_id(request.args.get("agency")),
        archived=request.args.get("show") == "archived",
        sort=sort if sort in SORTS else "name",
    )


def _agencies_to_filter() -> list[tuple[uuid.UUID, dict[str, str]]]:
    """Focal points filter by their own agencies only."""
    who = actor()
    own = None if queries.sees_all_people(who) else who.focal_agencies
    return [(row.id, row.short_name) for row in agency_names() if own is None or row.id in own]


def _other_page(number: int) -> str:
    return _address(page=str(number))


def _with_sort(sort: str) -> str:
    return _address(sort=sort, page="1")


def _address(**changes: str) -> str:
    values = {key: value for key, value in request.args.items() if value} | changes
    if values.get("page") == "1":
        del values["page"]
    query = urlencode(values)
    return f"{request.path}?{query}" if query else request.path
