"""What the board writes of states, aims, effects and reasons, in the page's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.core.i18n import _, number
from lms.engines.selection.explaining import Reason, ReasonKind
from lms.engines.selection.types import Aim, AimKind
from lms.nominations.enums import FlowRule, NominationState
from lms.nominations.queries.selecting import Proposal
from lms.nominations.rules.balance import LIMITS
from lms.nominations.rules.board import Lane, Sort
from lms.nominations.rules.features import PRACTICE_BANDS, Feature

Spellings = Mapping[Feature, Mapping[str, str]]


def lane_words() -> dict[Lane, str]:
    return {
        Lane.DECIDE: _("To decide"),
        Lane.APPROVED: _("Approved"),
        Lane.WAITING: _("Wait-listed"),
        Lane.ENDED: _("Declined, withdrawn"),
    }


def state_words() -> dict[NominationState, str]:
    return {
        NominationState.NOMINATED: _("With the agency"),
        NominationState.SHORTLISTED: _("To decide"),
        NominationState.WAIT_LISTED: _("Wait-listed"),
        NominationState.APPROVED: _("Approved"),
        NominationState.CONFIRMED: _("Confirmed"),
        NominationState.DECLINED: _("Declined"),
        NominationState.WITHDRAWN: _("Withdrawn"),
    }


def sort_words() -> dict[Sort, str]:
    return {
        Sort.PRIORITY: _("Agency's own priority, then date of nomination"),
        Sort.DATE: _("Date of nomination"),
        Sort.NAME: _("Name"),
        Sort.RANK: _("Rank"),
    }


def flow_words() -> dict[FlowRule, str]:
    return {
        FlowRule.STAY: _("They stay with the agency."),
        FlowRule.COMMON: _("They belong to no agency, and the organiser decides."),
        FlowRule.NAMED: _("They go to the agencies ticked below, in their order."),
        FlowRule.RATIO: _("They go to agencies with people waiting, by the size of their quotas."),
        FlowRule.WAIT_LIST: _("They go to the first on the wait-list, whatever the agency."),
    }


def feature_words() -> dict[Feature, str]:
    return {
        Feature.GENDER: _("Gender"),
        Feature.RANK: _("Rank"),
        Feature.PROVINCE: _("Province"),
        Feature.TRAINING: _("Prior training"),
        Feature.PRACTICE: _("Practice"),
    }


def value_words(spellings: Spellings) -> dict[Feature, dict[str, str]]:
    """Each value that a feature may have here, with its word."""
    return {
        Feature.GENDER: {"female": _("Women"), "male": _("Men"), "other": _("Another gender")},
        Feature.RANK: dict(spellings.get(Feature.RANK, {})),
        Feature.PROVINCE: dict(spellings.get(Feature.PROVINCE, {})),
        Feature.TRAINING: {
            "none": _("Without prior training"),
            "some": _("With prior training"),
        },
        Feature.PRACTICE: {band: _band(*years) for band, years in PRACTICE_BANDS.items()},
    }


def _band(first: int, last: int | None) -> str:
    if last is None:
        return _("%(years)s years of practice and more", years=first)
    return _("%(first)s to %(last)s years of practice", first=first, last=last)


def spread_words() -> dict[Feature, str]:
    return {
        Feature.GENDER: _("Different genders"),
        Feature.RANK: _("Different ranks"),
        Feature.PROVINCE: _("Different provinces"),
        Feature.TRAINING: _("Trained before and not"),
        Feature.PRACTICE: _("Different lengths of practice"),
    }


def kind_words() -> dict[AimKind, str]:
    return {
        AimKind.AT_LEAST: _("at least so many people"),
        AimKind.AT_MOST: _("at most so many people"),
        AimKind.SHARE_AT_LEAST: _("at least so many per cent of the room"),
        AimKind.SHARE_AT_MOST: _("at most so many per cent of the room"),
        AimKind.SPREAD: _("at least so many different"),
        AimKind.PREFER: _("as many as can be"),
    }


def whom(aim: Aim, spellings: Spellings) -> str:
    """Of whom an aim speaks."""
    feature = Feature(aim.feature)
    if aim.kind is AimKind.SPREAD:
        return spread_words()[feature]
    words = value_words(spellings)[feature]
    return _(", ").join(words.get(value, value) for value in sorted(aim.values))


def aim_title(aim: Aim, spellings: Spellings) -> str:
    """An aim in one line."""
    who, amount = whom(aim, spellings), aim.amount
    match aim.kind:
        case AimKind.AT_MOST:
            return _("%(who)s: at most %(amount)s", who=who, amount=amount)
        case AimKind.SHARE_AT_LEAST:
            return _("%(who)s: at least %(amount)s per cent", who=who, amount=amount)
        case AimKind.SHARE_AT_MOST:
            return _("%(who)s: at most %(amount)s per cent", who=who, amount=amount)
        case AimKind.PREFER:
            return _("%(who)s: as many as can be", who=who)
        case _:
            return _("%(who)s: at least %(amount)s", who=who, amount=amount)


class ReasonWords:
    """Writes the reasons of a proposal. `blind` leaves out what tells of agencies."""

    def __init__(self, proposal: Proposal, spellings: Spellings) -> None:
        self.proposal, self.spellings = proposal, spellings

    def lines(self, reasons: Sequence[Reason]) -> list[str]:
        """Each reason as a sentence."""
        return [text for reason in reasons if (text := self._line(reason))]

    def _line(self, reason: Reason) -> str:
        match reason.kind:
            case ReasonKind.IN_ORDER:
                return _("Priority %(n)s of the agency.", n=reason.priority)
            case ReasonKind.AHEAD | ReasonKind.COUNTS | ReasonKind.BEHIND:
                return self._of_aim(reason)
            case ReasonKind.FULL:
                return self._full(reason)
            case ReasonKind.COMMON_GONE:
                return _(
                    "The %(seats)s seats of no agency go to people who serve an aim or stand "
                    "higher in their agency's order.",
                    seats=reason.seats,
                )
            case ReasonKind.FREE_SEAT:
                return _("A seat is still free.")
            case _:
                return _("No stated aim explains this choice.")

    def _of_aim(self, reason: Reason) -> str:
        aim = self.proposal.problem.aims[reason.aim or 0]
        values: dict[str, Any] = {
            "who": whom(aim, self.spellings),
            "before": reason.before,
            "after": reason.after,
            "names": self._names(reason.others),
        }
        if reason.kind is ReasonKind.COUNTS:
            if reason.needed and aim.kind is not AimKind.PREFER:
                return _("%(who)s: from %(before)s to %(after)s, still needed.", **values)
            return _("%(who)s: from %(before)s to %(after)s.", **values)
        if reason.kind is ReasonKind.AHEAD:
            return _(
                "Goes before %(names)s: else “%(who)s” stood at %(before)s, not %(after)s.",
                **values,
            )
        return _(
            "%(names)s goes first: with this name instead, “%(who)s” went from %(before)s "
            "to %(after)s.",
            **values,
        )

    def _full(self, reason: Reason) -> str:
        if not reason.seats:
            return _("The agency has no free seat.")
        priorities = [
            number(self.proposal.names[key].priority)
            for key in reason.others
            if key in self.proposal.names
        ]
        if not priorities:
            return _("All %(seats)s seats of the agency are given.", seats=reason.seats)
        return _(
            "All %(seats)s seats of the agency are given; its priorities that go before: %(list)s.",
            seats=reason.seats,
            list=_(", ").join(priorities),
        )

    def _names(self, keys: Sequence[str]) -> str:
        named = [self.proposal.names[key].full_name for key in keys[:3]]
        if len(keys) > 3:
            named.append(_("%(number)s more", number=len(keys) - 3))
        return _(", ").join(named)


def wants_less(aim: Aim) -> bool:
    """Whether the aim is a limit, so that fewer are better."""
    return aim.kind in LIMITS
