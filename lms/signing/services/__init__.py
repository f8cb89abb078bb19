"""What people do with a list: approve, strike, sign, delegate; and the gate before the keys."""

from lms.signing.services.gate import NotAdmitted, admit
from lms.signing.services.lists import (
    approve,
    delegate,
    drop,
    end_delegation,
    file_list,
    prepare,
    sign,
    strike,
    waits_for_people,
    withdraw,
)

__all__ = [
    "NotAdmitted",
    "admit",
    "approve",
    "delegate",
    "drop",
    "end_delegation",
    "file_list",
    "prepare",
    "sign",
    "strike",
    "waits_for_people",
    "withdraw",
]
