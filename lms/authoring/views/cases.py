"""A case of a link chart: its facts, its reports, its key drawn or in rows, its weaknesses."""

import json
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats.cases import (
    CaseFiles,
    case_files_of,
    directions,
    new_case,
    read_draft_case,
)
from lms.authoring.formats.fields import case as fields
from lms.authoring.formats.texts import Json, peek, value_of
from lms.authoring.policies import Permission
from lms.authoring.queries import files, shown
from lms.authoring.queries.faults import field_errors
from lms.authoring.rows import SaveConflict
from lms.authoring.views.blueprint import Open, bp, opened
from lms.authoring.views.conflict import conflict_page
from lms.authoring.views.facts import edit_value
from lms.core.db import transaction
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.i18n import _, localized, say
from lms.core.messages import N_
from lms.core.web import actor, needs
from lms.engines.linkchart.checker import MOST_PERCENT, check_case
from lms.engines.linkchart.document import parse_chart
from lms.engines.linkchart.keychart import TOLERATED, TRAP, chart_of_key, key_of_chart
from lms.engines.linkchart.model import Chart
from lms.engines.linkchart.vocabulary import DIRECTION_LABELS, ENTITY_TYPES, STRENGTH_LABELS

Page = str | Response | tuple[str, int]
MOST = 2 * 1024 * 1024


def _case(slug: str, case: str) -> tuple[Open, CaseFiles]:
    found = opened(slug)
    there = case_files_of(found.texts, case)
    if there is None:
        raise NotFound
    return found, there


def _more(found: Open, there: CaseFiles, here: str) -> dict[str, object]:
    where: dict[str, Any] = {"slug": found.slug, "case": there.key}
    pages = [
        ("case", _("Facts"), url_for("authoring.case_facts", **where)),
        ("reports", _("Reports"), url_for("authoring.case_reports", **where)),
        ("key", _("Draw the key"), url_for("authoring.case_key", **where)),
        ("rows", _("Key in rows"), url_for("authoring.case_rows", **where)),
        ("check", _("Weaknesses"), url_for("authoring.case_check", **where)),
    ]
    return {"parts": [(words, href, name == here) for name, words, href in pages]}


@bp.post("/courses/<slug>/write/cases")
@needs(Permission.WRITE)
def add_case(slug: str) -> Response:
    """A new case with one report and one link, to be written from there."""
    found = opened(slug)
    title = " ".join(request.form.get("title", "").split())[:200]
    if not title:
        flash(_("Give the new part a title."), "bad")
        return redirect(url_for("authoring.draft", slug=slug))
    made: dict[str, str] = {}

    def change(texts: Any) -> dict[str, str | None]:
        changes, made["key"] = new_case(texts, title, _first_words())
        return dict(changes)

    with transaction():
        services.change_files(actor=actor(), draft_id=found.draft.id, change=change)
    return redirect(url_for("authoring.case_facts", slug=slug, case=made["key"]))


def _first_words() -> dict[str, str]:
    return {
        "instructions": _("Read the reports and draw what they state. Cite a report at each line."),
        "agency": _("First agency"),
        "controls": _("controls"),
        "uses": _("uses"),
        "report": _("Extract of the company register"),
        "person": "Ada Example",
        "firm": "Example Trading Ltd",
        "text": _("The register names Ada Example as the owner of Example Trading Ltd."),
    }


@bp.route("/courses/<slug>/write/cases/<case>", methods=["GET", "POST"])
@needs(Permission.WRITE)
def case_facts(slug: str, case: str) -> Page:
    found, there = _case(slug, case)
    title = _("Case: %(title)s", title=_title(found, there))
    more = _more(found, there, "case") | {"case_files": there}
    return edit_value(found, there.case, fields.case_fields(), title, more=more)


@bp.route("/courses/<slug>/write/cases/<case>/reports", methods=["GET", "POST"])
@needs(Permission.WRITE)
def case_reports(slug: str, case: str) -> Page:
    found, there = _case(slug, case)
    form = fields.report_fields(peek(found.texts[there.case]))
    title = _("Reports: %(title)s", title=_title(found, there))
    return edit_value(found, there.reports, form, title, more=_more(found, there, "reports"))


@bp.route("/courses/<slug>/write/cases/<case>/key/rows", methods=["GET", "POST"])
@needs(Permission.WRITE)
def case_rows(slug: str, case: str) -> Page:
    """The key in rows: for reasons, near types and findings, and without script."""
    found, there = _case(slug, case)
    answers = _answers(found, there)
    form = fields.key_fields(peek(found.texts[there.case]), answers)
    return edit_value(
        found,
        there.answers,
        form,
        _("Key: %(title)s", title=_title(found, there)),
        turns=(lambda value: _mapping(value.get("answers")), lambda value: {"answers": value}),
        more=_more(found, there, "rows"),
    )


