"""Designs ready to draw: what a session chose, and what was frozen with issued papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from lms.core import files
from lms.core.db import db
from lms.core.errors import Unavailable
from lms.core.messages import N_
from lms.core.settings import Settings
from lms.designs import drawing, shipped
from lms.designs.drawing import DrawnDesign
from lms.designs.enums import Paper
from lms.designs.formats import SCHEMA, DesignSource, read_source
from lms.designs.models import DesignChoice, DesignPicture, DesignVersion, TemplateVersion


@dataclass(frozen=True)
class Chosen:
    """What a session uses for one kind of paper; `expires_months` is None where it never ends."""

    design: DrawnDesign
    expires_months: int | None = None


def chosen(course_session_id: UUID) -> Mapping[Paper, Chosen]:
    """What a session uses for each kind of paper now. Where nothing was chosen: the official."""
    rows = db.session.scalars(
        sa.select(DesignChoice)
        .where(DesignChoice.course_session_id == course_session_id)
        .execution_options(populate_existing=True)
    )
    by_paper = {row.paper: row for row in rows}
    return {paper: _chosen(by_paper.get(paper)) for paper in Paper}


def _chosen(row: DesignChoice | None) -> Chosen:
    if row is None:
        return Chosen(shipped.drawn(shipped.OFFICIAL))
    if row.design_id is None:
        return Chosen(shipped.drawn(row.shipped), row.expires_months)
    source = newest_source(row.design_id)
    return Chosen(ready(source), row.expires_months)


def newest_source(design_id: UUID) -> DesignSource:
    """The source of a design's newest version."""
    document = db.session.scalars(
        sa.select(TemplateVersion.source)
        .join(DesignVersion, DesignVersion.template_hash == TemplateVersion.hash)
        .where(DesignVersion.design_id == design_id)
        .order_by(DesignVersion.number.desc())
        .limit(1)
    ).one()
    return read_source(document)


def by_hash(template_hash: str) -> DrawnDesign:
    """The design under which papers were issued, from its frozen source alone.

    The source is checked against its hash first; one that was changed draws nothing and raises
    Unavailable. Of the official design of schema 1 only texts were frozen, so the one that ships
    now stands in for papers that were still to be filed.
    """
    now = shipped.drawn(shipped.OFFICIAL)
    if template_hash == now.hash:
        return now
    document = db.session.scalar(
        sa.select(TemplateVersion.source).where(TemplateVersion.hash == template_hash)
    )
    if document is None or document.get("schema") != SCHEMA:
        return now
    source = read_source(document)
    if source.hash != template_hash:
        raise Unavailable(N_("The frozen design of this certificate was changed."))
    return ready(source)


def ready(source: DesignSource) -> DrawnDesign:
    """A design with its files in the cache. Raises NotFound where a picture is gone."""
    emblems = source.options.emblems
    pictures: dict[str, bytes] = {}
    if emblems:
        wanted = {emblem.sha256: emblem.file for emblem in emblems}
        rows = db.session.execute(
            sa.select(DesignPicture.sha256, DesignPicture.file_id).where(
                DesignPicture.sha256.in_(wanted)
            )
        )
        pictures = {wanted[row.sha256]: files.read(row.file_id) for row in rows}
    return drawing.place(source, pictures, _cache())


def _cache() -> Path:
    settings: Settings = current_app.extensions["concord.settings"]
    return settings.data / "designs"
