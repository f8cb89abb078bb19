"""Items of the run sheet."""

from collections.abc import Sequence
from dataclasses import replace

from lms.ceremony.formats.plan import MOST_ITEMS, Item, clean_item, new_key
from lms.ceremony.rules.order import moved
from lms.ceremony.services.plan import Desk, place_of
from lms.core.access import Identity
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_


def save_item(*, actor: Identity, slug: str, item: Item) -> str:
    """Change an item, or with an empty key add one at the end; returns its key.

    Raises Invalid with what to mend, NotFound for a key that there is not.
    """
    desk = Desk(actor, slug)
    made, errors = clean_item(item)
    if made.guest and desk.plan.guest(made.guest) is None:
        errors.append(FieldError("guest", N_("Choose a guest from the list.")))
    if not made.key and len(desk.plan.items) >= MOST_ITEMS:
        errors.append(
            FieldError("title_en", N_("There are %(most)s items: no more fit.", most=MOST_ITEMS))
        )
    if errors:
        raise Invalid(errors)
    items = list(desk.plan.items)
    if made.key:
        place = place_of(items, made.key)
        items[place] = made
        summary = N_("Changed “%(title)s” on the run sheet.", title=made.title)
    else:
        made = replace(made, key=new_key([one.key for one in items], "i"))
        items.append(made)
        summary = N_("Added “%(title)s” to the run sheet.", title=made.title)
    desk.write("item_saved", summary, replace(desk.plan, items=items))
    return made.key


def remove_item(*, actor: Identity, slug: str, key: str) -> None:
    """Take an item off the run sheet."""
    desk = Desk(actor, slug)
    items = list(desk.plan.items)
    gone = items.pop(place_of(items, key))
    summary = N_("Took “%(title)s” off the run sheet.", title=gone.title)
    desk.write("item_removed", summary, replace(desk.plan, items=items))


def move_item(*, actor: Identity, slug: str, key: str, steps: int) -> None:
    """Move an item up (negative) or down, as far as there are places."""
    desk = Desk(actor, slug)
    one = desk.plan.items[place_of(desk.plan.items, key)]
    _write_order(desk, moved(desk.plan.items, one, steps))


def order_items(*, actor: Identity, slug: str, keys: Sequence[str]) -> None:
    """Put the items into the given order. Raises NotFound unless it names each of them once."""
    desk = Desk(actor, slug)
    known = {item.key: item for item in desk.plan.items}
    if sorted(keys) != sorted(known):
        raise NotFound
    _write_order(desk, [known[key] for key in keys])


def _write_order(desk: Desk, items: Sequence[Item]) -> None:
    desk.write(
        "ordered", N_("Changed the order of the run sheet."), replace(desk.plan, items=items)
    )
