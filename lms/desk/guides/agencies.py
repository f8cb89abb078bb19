"""The guides of agencies, signatories, observers and verifiers."""

from lms.core.access import Role
from lms.core.i18n import _l
from lms.desk.guides.guide import Guide

FOCAL_POINT = Guide(
    Role.FOCAL_POINT.value,
    _l("For the focal point of an agency"),
    _l("You name your people, replace them, and follow who is selected, who attended, who passed."),
    (
        (
            _l("See your seats and the deadline"),
            _l(
                "Your desk shows each session of your agency. Tab Nominations: your quota, who is "
                "asked for, until when. Reserve seats whose names follow, or give seats back with "
                "a reason. You see no other agency's people, and no other agency sees yours."
            ),
        ),
        (
            _l("Name your people"),
            _l(
                "One by one by form, or all at once from the spreadsheet you have: columns in any "
                "order, under any of their usual names. Each fault is shown at its row and column "
                "and mended on the page. Nothing is saved before you confirm."
            ),
        ),
        (
            _l("Answer: the same person?"),
            _l(
                "Where somebody of that name is known in your agency you are asked, and nothing "
                "is guessed. Write service numbers: they settle it."
            ),
        ),
        (
            _l("Put them in order, add the letter"),
            _l(
                "The organiser follows your order of priority. One nomination letter may stand "
                "for several names. Steps of approval inside your agency show who must still "
                "agree; make a single-use link for somebody without an account."
            ),
        ),
        (
            _l("Replace somebody"),
            _l(
                "Until the last day. Both stay on record; the seat waits with your agency until "
                "the organiser agrees."
            ),
        ),
        (
            _l("Name the days on which your people cannot come"),
            _l(
                "Days off: enter the black-out days of your agency. Planners see the days; the "
                "reason stays yours."
            ),
        ),
        (
            _l("Correct a name"),
            _l("Tell the organiser before the print day; afterwards a new certificate is needed."),
        ),
    ),
    (
        (
            _l("Somebody of ours is missing."),
            _l(
                "The person may stand under another agency, or was withdrawn. Ask the organiser "
                "with the name and the service number."
            ),
        ),
        (
            _l("The deadline has passed."),
            _l(
                "Seats without a name flow on by the session's rule. Ask the organiser, who can "
                "still add a name where a seat is free."
            ),
        ),
    ),
)

SIGNATORY = Guide(
    Role.SIGNATORY.value,
    _l("For the signatory"),
    _l("You read the list of certificates before they bear the name of your office."),
    (
        (
            _l("Read the list"),
            _l(
                "Tab Certificates: each person with the kind of certificate and the reasons for "
                "it. Certificates of completion and of participation are two different papers."
            ),
        ),
        (
            _l("Sign the paper"),
            _l(
                "There is room of 20 mm above the name of your office. The seal inside the PDF "
                "file is a digital signature of the academy; it is labelled as that."
            ),
        ),
    ),
    (
        (
            _l("You do not agree with a line."),
            _l("Tell the organiser before the issue. An issued certificate can only be revoked."),
        ),
    ),
)

OBSERVER = Guide(
    Role.OBSERVER.value,
    _l("For the observer and the donor"),
    _l("You see the results of a session: how many came, learned and received a certificate."),
    (
        (
            _l("Open the session"),
            _l("Your desk lists the sessions that were opened to you, each with its figures."),
        ),
        (
            _l("Check a certificate"),
            _l("Anyone can do that on the page Check a certificate, without an account."),
        ),
    ),
    (),
)

VERIFIER = Guide(
    "verifier",
    _l("For anyone who is shown a certificate"),
    _l("You hold a paper or a file and want to know whether it is real. You need no account."),
    (
        (
            _l("Scan or type"),
            _l(
                "Scan the QR code, or open the page Check a certificate and type the serial number "
                "and the code of sixteen signs, or upload the PDF file."
            ),
        ),
        (
            _l("Read the answer"),
            _l(
                "Valid: in force. Superseded: replaced by a newer one. Revoked: withdrawn, with "
                "the public reason. Unknown: this register has no such certificate."
            ),
        ),
        (
            _l("Compare"),
            _l(
                "Compare name, training and dates with the paper. A typed number alone shows no "
                "name; the link and the file do."
            ),
        ),
    ),
    (),
)
