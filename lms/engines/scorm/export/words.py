"""What the exported player says; the caller puts it into the package's language."""

from lms.core.messages import N_

WORDS = {
    "next": N_("Next"),
    "back": N_("Back"),
    "questions": N_("Questions"),
    "place": N_("{at} of {of}"),
    "minutes": N_("about {minutes} minutes"),
    "sources": N_("Sources"),
    "check": N_("Check my answer"),
    "again": N_("Try again"),
    "unanswered": N_("Give an answer first."),
    "right": N_("Right."),
    "partly": N_("Partly right."),
    "wrong": N_("Not right."),
    "choose": N_("Choose"),
    "up": N_("Move up: {item}"),
    "down": N_("Move down: {item}"),
    "answer": N_("Your answer"),
    "blank": N_("Blank {number}"),
    "source": N_("Source"),
    "information": N_("Information"),
    "handling": N_("Handling"),
    "one": N_("Choose one."),
    "several": N_("Choose all that fit."),
    "points": N_("{points} of {of} points"),
    "close": N_("Close: it is written {form}."),
    "unit": N_("The unit is missing, or it does not fit."),
    "done": N_("You have done this module."),
    "todo": N_("Read every lesson and answer every question: then this module counts as done."),
    "alone": N_("No learning platform was found around this page. Nothing is saved."),
}
