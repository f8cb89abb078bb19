"""Which worker runs what, when tests run on several: browser files whole, all else one by one.

Tests of a browser file share a server and a Chromium; spread over two workers they would start
two of each. They come first (see conftest), because they are long.
"""

from xdist.scheduler import LoadScopeScheduling

WHOLE = ("tests/browser/", "tests/journeys/")


class BrowserFilesWhole(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out browser tests by file, other tests by themselves."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.split("::", 1)[0] if nodeid.startswith(WHOLE) else nodeid
