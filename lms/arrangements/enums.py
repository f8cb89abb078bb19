"""Fixed words of arrangements."""

from enum import StrEnum


class TravelMode(StrEnum):
    ROAD = "road"
    RAIL = "rail"
    AIR = "air"
    SEA = "sea"
    LOCAL = "local"
