"""Which items are for whom: those of the whole room for all, those of a track for its table."""

from lms.agenda.rows import ReleasedItem


def for_table(item: ReleasedItem, letter: str) -> bool:
    """Whether somebody at the table `letter` comes to an item; without a table, to every one."""
    return not letter or not item.track or item.track == letter
