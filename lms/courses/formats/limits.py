"""How much a course package may hold. Sizes are bytes."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one package; a test hands in small ones."""

    files: int = 2_000
    text_bytes: int = 1 * MIB
    media_bytes: int = 64 * MIB
    total_bytes: int = 256 * MIB
    depth: int = 6


LIMITS = Limits()
