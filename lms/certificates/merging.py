"""What moves when two records of one person are made one.

Only the holder's link moves: payload, number and file of a certificate stay as issued.
"""

from lms.accounts.merging import Mover
from lms.certificates.models import Certificate
from lms.core.messages import N_

CERTIFICATES = Mover("certificates", N_("Certificates"), Certificate.person_id)
