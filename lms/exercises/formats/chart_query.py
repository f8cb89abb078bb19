"""What a browser asks about a chart, in the address."""

from werkzeug.datastructures import MultiDict

from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.engines.linkchart.network import Filter, Follow
from lms.engines.linkchart.parts import is_date
from lms.engines.linkchart.paths import LONGEST
from lms.engines.linkchart.vocabulary import Strength


def read_path_query(asked: MultiDict[str, str]) -> tuple[str, str, int, Filter]:
    """Both ends, the most links, and which links count. Raises Invalid with each fault.

    `type` and `strength` may stand several times; without them all links count.
    """
    faults = []
    depth = asked.get("depth", str(LONGEST))
    if not (depth.isascii() and depth.isdigit() and 1 <= int(depth) <= LONGEST):
        faults.append(FieldError("depth", N_("Write a number from 1 to %(most)s.", most=LONGEST)))
    way, strengths = asked.get("way", Follow.ANY), asked.getlist("strength")
    if way not in list(Follow):
        faults.append(FieldError("way", N_("Choose from: %(options)s.", options=", ".join(Follow))))
    if any(strength not in list(Strength) for strength in strengths):
        options = ", ".join(Strength)
        faults.append(FieldError("strength", N_("Choose from: %(options)s.", options=options)))
    dates = {name: asked.get(name, "") for name in ("since", "until")}
    for name, value in dates.items():
        if value and not is_date(value):
            faults.append(FieldError(name, N_("Write a date as 2019, 2019-03 or 2019-03-12.")))
    if faults:
        raise Invalid(faults)
    only = Filter(
        types=frozenset(asked.getlist("type")),
        strengths=frozenset(map(Strength, strengths)),
        follow=Follow(way),
        since=dates["since"],
        until=dates["until"],
    )
    return asked.get("from", ""), asked.get("to", ""), int(depth), only
