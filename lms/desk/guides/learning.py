"""The guides of those who learn and teach."""

from lms.core.access import Role
from lms.core.i18n import _l
from lms.desk.guides.guide import Guide

PARTICIPANT = Guide(
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
            _l("Read the lessons, answer the questions"),
            _l(
                "Your desk always shows the next lesson; it opens at the paragraph where you "
                "stopped. Underlined words tell their meaning when you touch them. Mark words and "
                "write notes: only you see them. Each answer is saved as you give it."
            ),
        ),
        (
            _l("Look at what came out"),
            _l(
                "The result tells what each answer earned and why. A module that is closed says "
                "what opens it: a date, an earlier module, a half-day, a result."
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

TRAINER = Guide(
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
            _l("Write the course"),
            _l(
                "Courses, Write: lessons with figures, questions of thirteen kinds with a try-out, "
                "banks and tests; every fault is named with its place. Two authors are told before "
                "one overwrites the other. Publish: running sessions stay on their version."
            ),
        ),
        (
            _l("Open modules, remind, teach"),
            _l(
                "Tab Learning: when modules open, reminders by rule, a lesson on the wall, a "
                "question that the room answers on its phones, a module noted as taught."
            ),
        ),
        (
            _l("See how far the room is"),
            _l(
                "Tab Learning: each person and module. Tab Exercises: who is where in a test and "
                "who has gone silent; more time, open again, hand in for somebody, each with its "
                "reason; the marks book; which questions are too hard or keyed wrong."
            ),
        ),
        (
            _l("Mark, and mend a key"),
            _l(
                "Essays wait to be marked by their rubric, without names. A wrong key is mended "
                "with its reason: everybody is marked again and reads why."
            ),
        ),
        (
            _l("Without computers"),
            _l(
                "A test can be printed with lettered choices; its answers are typed back with a "
                "few keys for each person."
            ),
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
