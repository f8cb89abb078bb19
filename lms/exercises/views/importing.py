"""A chart out of a file: chosen, looked at with all that is wrong with it, and drawn in."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.files import StoredFile
from lms.core.i18n import _n, localized, say
from lms.core.ids import random_id
from lms.core.web import actor, needs
from lms.engines.linkchart.exchange.api import READ
from lms.engines.linkchart.exchange.roles import ROLES, Roles
from lms.engines.linkchart.exchange.types import Imported
from lms.engines.linkchart.model import AttributeKind, Chart
from lms.engines.linkchart.vocabulary import ENTITY_TYPES
from lms.engines.scales import SCALES
from lms.exercises import queries
from lms.exercises.formats.chart_imports import (
    MOST_IMPORTED,
    Plan,
    entity_kinds,
    link_kinds,
    plan,
)
from lms.exercises.forms import importing as forms
from lms.exercises.kinds.charting import DRAWN, chart_in
from lms.exercises.policies import Permission
from lms.exercises.queries.importing import (
    LIMITS,
    TableLook,
    imported,
    table_look,
    waiting_file,
)
from lms.exercises.rows import Work
from lms.exercises.services.importing import keep_chart_file, take_chart_in
from lms.exercises.views.blueprint import Page, bp

SHOWN = 20
DELIMITERS = {"": "…", ",": ",", ";": ";", "tab": "⇥", "|": "|"}


@bp.get("/attempts/<uuid:attempt_id>/import")
@needs(Permission.WORK)
def import_chart(slug: str, attempt_id: uuid.UUID) -> Page:
    """Choose a file; it is kept and shown, nothing is drawn yet."""
    return _choose(_open_work(attempt_id))


@bp.post("/attempts/<uuid:attempt_id>/import")
@needs(Permission.WORK)
def keep_import(slug: str, attempt_id: uuid.UUID) -> Page:
    """Keep the file, and the file of entities beside it where there is one."""
    done = _open_work(attempt_id)
    try:
        with transaction():
            kept = [
                keep_chart_file(actor=actor(), attempt_id=attempt_id, name=name, content=content).id
                for name, content in _sent()
            ]
    except Invalid as error:
        return _choose(done, [say(one.message) for one in error.errors]), 422
    where: dict[str, Any] = {"slug": slug, "attempt_id": attempt_id, "file_id": kept[0]}
    nodes = kept[1] if len(kept) > 1 else None
    return redirect(url_for("exercises.look_at_import", **where, nodes=nodes))


@bp.route("/attempts/<uuid:attempt_id>/import/<uuid:file_id>", methods=["GET", "POST"])
@needs(Permission.WORK)
def look_at_import(slug: str, attempt_id: uuid.UUID, file_id: uuid.UUID) -> Page:
    """What would come in, with every problem at its place; then it comes in."""
    look = _Look(_open_work(attempt_id), waiting_file(attempt_id, file_id), _nodes(attempt_id))
    taking = request.method == "POST" and request.form.get("act") == "take"
    if not taking or look.plan is None or look.plan.refusal:
        return look.page(), (422 if taking else 200)
    with transaction():
        take_chart_in(
            actor=actor(),
            attempt_id=attempt_id,
            file_ids=[row.id for row in look.files],
            events=look.plan.events,
        )
    count = look.plan.added + look.plan.links
    flash(
        _n("%(num)s thing of the file came in.", "%(num)s things of the file came in.", count),
        "ok",
    )
    activity = look.done.attempt.activity
    return redirect(url_for("exercises.exercise", slug=slug, key=activity, _anchor="table"))


def _open_work(attempt_id: uuid.UUID) -> Work:
    """An attempt at a chart in which the actor may draw."""
    done = queries.work(attempt_id, actor=actor())
    require(actor(), Permission.WORK, done.attempt)
    if done.attempt.kind not in DRAWN:
        raise NotFound
    return done


def _sent() -> list[tuple[str, bytes]]:
    """The files that were sent; the second only where one was chosen."""
    found = []
    for field in ("file", "nodes"):
        sent = request.files.get(field)
        if sent is not None and (sent.filename or field == "file"):
            found.append((sent.filename or "", sent.read(LIMITS.file_bytes + 1)))
    return found or [("", b"")]


def _choose(done: Work, errors: Sequence[str] = ()) -> str:
    return render_template(
        "exercises/import.html",
        head=done.attempt.head,
        attempt=done.attempt,
        known=queries.activity_of(done.attempt),
        errors=errors,
        endings=", ".join(READ),
        accept=",".join(READ),
        megabytes=LIMITS.file_bytes // 1024**2,
        most=MOST_IMPORTED,
    )


def _nodes(attempt_id: uuid.UUID) -> StoredFile | None:
    try:
        key = uuid.UUID(request.args.get("nodes", ""))
    except ValueError:
        return None
    return waiting_file(attempt_id, key)


@dataclass(frozen=True)
class Column:
    """A column of a table in the form: its name, first cells, and what was chosen for it."""

    name: str
    samples: Sequence[str]
    role: str
    kind: str
    form: str


class _Look:
    """A file as the form has it now, and what would come of it."""

    def __init__(self, done: Work, row: StoredFile, nodes: StoredFile | None) -> None:
        self.done = done
        self.files = [row] + ([nodes] if nodes is not None else [])
        self.known = queries.activity_of(done.attempt)
        self.case = self.known.spec
        self.table = forms.table_of(request.form)
        table = self.table
        self.look = table_look(row, table.header, table.delimiter, table.sheet)
        self.roles = self._roles()
        self.specified = self._specified()
        self.read = self._read(row, nodes)
        self.choices = forms.choices_of(request.form)
        self.plan = self._plan()

    def _roles(self) -> Roles | None:
        if self.look is None:
            return None
        names = [name for name, _ in self.look.columns]
        return forms.roles_of(request.form, names, self.look.rows, self.table)

    def _specified(self) -> forms.Specified:
        if request.form.get("by_text"):
            return forms.spec_of_text(request.form.get("yaml", ""))
        if self.roles is None:
            return forms.Specified(None)
        return forms.spec_of_roles(self.roles, self.table)

    def _read(self, row: StoredFile, nodes: StoredFile | None) -> Imported | None:
        if self.specified.faults:
            return None
        return imported(row, self.specified.spec, nodes)

    @property
    def chart(self) -> Chart | None:
        return self.read.chart if self.read else None

    def _plan(self) -> Plan | None:
        if self.chart is None:
            return None
        drawn = chart_in(self.case, self.done.steps)
        return plan(self.chart, drawn, self.case, self.choices, _fresh)

    def page(self) -> str:
        """The page with the form as it is and what would come in."""
        chart = self.chart
        return render_template(
            "exercises/import_look.html",
            head=self.done.attempt.head,
            attempt=self.done.attempt,
            known=self.known,
            file=self.files[0],
            table=self.table,
            delimiters=DELIMITERS,
            columns=_columns(self.look, self.roles),
            roles=self.roles,
            role_words=ROLES,
            kinds=list(AttributeKind),
            scales=list(SCALES),
            types={name: say(ENTITY_TYPES[name].label) for name in self.case.entity_types},
            links={key: localized(kind.label) for key, kind in self.case.link_types.items()},
            yaml=self._yaml(),
            by_text=bool(request.form.get("by_text")),
            faults=[say(one) for one in self.specified.faults],
            read=self.read,
            plan=self.plan,
            choices=self.choices,
            entity_kinds=entity_kinds(chart, self.case) if chart else [],
            link_kinds=link_kinds(chart, self.case) if chart else [],
            entities=list(chart.entities.values())[:SHOWN] if chart else [],
            chart=chart,
            lines=list(chart.links.values())[:SHOWN] if chart else [],
        )

    def _yaml(self) -> str:
        if request.form.get("by_text"):
            return request.form.get("yaml", "")
        spec = self.specified.spec
        return forms.text_of_spec(spec) if spec else ""


def _columns(look: TableLook | None, roles: Roles | None) -> list[Column]:
    if look is None or roles is None:
        return []
    return [
        Column(
            name,
            samples,
            roles.columns.get(name, "skip"),
            roles.kinds.get(name, AttributeKind.TEXT).value,
            roles.forms.get(name, ""),
        )
        for name, samples in look.columns
    ]


def _fresh() -> str:
    return f"i-{random_id().hex[:16]}"
