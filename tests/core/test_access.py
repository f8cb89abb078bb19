"""Who may do what: one answer, with its reason."""

import uuid
from enum import StrEnum

import pytest

from lms.core import access
from lms.core.access import ALLOW, DENY, SYSTEM, Grant, Identity, Policy, Role, can, refuse, require
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_

MINE, OTHER = uuid.uuid4(), uuid.uuid4()


class Probe(StrEnum):
    READ = "probe.read"
    CLOSE = "probe.close"


@pytest.fixture(autouse=True)
def policies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_policies", {})
    access.register_policies(
        {
            Probe.READ: Policy(
                frozenset({Role.TRAINER}),
                lambda who, obj: ALLOW if who.has(Role.TRAINER, course_session_id=obj) else DENY,
            ),
            Probe.CLOSE: Policy(
                frozenset({Role.TRAINER}), lambda _who, _obj: refuse(N_("Take attendance first."))
            ),
        }
    )


def trainer() -> Identity:
    return Identity(uuid.uuid4(), grants=frozenset({Grant(Role.TRAINER, course_session_id=MINE)}))


def test_a_role_holds_only_where_it_was_given() -> None:
    assert can(trainer(), Probe.READ, MINE).allowed
    assert not can(trainer(), Probe.READ, OTHER).allowed


def test_another_sessions_row_is_not_found_and_not_forbidden() -> None:
    with pytest.raises(NotFound):
        require(trainer(), Probe.READ, OTHER)


def test_who_may_see_but_not_act_is_told_what_to_do() -> None:
    with pytest.raises(Refused, match=r"Take attendance first\."):
        require(trainer(), Probe.CLOSE, MINE)


def test_without_any_role_nothing_is_visible() -> None:
    with pytest.raises(NotFound):
        require(Identity(uuid.uuid4()), Probe.CLOSE, MINE)


def test_the_system_may_do_everything() -> None:
    require(SYSTEM, Probe.CLOSE, OTHER)


def test_a_permission_is_stated_once() -> None:
    with pytest.raises(RuntimeError, match="stated twice"):
        access.register_policies({Probe.READ: Policy(frozenset(), lambda _w, _o: ALLOW)})
