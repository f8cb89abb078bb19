"""Which worker runs what, when tests run on several: some files whole, all else one by one.

Tests of a browser file share a server and a Chromium, and some others share keys, drawn papers or
the gathered texts; spread over two workers they would make two of each. They come first (see
conftest), because they are long.
"""

from xdist.scheduler import LoadScopeScheduling

WHOLE = (
    "tests/browser/",
    "tests/journeys/",
    "tests/i18n/",
    "tests/signing/",
    "tests/certificates/test_fast.py",
    "tests/certificates/test_judges.py",
    "tests/exercises/test_linkchart_",
    "tests/engines/linkchart/test_drawing_together.py",
)


class SharingFilesWhole(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out tests that share what is dear by file, other tests by themselves."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.split("::", 1)[0] if nodeid.startswith(WHOLE) else nodeid
