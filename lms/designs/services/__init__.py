"""Writing designs: freezing, making, changing, setting back, choosing, taking in pictures."""

from lms.designs.services.choosing import choose
from lms.designs.services.freezing import freeze
from lms.designs.services.making import archive, make, save, set_back
from lms.designs.services.pictures import take_in

__all__ = ["archive", "choose", "freeze", "make", "save", "set_back", "take_in"]
