"""Reading ceremonies: the plan, the call list, the names as they are said, the screen's data."""

from lms.ceremony.queries.calls import apart, call_list, ranks
from lms.ceremony.queries.page import ceremony_page
from lms.ceremony.queries.screen import screen_data
from lms.ceremony.queries.spoken import spoken_names

__all__ = ["apart", "call_list", "ceremony_page", "ranks", "screen_data", "spoken_names"]
