"""Changing ceremonies: the plan, the order of calling, and what happens at them."""

from lms.ceremony.services.guests import move_guest, remove_guest, save_guest
from lms.ceremony.services.items import move_item, order_items, remove_item, save_item
from lms.ceremony.services.marks import mark
from lms.ceremony.services.order import (
    move_person,
    order_people,
    set_handing,
    set_order,
)
from lms.ceremony.services.plan import begin, set_choices, undo

__all__ = [
    "begin",
    "mark",
    "move_guest",
    "move_item",
    "move_person",
    "order_items",
    "order_people",
    "remove_guest",
    "remove_item",
    "save_guest",
    "save_item",
    "set_choices",
    "set_handing",
    "set_order",
    "undo",
]
