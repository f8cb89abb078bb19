"""A worker in a process of its own, which a test may kill: runs what is due, then ends.

Usage: python -m tests.faults.worker DATABASE_URL FOLDER SECONDS_AHEAD [MAIL_SERVER]
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lms.core.clock import FixedClock
from lms.core.jobs import run_pending
from lms.factory import create_app
from tests.support.apps import test_settings as settings_in


def main(database_url: str, folder: str, seconds_ahead: str, mail_server: str = "") -> None:
    """Run the due jobs as if it were so many seconds later than it is."""
    clock = FixedClock(datetime.now(UTC) + timedelta(seconds=int(seconds_ahead)))
    settings = settings_in(Path(folder), database_url=database_url, mail_server=mail_server or None)
    app = create_app(settings, clock)
    with app.app_context():
        run_pending()


if __name__ == "__main__":
    main(*sys.argv[1:])
