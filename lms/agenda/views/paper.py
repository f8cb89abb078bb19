"""The agenda on paper: the page of all prints, the PDFs, and the Word document."""

from uuid import UUID

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.policies import Permission
from lms.agenda.printing import template
from lms.agenda.printing.document import MEDIA_TYPE
from lms.agenda.printing.miniature import miniatures
from lms.agenda.printing.prints import Paper, Print, as_text, wanted_of
from lms.agenda.printing.rows import PaperAgenda
from lms.agenda.printing.wording import Wording
from lms.agenda.queries import paper as queries
from lms.agenda.services import prints as services
from lms.agenda.views.blueprint import bp
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import LANGUAGE_NAMES, _l, language
from lms.core.jobs import JobState
from lms.core.web import actor, download, needs

Page = str | Response | tuple[str, int]
PAPER_NAMES = {
    Paper.DAYS: _l("Agenda, a page for each day"),
    Paper.POSTER: _l("Wall poster, all days side by side"),
    Paper.DOORS: _l("Door sheets, by room and day"),
    Paper.TRAINERS: _l("Trainers' own sheets"),
}


@bp.get("/sessions/<slug>/agenda/print")
@needs(Permission.VIEW_AGENDA)
def prints(slug: str) -> str:
    """All prints of the agenda, in either language, of the release or the draft."""
    draft = request.args.get("draft") == "1"
    seen = queries.page(slug, draft=draft, actor=actor())
    chosen = _language()
    wording = Wording.of(chosen)
    return render_template(
        "agenda/paper/prints.html",
        head=seen.head,
        seen=seen,
        draft=draft,
        chosen=chosen,
        languages=[(one, LANGUAGE_NAMES.get(one, one)) for one in template.LANGUAGES],
        args={"lang": chosen, **({"draft": "1"} if draft else {})},
        rooms=_rooms(seen.agenda, wording) if seen.agenda else [],
        trainers=_trainers(seen.agenda, wording) if seen.agenda else [],
        drawn=miniatures(seen.agenda, right_to_left=wording.right_to_left) if seen.agenda else {},
    )


@bp.route("/sessions/<slug>/agenda/print/days.pdf", methods=["GET", "POST"])
@needs(Permission.VIEW_AGENDA)
def print_days(slug: str) -> Page:
    """One page for each day; `?day=` for one."""
    return _pdf(slug, Paper.DAYS)


@bp.route("/sessions/<slug>/agenda/print/poster.pdf", methods=["GET", "POST"])
@needs(Permission.VIEW_AGENDA)
def print_poster(slug: str) -> Page:
    """All days side by side on A3."""
    return _pdf(slug, Paper.POSTER)


@bp.route("/sessions/<slug>/agenda/print/doors.pdf", methods=["GET", "POST"])
@needs(Permission.VIEW_DRAFT)
def print_doors(slug: str) -> Page:
    """What happens in each room each day; `?room=` and `?day=` for one."""
    return _pdf(slug, Paper.DOORS)


@bp.route("/sessions/<slug>/agenda/print/trainers.pdf", methods=["GET", "POST"])
@needs(Permission.VIEW_AGENDA)
def print_trainers(slug: str) -> Page:
    """The trainers' own sheets; `?trainer=` for one. Who only teaches gets the own one."""
    return _pdf(slug, Paper.TRAINERS)


@bp.get("/sessions/<slug>/agenda/print/agenda.docx")
@needs(Permission.VIEW_AGENDA)
def agenda_document(slug: str) -> Response:
    """The agenda as a Word document, to be edited."""
    draft = request.args.get("draft") == "1"
    agenda = queries.agenda_for(slug, draft=draft, actor=actor())
    chosen = _language()
    data = services.document(agenda, chosen, actor=actor())
    name = f"{agenda.head.slug}-agenda-{chosen}{'-draft' if draft else ''}.docx"
    return download(data, name, MEDIA_TYPE)


@bp.get("/sessions/<slug>/agenda/print/<any(days, poster, doors, trainers):paper>/progress")
@needs(Permission.VIEW_AGENDA)
def print_progress(slug: str, paper: str) -> Response:
    """How far the worker is with a long print, for the page's progress line."""
    ready = _ready(slug, Paper(paper))
    work = queries.work_of(ready) or queries.Work(JobState.DONE.value, 0, 0)
    return jsonify(state=work.state, done=work.done, total=work.total)


def _pdf(slug: str, paper: Paper) -> Page:
    """The PDF; or, where it is long and not made yet, the page that lets the worker make it."""
    ready = _ready(slug, paper)
    if request.method == "POST":
        with transaction():
            services.ask(actor=actor(), slug=slug, wanted=ready.wanted)
        return redirect(_address(ready))
    data = queries.made(ready)
    if data is not None:
        return _send(ready, data)
    if not ready.long:
        return _send(ready, services.make_now(ready, actor=actor()))
    work = queries.work_of(ready)
    progress = url_for("agenda.print_progress", slug=slug, paper=paper.value)
    return render_template(
        "agenda/paper/making.html",
        head=ready.agenda.head,
        what=PAPER_NAMES[paper],
        job=work,
        progress=f"{progress}?{as_text(ready.wanted)}",
        here=_address(ready),
    )


def _address(ready: Print) -> str:
    return f"{request.path}?{as_text(ready.wanted)}"


def _send(ready: Print, data: bytes) -> Response:
    return download(data, ready.name, inline=True)


def _ready(slug: str, paper: Paper) -> Print:
    try:
        wanted = wanted_of(paper, {"lang": _language(), **request.args.to_dict()})
    except ValueError as error:
        raise NotFound from error
    return queries.prepare(slug, wanted, actor())


def _language() -> str:
    """The language of the paper: as asked for, else that of the page."""
    asked = request.args.get("lang", "")
    return asked if asked in template.LANGUAGES else language()


def _rooms(agenda: PaperAgenda, wording: Wording) -> list[tuple[UUID, str]]:
    return [(room_id, wording.pick(items[0].room).words) for room_id, items in agenda.in_rooms()]


def _trainers(agenda: PaperAgenda, wording: Wording) -> list[tuple[UUID, str]]:
    return [(one.person_id, wording.name(one).words) for one, _items in agenda.by_trainers()]
