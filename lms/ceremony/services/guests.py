"""Guests of a ceremony, in the order of their rank."""

from dataclasses import replace

from lms.ceremony.formats.plan import MOST_GUESTS, Guest, Plan, clean_guest, new_key
from lms.ceremony.rules.order import moved
from lms.ceremony.services.plan import Desk, place_of
from lms.core.access import Identity
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_


def save_guest(*, actor: Identity, slug: str, guest: Guest) -> str:
    """Change a guest, or with an empty key add one after all others; returns the key.

    Raises Invalid with what to mend, NotFound for a key that there is not.
    """
    desk = Desk(actor, slug)
    made, errors = clean_guest(guest)
    guests = list(desk.plan.guests)
    if not made.key and len(guests) >= MOST_GUESTS:
        message = N_("There are %(most)s guests: no more fit.", most=MOST_GUESTS)
        errors.append(FieldError("office_en", message))
    if errors:
        raise Invalid(errors)
    if made.key:
        guests[place_of(guests, made.key)] = made
        summary = N_("Changed a guest: %(guest)s.", guest=made.office or made.name)
    else:
        made = replace(made, key=new_key([one.key for one in guests], "g"))
        guests.append(made)
        summary = N_("Added a guest: %(guest)s.", guest=made.office or made.name)
    desk.write("guest_saved", summary, replace(desk.plan, guests=guests))
    return made.key


def remove_guest(*, actor: Identity, slug: str, key: str) -> None:
    """Take a guest off the list; items and hand-over forget the guest as well."""
    desk = Desk(actor, slug)
    guests = list(desk.plan.guests)
    gone = guests.pop(place_of(guests, key))
    summary = N_("Took a guest off the list: %(guest)s.", guest=gone.office or gone.name)
    desk.write("guest_removed", summary, _without(replace(desk.plan, guests=guests), key))


def _without(plan: Plan, key: str) -> Plan:
    return replace(
        plan,
        items=[replace(item, guest="") if item.guest == key else item for item in plan.items],
        by_agency={one: to for one, to in plan.by_agency.items() if to != key},
        by_hand={one: to for one, to in plan.by_hand.items() if to != key},
    )


def move_guest(*, actor: Identity, slug: str, key: str, steps: int) -> None:
    """Move a guest up (negative) or down in rank."""
    desk = Desk(actor, slug)
    one = desk.plan.guests[place_of(desk.plan.guests, key)]
    guests = moved(desk.plan.guests, one, steps)
    summary = N_("Changed the order of the guests.")
    desk.write("guests_ordered", summary, replace(desk.plan, guests=guests))
