"""Who prints, mails and numbers papers: the session's organisers."""

from enum import StrEnum

from lms.certificates.policies import correct, issue
from lms.core.access import Policy, Role, roles
from lms.courses.policies import organise_always


class Permission(StrEnum):
    MAKE_PACK = "pack.make"
    NUMBER_BLANKS = "pack.number_blanks"
    SETTLE_BLANK = "pack.settle_blank"
    MAIL_PAPERS = "pack.mail"


_ORGANISER = roles(Role.ORGANISER)

POLICIES = {
    Permission.MAKE_PACK: Policy(_ORGANISER, organise_always),
    Permission.NUMBER_BLANKS: Policy(_ORGANISER, issue),
    Permission.SETTLE_BLANK: Policy(_ORGANISER, correct),
    Permission.MAIL_PAPERS: Policy(_ORGANISER, correct),
}
