"""Reading certificates: evidence and outcome, the register, one's own, and for verifiers."""

from lms.certificates.queries import evidence, verify
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
    in_force,
    is_busy,
    open_points,
    own,
    papers_of,
    register,
    session_certificates,
    work_of,
)

__all__ = [
    "Making",
    "Printable",
    "all_made",
    "certificate",
    "detail",
    "evidence",
    "holding",
    "in_calling_order",
    "in_force",
    "is_busy",
    "making",
    "open_points",
    "own",
    "papers_of",
    "print_file",
    "register",
    "session_certificates",
    "verify",
    "work_of",
]
