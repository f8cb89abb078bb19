"""Further people of the demonstration in a browser: a sign-in without a door."""

import subprocess
import sys

from tests.support.live import ROOT, Live

_CODE = """
import sys
import sqlalchemy as sa
from lms.accounts.models import Account
from lms.core.db import db
from lms.factory import create_app
from tests.support.signing_in import sign_in_directly
app = create_app()
with app.app_context():
    named = sa.select(Account.person_id).where(Account.username == sys.argv[1])
    client = sign_in_directly(app.test_client(), db.session.scalars(named).one())
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    print(cookie.key, cookie.value)
"""


def cookie_of(live: Live, username: str) -> dict[str, str]:
    """The cookie of a running sign-in, for the `add_cookies` of a browser."""
    done = subprocess.run(
        [sys.executable, "-c", _CODE, username],
        cwd=ROOT,
        env=live.env | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    name, value = done.stdout.split()
    return {"name": name, "value": value, "url": live.address}
