"""Typed rows that the queries of courses return."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.db import LocalizedText
from lms.courses.enums import SessionState


@dataclass(frozen=True)
class SessionHead:
    """What every page of a course session needs to know of it."""

    id: UUID
    slug: str
    code: str
    title: LocalizedText
    state: SessionState
    starts_on: date
    ends_on: date
    zone: str
    venue: LocalizedText
    place: LocalizedText
    host_name: LocalizedText
    organised_by: LocalizedText
    donor: LocalizedText
    project: LocalizedText
    capacity: int
    content_hash: str | None
    course_id: UUID
    names_visible: bool
    agency_ids: frozenset[UUID]
