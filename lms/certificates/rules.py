"""Eligibility: from evidence to outcome, one pure function that explains itself line by line."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lms.certificates.enums import CertificateKind
from lms.core.messages import N_, Message
from lms.courses.inputs import CompletionRule


@dataclass(frozen=True)
class Evidence:
    """What is on record for one enrolment. Counts are of this session's half-days and content."""

    withdrawn: bool = False
    half_days: int = 0
    half_days_attended: int = 0
    modules: int = 0
    modules_done: int = 0
    has_post_test: bool = False
    post_test_percent: int | None = None
    post_test_waits: bool = False
    exercises: int = 0
    exercises_done: int = 0
    name_approved: bool = False


@dataclass(frozen=True)
class Line:
    """One reason: the sentence, and whether what it speaks of is met."""

    message: Message
    met: bool


@dataclass(frozen=True)
class Eligibility:
    """The outcome with its reasons.

    `earned` is the paper that the evidence leads to; `outcome` is the paper that may be issued now:
    the same, or None while the name on it is not approved.
    """

    earned: CertificateKind | None
    outcome: CertificateKind | None
    lines: Sequence[Line]

    @property
    def first_open(self) -> Message | None:
        """The first reason that is not met; None where all are."""
        return next((line.message for line in self.lines if not line.met), None)

    @property
    def waits_for_name(self) -> bool:
        """Whether only the approval of the name is missing."""
        return self.earned is not None and self.outcome is None


def eligibility(rule: CompletionRule, evidence: Evidence) -> Eligibility:
    """Why this person gets a certificate of completion, of participation, or none.

    Completion asks for every line of the rule; participation for its share of attendance alone.
    """
    if evidence.withdrawn:
        return Eligibility(None, None, [Line(N_("Withdrawn from the session."), False)])
    lines = [
        _attendance(rule, evidence),
        _share(
            evidence.modules_done,
            evidence.modules,
            rule.modules_percent,
            N_("Finished %(done)s of %(of)s modules: %(percent)s %%, needed %(needed)s %%."),
            N_("The course has no modules to finish."),
        ),
        _post_test(rule, evidence),
        _share(
            evidence.exercises_done,
            evidence.exercises,
            rule.exercises_percent,
            N_("Handed in %(done)s of %(of)s exercises: %(percent)s %%, needed %(needed)s %%."),
            N_("The course has no exercises to hand in."),
        ),
    ]
    if all(line.met for line in lines):
        earned: CertificateKind | None = CertificateKind.COMPLETION
    else:
        part = _participation(rule, evidence)
        lines.append(part)
        earned = CertificateKind.PARTICIPATION if part.met else None
    lines.append(_name(evidence))
    return Eligibility(earned, earned if evidence.name_approved else None, lines)


THANKED = Eligibility(
    CertificateKind.APPRECIATION,
    CertificateKind.APPRECIATION,
    [Line(N_("On the list of those whom the session thanks."), True)],
)


def next_paper(
    outcome: CertificateKind | None, held: Collection[CertificateKind]
) -> CertificateKind | None:
    """The paper that is due to somebody who holds papers of these kinds already, in any state.

    Who finished late, or passed a test taken again, gets a paper of completion beside the earlier
    one of participation. Otherwise nobody gets a second paper: a revoked one is not silently
    issued again, and completion is followed by nothing less.
    """
    if not held:
        return outcome
    later = outcome is CertificateKind.COMPLETION and CertificateKind.COMPLETION not in held
    return outcome if later else None


def reaches(done: int, total: int, needed_percent: int) -> bool:
    """Whether a share is reached, exactly: nothing is rounded up to a threshold."""
    return done * 100 >= needed_percent * total


def _percent(done: int, total: int) -> int:
    return done * 100 // total if total else 0


def _attendance(rule: CompletionRule, evidence: Evidence) -> Line:
    if not evidence.half_days:
        return Line(N_("The session has no half-days, so attendance cannot be shown."), False)
    return Line(
        N_(
            "Attended %(done)s of %(of)s half-days: %(percent)s %%, needed %(needed)s %%.",
            done=evidence.half_days_attended,
            of=evidence.half_days,
            percent=_percent(evidence.half_days_attended, evidence.half_days),
            needed=rule.attendance_percent,
        ),
        reaches(evidence.half_days_attended, evidence.half_days, rule.attendance_percent),
    )


def _share(done: int, total: int, needed: int, said: Message, nothing: Message) -> Line:
    if not total:
        return Line(nothing, True)
    values = {"done": done, "of": total, "percent": _percent(done, total), "needed": needed}
    return Line(Message(said.text, values), reaches(done, total, needed))


def _post_test(rule: CompletionRule, evidence: Evidence) -> Line:
    if rule.post_test_percent is None or not evidence.has_post_test:
        return Line(N_("No final test is asked for."), True)
    if evidence.post_test_percent is None and evidence.post_test_waits:
        text = N_(
            "Final test: its mark waits, needed %(needed)s %%.", needed=rule.post_test_percent
        )
        return Line(text, False)
    if evidence.post_test_percent is None:
        return Line(
            N_("Final test not taken, needed %(needed)s %%.", needed=rule.post_test_percent), False
        )
    return Line(
        N_(
            "Final test: %(percent)s %%, needed %(needed)s %%.",
            percent=evidence.post_test_percent,
            needed=rule.post_test_percent,
        ),
        evidence.post_test_percent >= rule.post_test_percent,
    )


def _participation(rule: CompletionRule, evidence: Evidence) -> Line:
    met = bool(evidence.half_days) and reaches(
        evidence.half_days_attended, evidence.half_days, rule.participation_percent
    )
    said = (
        N_("For participation %(needed)s %% of the half-days are needed: reached.")
        if met
        else N_("For participation %(needed)s %% of the half-days are needed: not reached.")
    )
    return Line(Message(said.text, {"needed": rule.participation_percent}), met)


def _name(evidence: Evidence) -> Line:
    if evidence.name_approved:
        return Line(N_("The name on the certificate is approved."), True)
    return Line(
        N_("The name on the certificate is not approved yet. Approve it on the roll."), False
    )
