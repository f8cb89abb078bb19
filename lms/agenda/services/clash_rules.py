"""Setting what each kind of clash does in this installation. Administrators only."""

from collections.abc import Mapping

import sqlalchemy as sa

from lms.agenda.enums import ClashRule, Severity
from lms.agenda.models import ClashSetting
from lms.agenda.policies import Permission
from lms.agenda.rules.clashes.severities import TITLES, USUAL, in_force
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.db import db, lock_row
from lms.core.messages import N_


def set_severities(*, actor: Identity, severities: Mapping[ClashRule, Severity]) -> int:
    """Set what the named kinds of clash do; others stay. Returns how many changed.

    Only what differs from the usual is stored, so that a later change of the usual is followed.
    """
    require(actor, Permission.SET_RULES)
    statement = lock_row(sa.select(ClashSetting).order_by(ClashSetting.rule))
    stored = {row.rule: row for row in db.session.scalars(statement)}
    before = in_force({rule: row.severity for rule, row in stored.items()})
    changed = {rule: new for rule, new in severities.items() if new is not before[rule]}
    for rule, severity in changed.items():
        row = stored.get(rule)
        if severity is USUAL[rule]:
            db.session.delete(row)
        elif row is None:
            db.session.add(ClashSetting(rule=rule, severity=severity))
        else:
            row.severity = severity
    db.session.flush()
    if changed:
        _record(actor, before, changed)
    return len(changed)


def _record(
    actor: Identity, before: Mapping[ClashRule, Severity], changed: Mapping[ClashRule, Severity]
) -> None:
    first = TITLES[next(iter(changed))]
    summary = (
        N_("What a clash does changed: %(rule)s.", rule=first)
        if len(changed) == 1
        else N_("What clashes do changed: %(n)s kinds.", n=len(changed))
    )
    audit.record(
        actor,
        "agenda.rules_set",
        object_type="clash_setting",
        object_id="all",
        summary=summary,
        before={rule.value: before[rule].value for rule in changed},
        after={rule.value: severity.value for rule, severity in changed.items()},
    )