@bp.route("/courses/<slug>/write/cases/<case>/key", methods=["GET", "POST"])
@needs(Permission.WRITE)
def case_key(slug: str, case: str) -> Page:
    """The key as a chart: what is drawn there becomes the key."""
    found, there = _case(slug, case)
    path, here = there.answers, url_for("authoring.case_key", slug=slug, case=case)
    now = files.text_file(found.draft.id, path)
    if now is None:
        raise NotFound
    directed = directions(peek(found.texts[there.case]))
    if request.method == "POST":
        key = key_of_chart(_answers(found, there), _drawn(), directed)
        try:
            with transaction():
                services.save_value(
                    actor=actor(),
                    draft_id=found.draft.id,
                    path=path,
                    version=request.form.get("version", 0, type=int),
                    value={"answers": key},
                )
        except SaveConflict as error:
            return conflict_page(slug, error, here)
        flash(_("Saved."), "ok")
        return redirect(here)
    errors = field_errors(found.draft, path, now.text)
    return render_template(
        "authoring/case_key.html",
        slug=slug,
        case=case,
        title=_("Key: %(title)s", title=_title(found, there)),
        path=path,
        there=now,
        faults=[message for all_said in errors.values() for message in all_said],
        others=shown.present(found.draft.id, actor(), path),
        data=_key_data(found, there, directed),
        reports=_shown_reports(found, there),
        **_more(found, there, "key"),
    )


@bp.get("/courses/<slug>/write/cases/<case>/check")
@needs(Permission.WRITE)
def case_check(slug: str, case: str) -> Page:
    """What is weak in the case, with the mend of each; promises that it must keep come first."""
    found, there = _case(slug, case)
    spec = read_draft_case(found.texts, there.key)
    return render_template(
        "authoring/case_check.html",
        slug=slug,
        case=case,
        title=_("Weaknesses: %(title)s", title=_title(found, there)),
        path=there.case,
        spec=spec,
        checked=check_case(spec) if spec else None,
        most=MOST_PERCENT,
        addresses={
            "answers": url_for("authoring.case_rows", slug=slug, case=case),
            "reports": url_for("authoring.case_reports", slug=slug, case=case),
        },
        **_more(found, there, "check"),
    )


def _drawn() -> Chart:
    """The chart that the page sends. Raises Invalid where it was spoilt on its way."""
    try:
        payload = json.loads(request.form.get("chart", "")[:MOST])
    except ValueError:
        payload = None
    parsed = parse_chart(payload)
    if parsed.value is None:
        message = N_("The chart came back incomplete. Load the page again.")
        raise Invalid([FieldError("chart", message)])
    return parsed.value


def _key_data(found: Open, there: CaseFiles, directed: dict[str, bool]) -> Json:
    case = peek(found.texts[there.case])
    vocabulary = _mapping(case.get("vocabulary"))
    names = [one for one in vocabulary.get("entity_types") or () if one in ENTITY_TYPES]
    labels = {
        str(one.get("key")): {
            "label": _word(one.get("label")),
            "directed": directed[str(one["key"])],
        }
        for one in vocabulary.get("link_types") or ()
        if isinstance(one, dict) and "key" in one
    }
    return {
        "chart": chart_of_key(_answers(found, there), directed),
        "entityTypes": {
            name: {
                "label": say(ENTITY_TYPES[name].label),
                "shape": ENTITY_TYPES[name].shape.value,
                "icon": ENTITY_TYPES[name].icon,
            }
            for name in names or ENTITY_TYPES
        },
        "linkTypes": labels
        | {
            TOLERATED: {"label": _("tolerated"), "directed": False},
            TRAP: {"label": _("trap"), "directed": False},
        },
        "strengths": {key.value: say(label) for key, label in STRENGTH_LABELS.items()},
        "directions": {key.value: say(label) for key, label in DIRECTION_LABELS.items()},
        "trap": TRAP,
    }


def _shown_reports(found: Open, there: CaseFiles) -> list[Json]:
    reports = peek(found.texts.get(there.reports)).get("reports")
    return [
        {
            "id": str(one.get("id", "")),
            "title": _word(one.get("title")),
            "text": _word(one.get("text")),
        }
        for one in (reports if isinstance(reports, list) else ())
        if isinstance(one, dict)
    ]


def _answers(found: Open, there: CaseFiles) -> Json:
    return _mapping(value_of(found.texts.get(there.answers)).get("answers"))


def _title(found: Open, there: CaseFiles) -> str:
    return _word(peek(found.texts[there.case]).get("title")) or there.key


def _word(value: object) -> str:
    return localized(value) if isinstance(value, dict) else str(value or "")


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}
