"""Reading certificates: evidence and outcome, the register, one's own, and for verifiers."""

from lms.certificates.queries import evidence, parts, verify
from lms.certificates.queries.parts import own_parts
from lms.certificates.queries.printing import (
    Making,
    Printable,
    all_made,
    in_calling_order,
    making,
    print_file,
)
from lms.certificates.queries.register import (
    certificate,
    detail,
    holding,
    id_of,
    in_force,
    is_busy,
    open_points,
    own,
    papers_of,
    register,
    session_certificates,
    session_thanks,
    work_of,
)
from lms.certificates.queries.waiting import is_checking, waiting_in, waiting_lists

__all__ = [
    "Making",
    "Printable",
    "all_made",
    "certificate",
    "detail",
    "evidence",
    "holding",
    "id_of",
    "in_calling_order",
    "in_force",
    "is_busy",
    "is_checking",
    "making",
    "open_points",
    "own",
    "own_parts",
    "papers_of",
    "parts",
    "print_file",
    "register",
    "session_certificates",
    "session_thanks",
    "verify",
    "waiting_in",
    "waiting_lists",
    "work_of",
]
