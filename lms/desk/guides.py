"""A one-page guide for each role, printable: what you come for, the steps, and what to do if."""

from dataclasses import dataclass
from typing import Any

from lms.core.access import Identity, Role
from lms.core.i18n import _l

Text = Any  # a lazy gettext string


@dataclass(frozen=True)
class Guide:
    """One page. `steps` are done in their order; `troubles` pair a trouble with its mend."""

    key: str
    title: Text
    purpose: Text
    steps: tuple[tuple[Text, Text], ...]
    troubles: tuple[tuple[Text, Text], ...]


_ORGANISER = Guide(
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
_PARTICIPANT = Guide(
    Role.PARTICIPANT.value,
    _l("For the participant"),
    _l("You learn, practise, and go home with the certificate. A phone is enough."),
    (
        (
            _l("Sign in"),
            _l(
                "Open the link of the invitation, or scan the QR code of your slip, or type the "
                "one-time code. Choose a password of your own, ten signs or longer."
            ),
        ),
        (
            _l("Answer the invitation"),
            _l(
                "The link in the letter needs no account: accept or decline, say what you need "
                "and how you travel, and approve your name as it will stand on the certificate."
            ),
        ),
        (
            _l("Look at your name"),
            _l(
                "Your desk shows the name as it will be printed, in both scripts. Approve it, or "
                "write how it must be."
            ),
        ),
        (
            _l("Read the lessons, answer the quiz"),
            _l(
                "Your desk always shows the next lesson. You can stop at any time and go on where "
                "you were."
            ),
        ),
        (
            _l("Draw the link chart"),
            _l(
                "On a laptop: the chart needs a wide screen. You can also work through the table "
                "beside it with the keyboard alone."
            ),
        ),
        (
            _l("Know what comes next"),
            _l(
                "Your desk names the next items of the agenda with time and room. My calendars "
                "gives a private address with which your phone shows them by itself."
            ),
        ),
        (
            _l("See what is missing"),
            _l("Your desk lists what the certificate still needs, line by line."),
        ),
    ),
    (
        (
            _l("It says: kept on this phone, not sent yet."),
            _l(
                "There is no network. Go on working; your answers go out by themselves. Do not "
                "clear the browser's data before it says saved."
            ),
        ),
        (
            _l("The link or the code no longer works."),
            _l("Both work once and for a limited time. Ask the organiser for a new one."),
        ),
    ),
)
_TRAINER = Guide(
    Role.TRAINER.value,
    _l("For the trainer"),
    _l(
        "You plan the training in minutes, teach it, and see at any moment who is stuck and what "
        "the room gets wrong."
    ),
    (
        (
            _l("Plan the agenda"),
            _l(
                "Sessions, From a template makes a session with its agenda. Drag items, or go to "
                "one with the arrow keys, pick it up with Space and move it. A clash is shown "
                "while you move, with ways out. Every step can be taken back."
            ),
        ),
        (
            _l("Let the solver propose"),
            _l(
                "Propose a timetable: say what may move and what you wish. Up to three timetables "
                "stand side by side; take one over, or read which rules contradict each other."
            ),
        ),
        (
            _l("Release it"),
            _l(
                "Only a released agenda is seen by the others. The page says in words what has "
                "changed; those whom it touches get a message with an entry for their calendar."
            ),
        ),
        (
            _l("Say when you cannot come"),
            _l(
                "Your menu, When I cannot come: write it, or upload a calendar file. Planners see "
                "that you are busy, never why."
            ),
        ),
        (
            _l("Print"),
            _l(
                "Agenda, Print: a page for each day, the wall poster, a sheet for each door with "
                "codes for the hand-outs, your own sheet; also as a Word file."
            ),
        ),
        (
            _l("See how far the room is"),
            _l("Tab Learning: each person and lesson. Tab Exercises: who has handed in, who not."),
        ),
        (
            _l("Look at a piece of work"),
            _l(
                "Open an attempt to see the chart or the answers with their marks, line by line, "
                "as the participant sees them."
            ),
        ),
        (
            _l("Take attendance"),
            _l("Tab Attendance, for the half-days of your session."),
        ),
    ),
    (
        (
            _l("Two people worked at one computer."),
            _l("Both are named when the attempt begins; both are credited."),
        ),
    ),
)
_FOCAL_POINT = Guide(
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
_SIGNATORY = Guide(
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
_OBSERVER = Guide(
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
_ADMINISTRATOR = Guide(
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
_VERIFIER = Guide(
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

GUIDES = {
    guide.key: guide
    for guide in (
        _ORGANISER,
        _PARTICIPANT,
        _TRAINER,
        _FOCAL_POINT,
        _SIGNATORY,
        _OBSERVER,
        _ADMINISTRATOR,
        _VERIFIER,
    )
}


def own_guides(identity: Identity) -> list[Guide]:
    """The guides of the roles that somebody holds now, in the order of the list."""
    held = {role.value for role in identity.roles}
    return [guide for key, guide in GUIDES.items() if key in held]
