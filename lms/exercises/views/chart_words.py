"""Sentences that the workspace's scripts say, in the page's language; they fill in {names}."""

from lms.core.i18n import _

Sentences = dict[str, str]


def drawing_words() -> Sentences:
    """What the drawing asks and tells."""
    return {
        "alias": _("alias “{name}”"),
        "askType": _("Add what?"),
        "askEnd": _("Link from {name} to"),
        "askLink": _("{from} and {to}: which link?"),
        "noneFits": _("Nothing fits."),
        "spokenEntity": _("{name}, {type}. Links: {count}."),
        "spokenLink": _("From {from} to {to}: {type}, {direction}, {strength}."),
        "spokenUncited": _("No evidence yet."),
        "spokenBox": _("Box {name} round {count}: {names}."),
        "spokenNothing": _("Nothing chosen."),
        "added": _("Added: {name}"),
        "removed": _("Removed: {name}"),
        "changed": _("Changed: {name}"),
        "moved": _("Moved: {name}"),
        "undone": _("Undone"),
        "redone": _("Done again"),
        "linking": _(
            "Link from {name}. Arrows choose the other end, typing finds it by name, "
            "Enter draws the link, Escape gives up."
        ),
        "linkLeft": _("No link drawn."),
        "noFurther": _("Nothing further that way."),
        "noLinks": _("No links here."),
        "emptyChart": _("The chart is empty. Press A to add the first thing."),
        "picked": _("Chosen: {count}"),
        "arranging": _("Arranging the chart."),
        "arranged": _("The chart is arranged. Undo brings the old places back."),
        "notArranged": _("This layout did not succeed; nothing has moved."),
        "pictureSaved": _("The picture is saved."),
        "missLinks": _("Links without evidence: {count}"),
        "missAlone": _("Things that no link touches: {count}"),
        "missGrades": _("Reports without a grade: {count}"),
        "missNothing": _("Every link has evidence, every report a grade."),
    }


def layouts() -> list[tuple[str, str]]:
    """The layouts of the drawing: name and words."""
    return [
        ("organic", _("Organic")),
        ("hierarchic", _("Hierarchic")),
        ("circle", _("Circle")),
        ("types", _("Grouped by type")),
        ("time", _("Along a time line")),
    ]


def key_list() -> list[tuple[list[str], str]]:
    """The keys of the drawing and what they do."""
    return [
        (["←", "↑", "→", "↓"], _("to the next thing that way")),
        (["Page Up", "Page Down"], _("to the one before or after, in the order they were made")),
        (["N"], _("through the links of the chosen thing")),
        (["Enter"], _("open what is chosen")),
        (["A"], _("add a person, organisation or thing")),
        (["L"], _("begin a link; arrows or typing choose the other end, Enter draws it")),
        (["Shift", "←", "→"], _("move what is chosen")),
        (["Space"], _("choose one more, or let it go")),
        (["G"], _("put what is chosen in a box")),
        (["Delete"], _("remove what is chosen")),
        (["Ctrl", "Z"], _("undo")),
        (["Ctrl", "Y"], _("do it again")),
        (["+", "-"], _("larger, smaller")),
        (["F"], _("show all of it")),
        (["Esc"], _("let go")),
        (["?"], _("this list")),
    ]


def report_words() -> Sentences:
    """What the reports beside the chart offer and tell."""
    return {
        "unread": _("not read"),
        "read": _("read"),
        "used": _("used"),
        "everyReport": _("all"),
        "comma": _(", "),
        "onChart": _("is on the chart: {type}"),
        "attach": _("Attach as evidence"),
        "anotherCard": _("Attach once more"),
        "attachTo": _("Evidence for {name}"),
        "attachLink": _("Evidence for the chosen link"),
        "anotherName": _("Another name of {name}"),
        "drawFrom": _("Draw a link from it"),
        "otherType": _("Other type"),
        "nearMiss": _("Near miss: your chart has {name}. Compare before you decide."),
    }


def chosen_words() -> Sentences:
    """What the panel of the chosen thing tells."""
    return {
        "titleNothing": _("Chosen"),
        "titleLink": _("Link"),
        "titleBox": _("Box"),
        "titleMany": _("Chosen: {count}"),
        "fromEnd": _("from {name}"),
        "noNameNeeded": _("Write a name."),
        "noDate": _("Write a date as 2019, 2019-03 or 2019-03-12."),
        "noCards": _("No card yet. Without evidence nobody can check it."),
        "noLinksYet": _("None yet. Press L on the chart, or use the tool for links."),
        "yourGrade": _("Your grade: {grade}."),
        "itemGrade": _("Grade of this item."),
        "providerGrade": _("Grade of the provider."),
        "noGrade": _("No grade yet."),
        "gradeIt": _("Grade {report}"),
        "plainCard": _("The report as a whole."),
        "merged": _("Took in {name}: {why}"),
        "inBox": _("Take out of {name}"),
        "noBoxes": _("In no box."),
        "intoBox": _("Put in a box"),
        "newBox": _("a new box"),
        "nobody": _("nobody in particular"),
        "chooseOne": _("choose ..."),
        "takeOut": _("Take {name} out"),
        "dates": _("from {since}, until {until}"),
        "samePerson": _("Same person?"),
        "sameThing": _("The same thing?"),
        "alikeEqual": _("{name} has the same name."),
        "alikeNear": _("{name} has a near name."),
        "alikeIdentity": _("What tells them apart differs: {one} and {other}."),
        "alikeJoined": _("Both are linked to {name}."),
        "alikeAlone": _("Nothing else joins them."),
        "compare": _("Compare"),
        "keepApart": _("Keep apart"),
        "whySolid": _("Why solid"),
        "whyDashed": _("Why dashed"),
        "whyDotted": _("Why dotted"),
        "shouldSolid": _("The cards allow a solid line"),
        "shouldDashed": _("The cards allow a dashed line only"),
        "shouldDotted": _("The cards allow a dotted line only"),
        "maybeSolid": _("Solid, if the sources are independent"),
        "cannotSay": _("How strong may it be?"),
        "makeIt": _("Draw it so"),
        **_rule_words(),
    }


def _rule_words() -> Sentences:
    """Why a line may be as strong as its cards allow."""
    return {
        "ruleNone": _("No card yet: a line that no report states counts as unsupported."),
        "ruleAssessed": _("Your own assessment: say so in the note, and keep it dashed or dotted."),
        "ruleUngraded": _("{reports}: no grade yet. Grade it, then the rule can say."),
        "ruleSure": _("{report} is graded {grade}: one such card is enough for a solid line."),
        "ruleTwo": _(
            "{reports}: sources A or B, information 1 to 3. Two such cards make the line solid "
            "only if they have different origins; one card alone would make it dashed."
        ),
        "ruleSameAgency": _("They come from one agency: look who told it first."),
        "ruleOne": _(
            "{report} alone, graded {grade}, makes it dashed. "
            "A second card of another origin could make it solid."
        ),
        "ruleWeak": _("Sources C or X, or information 4, do not make a line solid."),
        "ruleDoubtful": _("Nothing but C or X with 4: dotted."),
    }
