"""Who reaches what in the route matrix: sets of actors, and the line of a route."""

from dataclasses import dataclass, field

from tests.isolation.actors import STAFF

ADMIN = frozenset({"administrator"})
ORGANISER = ADMIN | {"organiser"}
TEACHING = ORGANISER | {"trainer"}
STAFF_HERE = ADMIN | set(STAFF)
NAMING_HERE = STAFF_HERE - {"observer"}
FOCAL_HERE = frozenset({"focal_a", "focal_b"})
PARTICIPANTS_HERE = frozenset({"participant", "participant_b"})
HERE = STAFF_HERE | FOCAL_HERE | PARTICIPANTS_HERE
STAFF_ANYWHERE = STAFF_HERE | {f"{role}_other" for role in STAFF}
ORGANISER_ANYWHERE = ORGANISER | {"organiser_other"}
TEACHING_ANYWHERE = TEACHING | {"organiser_other", "trainer_other"}
FOCAL_ANYWHERE = FOCAL_HERE | {"focal_c"}
ANY_ROLE = STAFF_ANYWHERE | FOCAL_ANYWHERE | PARTICIPANTS_HERE | {"participant_other"}
OWN = frozenset({"participant"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Route:
    """Who gets through, and values that differ from the scene's for this address."""

    reach: frozenset[str] = NOBODY
    post: frozenset[str] | None = None  # where a POST reaches fewer
    public: bool = False
    use: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, object] = field(default_factory=dict)


PUBLIC = Route(public=True)


def to(reach: frozenset[str], **more: object) -> Route:
    """A route for those in `reach`. NOBODY: the address names nothing in the scene."""
    return Route(reach, **more)  # type: ignore[arg-type]
