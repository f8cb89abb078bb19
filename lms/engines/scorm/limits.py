"""How much a package may hold. Sizes are bytes."""

from dataclasses import dataclass

from lms.engines.archive import MIB, ZipLimits


@dataclass(frozen=True, slots=True)
class Limits(ZipLimits):
    """Ceilings for one package; a test hands in small ones."""

    manifest_bytes: int = 2 * MIB
    manifest_elements: int = 20_000
    manifest_depth: int = 40
    items: int = 200


LIMITS = Limits()
