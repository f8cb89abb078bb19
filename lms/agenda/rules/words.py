"""Words for the fixed values of the agenda, for floors below the screen."""

from collections.abc import Mapping

from lms.agenda.enums import ItemKind
from lms.core.messages import N_, Message

KIND_WORDS: Mapping[ItemKind, Message] = {
    ItemKind.REGISTRATION: N_("Registration"),
    ItemKind.OPENING: N_("Opening"),
    ItemKind.MODULE: N_("Module"),
    ItemKind.EXERCISE: N_("Exercise"),
    ItemKind.RECAP: N_("Recap"),
    ItemKind.TEST: N_("Test"),
    ItemKind.BREAK: N_("Break"),
    ItemKind.PRAYER: N_("Prayer"),
    ItemKind.LUNCH: N_("Lunch"),
    ItemKind.GROUP_WORK: N_("Group work"),
    ItemKind.CEREMONY: N_("Ceremony"),
    ItemKind.OTHER: N_("Other"),
}
