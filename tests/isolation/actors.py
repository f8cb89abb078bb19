"""Who takes part in the route matrix, and whose markers each may see."""

from tests.isolation.agenda_scene import MARK_DRAFT, MARK_DRAFT_OTHER, MARK_NOTE
from tests.support.world import MARK_A, MARK_B, MARK_OTHER

STAFF = ("organiser", "trainer", "signatory", "observer")
NAMING = STAFF[:3]  # an observer sees figures, never people
ACTORS = (
    "anonymous",
    "nobody",
    "administrator",
    *STAFF,
    *(f"{role}_other" for role in STAFF),
    *(f"{role}_ended" for role in STAFF),
    "focal_a",
    "focal_b",
    "focal_c",
    "focal_a_ended",
    "participant",
    "participant_b",
    "participant_other",
)
EVERYBODY = frozenset(ACTORS)
SIGNED_IN = EVERYBODY - {"anonymous"}

# what each may read somewhere; a marker that reaches anybody else is a leak
_EVERYTHING = frozenset({MARK_A, MARK_B, MARK_OTHER, MARK_DRAFT, MARK_DRAFT_OTHER})
_HERE = frozenset({MARK_A, MARK_B})
_PLANNING = _HERE | {MARK_DRAFT}
_PLANNING_OTHER = frozenset({MARK_OTHER, MARK_DRAFT_OTHER})
MARKERS: dict[str, frozenset[str]] = {
    "administrator": _EVERYTHING,
    **dict.fromkeys(NAMING, _HERE),
    **{f"{role}_other": frozenset({MARK_OTHER}) for role in NAMING},
    "organiser": _PLANNING,
    "trainer": _PLANNING | {MARK_NOTE},
    **dict.fromkeys(("organiser_other", "trainer_other"), _PLANNING_OTHER),
    "focal_a": frozenset({MARK_A}),
    "focal_b": frozenset({MARK_B, MARK_OTHER}),
    "participant": frozenset({MARK_A}),
    "participant_b": frozenset({MARK_B}),
    "participant_other": frozenset({MARK_OTHER}),
}
