"""What moves when two records of one person are made one."""

from lms.accounts.merging import Mover
from lms.core.messages import N_
from lms.privacy.models import Consent

MOVERS = (Mover("consent", N_("Answers about privacy"), Consent.person_id),)
