"""Coming in by a door of the demonstration's start page."""

from ipaddress import ip_address

from lms.accounts import services as accounts
from lms.core.errors import NotFound
from lms.core.settings import settings
from lms.demo.queries import person_behind


def enter(*, door: str, address: str) -> None:
    """Sign this browser in as the person behind `door`.

    Raises NotFound outside demonstration mode, for an unknown door, and for an `address` that is
    not this machine's own unless the settings force it.
    """
    here = settings().demo and (settings().demo_anywhere or _is_loopback(address))
    person_id = person_behind(door) if here else None
    if person_id is None:
        raise NotFound
    accounts.start_sign_in(person_id=person_id, method="demo")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
