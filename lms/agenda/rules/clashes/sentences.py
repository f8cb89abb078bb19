"""Each clash in one sentence that says why, with names and times of the session's zone.

Pure. Of a session that the reader may not see there is nothing but "busy".
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from uuid import UUID

from lms.agenda.enums import ClashRule, TrainerState
from lms.agenda.rules.clashes.alone import people_of
from lms.agenda.rules.clashes.names import Scene, Text
from lms.agenda.rules.clashes.types import Clash
from lms.agenda.rules.times import clock_time
from lms.core.messages import N_, Message, Span

Words = Message | Text | str


def sentence(clash: Clash, scene: Scene) -> Message:
    """Why something clashes. Of two items the second is named as the other side."""
    return SENTENCES[clash.rule](clash, scene)


def busy(subject: UUID, begin: datetime, end: datetime, scene: Scene) -> Message:
    """A room or a trainer is taken by a session of which nothing more may be said."""
    names = scene.names
    name: Words = names.rooms.get(subject) or names.people.get(subject, "")
    return N_("%(name)s is busy: %(when)s.", name=name, when=Span(begin, end, scene.zone))


def people_busy(
    people: Collection[UUID], begin: datetime, end: datetime, scene: Scene, *, at_times: bool
) -> Message:
    """Participants are taken by a session of which nothing more may be said."""
    values = {"people": _people(people, scene), "when": Span(begin, end, scene.zone)}
    if at_times:
        return N_("%(people)s: busy at times, %(when)s.", **values)
    return N_("%(people)s: busy, %(when)s.", **values)


def people_twice(
    people: Collection[UUID], other_session_id: UUID, begin: datetime, end: datetime, scene: Scene
) -> Message:
    """Participants are in another session for longer than one item."""
    other = scene.names.sessions[other_session_id]
    return N_(
        "%(people)s would be needed here and in %(title)s (%(code)s): %(when)s.",
        people=_people(people, scene),
        title=other.title,
        code=other.code,
        when=Span(begin, end, scene.zone),
    )


def _room_twice(clash: Clash, scene: Scene) -> Message:
    return N_(
        "%(room)s would hold %(item)s and %(other)s at the same time: %(when)s.",
        room=_room(clash.subject, scene),
        item=_item(clash.item_id, scene),
        other=_item(clash.other_id, scene),
        when=_when(clash, scene),
    )


def _trainer_twice(clash: Clash, scene: Scene) -> Message:
    return N_(
        "%(name)s would teach %(item)s and %(other)s at the same time: %(when)s.",
        name=_person(clash.subject, scene),
        item=_item(clash.item_id, scene, placed=True),
        other=_item(clash.other_id, scene, placed=True),
        when=_when(clash, scene),
    )


def _participants_twice(clash: Clash, scene: Scene) -> Message:
    other_session_id = scene.booking(clash.other_id or clash.item_id).course_session_id
    return N_(
        "%(people)s would be needed in %(item)s and in %(other)s at the same time: %(when)s.",
        people=_people(scene.shared_people(other_session_id), scene),
        item=_item(clash.item_id, scene),
        other=_item(clash.other_id, scene),
        when=_when(clash, scene),
    )


def _syndicate_twice(clash: Clash, scene: Scene) -> Message:
    one, other = scene.booking(clash.item_id), scene.booking(clash.other_id or clash.item_id)
    if one.track and not other.track:
        one, other = other, one
    values = {
        "item": _item(one.item_id, scene),
        "other": _item(other.item_id, scene),
        "when": _when(clash, scene),
    }
    if not other.track:
        return N_(
            "Everybody would be in %(item)s and %(other)s at the same time: %(when)s.", **values
        )
    if not one.track:
        return N_(
            "%(item)s is for everybody while track %(track)s is in %(other)s: %(when)s.",
            track=other.track,
            **values,
        )
    return N_(
        "Track %(track)s would be in %(item)s and %(other)s at the same time: %(when)s.",
        track=one.track,
        **values,
    )


def _room_too_small(clash: Clash, scene: Scene) -> Message:
    booking = scene.booking(clash.item_id)
    values = {
        "room": _room(clash.subject, scene),
        "seats": scene.facts.rooms[booking.room_id or clash.item_id].capacity,
        "item": _item(clash.item_id, scene),
        "people": people_of(booking, scene.facts),
    }
    if booking.track:
        values["track"] = booking.track
        return N_(
            "%(room)s has %(seats)s seats; track %(track)s comes to %(item)s with about "
            "%(people)s people.",
            **values,
        )
    return N_("%(room)s has %(seats)s seats; %(item)s is for %(people)s people.", **values)


def _room_closed(clash: Clash, scene: Scene) -> Message:
    names = scene.names
    closure = next(one for one in scene.facts.closures if one.id == clash.subject)
    place: Words = (
        names.venues.get(closure.venue_id, "")
        if closure.room_id is None
        else _room(closure.room_id, scene)
    )
    values = {"place": place, "item": _item(clash.item_id, scene), "when": _when(clash, scene)}
    reason = names.reasons.get(closure.id, "")
    if reason:
        return N_(
            "%(place)s is closed (%(reason)s) during %(item)s: %(when)s.", reason=reason, **values
        )
    return N_("%(place)s is closed during %(item)s: %(when)s.", **values)


def _trainer_unavailable(clash: Clash, scene: Scene) -> Message:
    return N_(
        "%(name)s is not available for %(item)s: %(when)s.",
        name=_person(clash.subject, scene),
        item=_item(clash.item_id, scene),
        when=_when(clash, scene),
    )


def _trainer_unconfirmed(clash: Clash, scene: Scene) -> Message:
    delivery = scene.facts.deliveries[scene.course_session_id]
    state = delivery.trainers.get(clash.subject or clash.item_id)
    values = {"name": _person(clash.subject, scene), "item": _item(clash.item_id, scene)}
    if state is TrainerState.ASKED:
        return N_("%(name)s has not confirmed yet; first needed for %(item)s.", **values)
    return N_("%(name)s has not agreed to teach; first needed for %(item)s.", **values)


def _outside_hours(clash: Clash, scene: Scene) -> Message:
    place = scene.facts.spot_of(scene.booking(clash.item_id)).place
    assert place is not None
    venue = scene.names.venues.get(place.id, "")
    if clash.day is not None:
        return N_("%(venue)s is not open on that weekday: %(day)s.", venue=venue, day=clash.day)
    return N_(
        "%(item)s lies outside the hours of %(venue)s, %(opens)s to %(closes)s: %(when)s.",
        item=_item(clash.item_id, scene),
        venue=venue,
        opens=clock_time(place.opens),
        closes=clock_time(place.closes),
        when=_when(clash, scene),
    )


def _over_prayer(clash: Clash, scene: Scene) -> Message:
    return N_(
        "%(item)s runs over %(prayer)s: %(when)s.",
        item=_item(clash.item_id, scene),
        prayer=scene.names.prayers.get(clash.subject or clash.item_id, ""),
        when=_when(clash, scene),
    )


def _on_day_off(clash: Clash, scene: Scene) -> Message:
    names, day = scene.names, clash.day
    if clash.subject is None:
        holiday = names.holidays.get(day, "") if day else ""
        return N_("%(day)s is a public holiday: %(name)s.", day=day, name=holiday)
    off = next(one for one in scene.facts.free_days if one.id == clash.subject)
    if off.agency_id is not None:
        # Why an agency keeps a day free is its own business.
        agency = names.agencies.get(off.agency_id, "")
        return N_("%(agency)s keeps %(day)s free.", agency=agency, day=day)
    return N_("%(day)s is a day off: %(name)s.", day=day, name=names.free_days.get(off.id, ""))


def _no_signatories(clash: Clash, scene: Scene) -> Message:
    return N_(
        "%(item)s is a ceremony, and nobody is named yet to sign certificates.",
        item=_item(clash.item_id, scene),
    )


SENTENCES: Mapping[ClashRule, Callable[[Clash, Scene], Message]] = {
    ClashRule.ROOM_TWICE: _room_twice,
    ClashRule.ROOM_TOO_SMALL: _room_too_small,
    ClashRule.ROOM_CLOSED: _room_closed,
    ClashRule.TRAINER_TWICE: _trainer_twice,
    ClashRule.TRAINER_UNAVAILABLE: _trainer_unavailable,
    ClashRule.TRAINER_UNCONFIRMED: _trainer_unconfirmed,
    ClashRule.PARTICIPANTS_TWICE: _participants_twice,
    ClashRule.SYNDICATE_TWICE: _syndicate_twice,
    ClashRule.OUTSIDE_HOURS: _outside_hours,
    ClashRule.OVER_PRAYER: _over_prayer,
    ClashRule.ON_DAY_OFF: _on_day_off,
    ClashRule.NO_SIGNATORIES: _no_signatories,
}


def _when(clash: Clash, scene: Scene) -> Span:
    return Span(clash.starts_at, clash.ends_at, scene.zone)


def _item(item_id: UUID | None, scene: Scene, *, placed: bool = False) -> Words:
    """An item by its title, with its room where asked, and its session where that is another."""
    booking = scene.booking(item_id or scene.course_session_id)
    title = scene.names.titles.get(booking.item_id, {})
    other = scene.names.sessions.get(booking.course_session_id)
    room = scene.names.rooms.get(booking.room_id) if placed and booking.room_id else None
    if room and other:
        return N_("%(title)s in %(room)s (%(code)s)", title=title, room=room, code=other.code)
    if room:
        return N_("%(title)s in %(room)s", title=title, room=room)
    if other:
        return N_("%(title)s (%(code)s)", title=title, code=other.code)
    return title


def _room(room_id: UUID | None, scene: Scene) -> Words:
    return scene.names.rooms.get(room_id, "") if room_id else ""


def _person(person_id: UUID | None, scene: Scene) -> str:
    return scene.names.people.get(person_id, "") if person_id else ""


def _people(people: Collection[UUID], scene: Scene) -> Words:
    names = sorted(scene.names.people.get(one, "") for one in people)
    if len(names) == 1:
        return names[0]
    if len(names) == 2:
        return N_("%(one)s and %(other)s", one=names[0], other=names[1])
    more = len(names) - 2
    return N_("%(one)s, %(other)s and %(n)s more", one=names[0], other=names[1], n=more)
