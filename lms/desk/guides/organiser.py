"""The organiser's guide."""

from lms.core.access import Role
from lms.core.i18n import _l
from lms.desk.guides.guide import Guide

ORGANISER = Guide(
    Role.ORGANISER.value,
    _l("For the organiser"),
    _l("You carry a training from its dates to signed certificates, and close it the same day."),
    (
        (
            _l("Take a template, or an earlier session"),
            _l(
                "Sessions, From a template: first day, venue and trainers are enough; the agenda "
                "is there at once, also for several sessions in one action. Copy session takes "
                "agencies, staff and signatories along. Weekends and holidays are skipped."
            ),
        ),
        (
            _l("Set up the session"),
            _l(
                "Or Sessions, New session: course, dates, venue, host, donor and project as they "
                "will be printed, half-days with their contact hours, the rule for the "
                "certificate, the signatories, and the partner agencies in their order of "
                "precedence."
            ),
        ),
        (
            _l("Share out the seats, call for names"),
            _l(
                "Tab Nominations: quotas of the agencies, the deadline and what becomes of unused "
                "seats after it, who is asked for. Letters: the call to the agencies. Every "
                "number of the ledger opens the rows behind it."
            ),
        ),
        (
            _l("Compose the room"),
            _l(
                "The board shows all names with the effect of your choice on quotas and balance. "
                "State your aims, let it suggest with a reason at each name, and decide yourself: "
                "approve, wait-list, decline. The letters go out with the decision. Who confirms "
                "stands on the roll."
            ),
        ),
        (
            _l("Put people on the roll directly"),
            _l(
                "Upload the agency's spreadsheet on the tab Roll. The preview shows each fault at "
                "its row and column; nothing is saved until the whole sheet is right and you "
                "confirm it. Single people, walk-ins and substitutes go in by form."
            ),
        ),
        (
            _l("Give people their way in"),
            _l(
                "Send invitations by e-mail, or print sign-in slips: one for each person, with a "
                "QR code and a one-time code to type."
            ),
        ),
        (
            _l("Take attendance"),
            _l(
                "Tab Attendance, one half-day at a time, the whole roll on one screen. Arrow keys "
                "move, one key marks; each mark is saved at once."
            ),
        ),
        (
            _l("Prepare the day"),
            _l(
                "Tables mix agencies, ranks and genders by your rules. Arrangements: allowances, "
                "travel and rooms, each list with a column for signatures. Lists and badges: "
                "name badges, table cards, roll by agency, signature sheets."
            ),
        ),
        (
            _l("Have the names approved"),
            _l(
                "Each person looks at the own name on the certificate. You approve what is left on "
                "the tab Roll before the print day."
            ),
        ),
        (
            _l("Issue and print"),
            _l(
                "Tab Certificates: look at the list, which says for each person why there is a "
                "certificate or none. Issue all in one action, then print the one file; it is in "
                "the calling order of the ceremony."
            ),
        ),
        (
            _l("Close the session"),
            _l("The closing checklist on the overview names what is still open, with its link."),
        ),
    ),
    (
        (
            _l("A name on a printed certificate is wrong."),
            _l(
                "Correct the name on the roll and issue again: the old certificate becomes "
                "superseded, the new one has its own number. Never correct the paper by hand."
            ),
        ),
        (
            _l("Somebody must lose a certificate."),
            _l("Open it and revoke it with a reason. The reason is public; keep it short."),
        ),
        (
            _l("The network is gone."),
            _l(
                "Marks and answers are kept on the device and go out by themselves. Print the "
                "attendance sheet beforehand; marks on paper can be typed in later."
            ),
        ),
    ),
)
