"""Charts of attempts as files: whoever may see the attempt may take its chart along."""

import uuid
from dataclasses import replace
from typing import Any

from flask import Response

from lms.core.errors import NotFound
from lms.core.i18n import localized, say
from lms.core.web import actor, download, needs
from lms.engines.linkchart.exchange.api import WRITTEN, Options, write_chart
from lms.engines.linkchart.exchange.drawing import Words, about_lines
from lms.engines.linkchart.exchange.types import NOTICE
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.model import About, Chart
from lms.engines.linkchart.vocabulary import STRENGTH_LABELS
from lms.exercises import queries
from lms.exercises.kinds.charting import DRAWN, chart_in
from lms.exercises.policies import Permission
from lms.exercises.printing.charts import chart_pdf
from lms.exercises.rows import Work
from lms.exercises.views.blueprint import bp

PDF, ENTITIES, BY_IDS = "pdf", "entities.csv", "ids.anx"


@bp.get("/attempts/<uuid:attempt_id>/chart.<ext>")
@needs(Permission.VIEW_ATTEMPT)
def chart_file(slug: str, attempt_id: uuid.UUID, ext: str) -> Response:
    """The chart as it is drawn. Nothing of the key is in it, before the release or after."""
    done = queries.work(attempt_id, actor=actor())
    if done.attempt.kind not in DRAWN:
        raise NotFound
    known = queries.activity_of(done.attempt)
    chart = _entitled(chart_in(known.spec, done.steps), done, known)
    content, media_type = _written(chart, known.spec, ext)
    response = download(content, f"{done.attempt.activity}.{ext}", media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _written(chart: Chart, case: Case, ext: str) -> tuple[bytes, str]:
    names = {key: localized(kind.label) for key, kind in case.link_types.items()}
    words = Words(
        links=names,
        strengths={key: say(label) for key, label in STRENGTH_LABELS.items()},
        about=about_lines(chart),
        notice=NOTICE.english(),
    )
    if ext == PDF:
        return chart_pdf(chart, words), "application/pdf"
    plain = {ENTITIES: "csv", BY_IDS: "anx"}.get(ext, ext)
    if f".{plain}" not in WRITTEN:
        raise NotFound
    options = Options(references=ext == BY_IDS, link_names=names, words=words)
    found = write_chart(chart, f".{plain}", options)
    return (found.beside["nodes"] if ext == ENTITIES else found.content), found.media_type


def _entitled(chart: Chart, done: Work, known: Any) -> Chart:
    """The chart with a title block, where nobody wrote one."""
    about = chart.about
    handling = known.spec.handling
    day = done.saved_at.date().isoformat() if done.saved_at else ""
    return replace(
        chart,
        about=About(
            about.title or localized(known.terms.title)[:200],
            about.author,
            about.handling or (localized(handling)[:200] if handling else ""),
            about.date or day,
        ),
    )
