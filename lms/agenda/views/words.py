"""The agenda's fixed words as they stand on screen, in the page's language."""

from collections.abc import Mapping
from typing import Any

from lms.agenda.enums import ItemKind, Severity, TrainerMode, TrainerState
from lms.agenda.rules.words import KIND_WORDS
from lms.agenda.views.blueprint import bp
from lms.core.i18n import _, _l, say
from lms.core.i18n import number as digits

MODES: Mapping[TrainerMode, Any] = {
    TrainerMode.INTERNAL: _l("of the house"),
    TrainerMode.EXTERNAL: _l("external"),
    TrainerMode.ONLINE: _l("online"),
}
STATES: Mapping[TrainerState, Any] = {
    TrainerState.ASKED: _l("asked"),
    TrainerState.CONFIRMED: _l("confirmed"),
    TrainerState.DECLINED: _l("declined"),
}
SEVERITIES: Mapping[Severity, Any] = {
    Severity.BLOCK: _l("refuses the change"),
    Severity.BLOCK_RELEASE: _l("blocks release"),
    Severity.WARN: _l("warning"),
    Severity.IGNORE: _l("ignored"),
}


def kinds() -> dict[ItemKind, str]:
    """The kinds of items in the page's language."""
    return {kind: say(word) for kind, word in KIND_WORDS.items()}


def hours(minutes: int) -> str:
    """A length of time, e.g. `5 h 00` or `45 min`."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(minutes)s min", minutes=rest)
    return _("%(hours)s h %(minutes)s", hours=whole, minutes=digits(f"{rest:02d}"))


def track_name(track: str) -> str:
    """The name of a track, e.g. `Track A`; of the empty one `Everybody`."""
    return _("Track %(letter)s", letter=track) if track else _("Everybody")


@bp.context_processor
def agenda_words() -> dict[str, Any]:
    """What templates of the agenda need to write kinds, states and lengths."""
    return {
        "agenda_kinds": kinds(),
        "trainer_modes": MODES,
        "trainer_states": STATES,
        "clash_severities": SEVERITIES,
        "agenda_hours": hours,
        "track_name": track_name,
    }
