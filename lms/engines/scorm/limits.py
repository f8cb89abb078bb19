"""How much a package may hold. Sizes are bytes."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one package; a test hands in small ones.

    `ratio` is how many times larger than the zip its files may be, beyond `free_bytes`.
    """

    files: int = 4_000
    file_bytes: int = 128 * MIB
    total_bytes: int = 384 * MIB
    ratio: int = 60
    free_bytes: int = 8 * MIB
    name_signs: int = 240
    depth: int = 16
    manifest_bytes: int = 2 * MIB
    manifest_elements: int = 20_000
    manifest_depth: int = 40
    items: int = 200


LIMITS = Limits()
