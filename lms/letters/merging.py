"""What moves when two records of one person are made one."""

from lms.accounts.merging import Mover
from lms.core.messages import N_
from lms.letters.models import Letter

MOVERS = (Mover("letter", N_("Letters"), Letter.person_id),)
