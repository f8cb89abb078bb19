"""The administrator's guide."""

from lms.core.access import Role
from lms.core.i18n import _l
from lms.desk.guides.guide import Guide

ADMINISTRATOR = Guide(
    Role.ADMINISTRATOR.value,
    _l("For the administrator"),
    _l("You keep the installation running: agencies, people, appointments, mail and the log."),
    (
        (
            _l("First start"),
            _l(
                "Your desk leads through it: name of the installation, agencies and their order of "
                "precedence, the first organiser, the first course and its session."
            ),
        ),
        (
            _l("Appoint people"),
            _l(
                "People: open the person, give a role with its first and last day. Rights begin "
                "and end by themselves."
            ),
        ),
        (
            _l("Steps of approval, letters, privacy"),
            _l(
                "Steps: who inside an agency must agree before the organiser sees a name. "
                "Letters: the texts of the house in both languages. Privacy: the notice and what "
                "people are asked to agree to, in versions."
            ),
        ),
        (
            _l("Places and rules of planning"),
            _l(
                "Venues: rooms with seats, hours, closures and prayer times; days off there too. "
                "What clashes do says for each kind whether it refuses a change, holds back the "
                "release, warns, or does nothing."
            ),
        ),
        (
            _l("Two records of one person"),
            _l("People, Merge: compare both and choose which one stays. It can be undone."),
        ),
        (
            _l("Mail"),
            _l(
                "Outbox: what waits, what left, what failed, what came back. Without a mail "
                "server copy each message and pass it on. Nothing is sent twice: where a worker "
                "died while sending, you are asked."
            ),
        ),
        (
            _l("The log"),
            _l("Log: who did what to what. Prove that nothing was changed with one button."),
        ),
    ),
    (
        (
            _l("Somebody cannot sign in."),
            _l(
                "Nobody is locked out for good. Wait ten minutes, or open the person and print a "
                "new slip."
            ),
        ),
    ),
)
