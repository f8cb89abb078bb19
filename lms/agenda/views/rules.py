"""The page on which an administrator says what each kind of clash does."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.enums import ClashRule, Severity
from lms.agenda.policies import Permission
from lms.agenda.queries import clashes
from lms.agenda.rules.clashes.severities import DEEDS, MEANINGS, TITLES, USUAL
from lms.agenda.services.clash_rules import set_severities
from lms.agenda.views.blueprint import bp
from lms.core.access import require
from lms.core.db import transaction
from lms.core.i18n import _, _n
from lms.core.web import actor, needs


@bp.route("/agenda/rules", methods=["GET", "POST"])
@needs(Permission.SET_RULES)
def clash_rules() -> str | Response | tuple[str, int]:
    """Each kind of clash with its meaning and what it does."""
    require(actor(), Permission.SET_RULES)
    if request.method == "GET":
        return _page(clashes.severities(), ())
    typed = {rule: request.form.get(rule.value, "") for rule in ClashRule}
    wrong = [rule for rule, value in typed.items() if value and value not in set(Severity)]
    chosen = {rule: Severity(v) for rule, v in typed.items() if v and rule not in wrong}
    if wrong:
        return _page({**clashes.severities(), **chosen}, wrong), 422
    with transaction():
        changed = set_severities(actor=actor(), severities=chosen)
    words = _n("%(num)s rule is changed.", "%(num)s rules are changed.", changed)
    flash(words if changed else _("Nothing was changed."), "ok")
    return redirect(url_for("agenda.clash_rules"))


def _page(now: Mapping[ClashRule, Severity], wrong: object) -> str:
    return render_template(
        "agenda/rules.html",
        now=now,
        wrong=wrong,
        usual=USUAL,
        titles=TITLES,
        meanings=MEANINGS,
        deeds=DEEDS,
    )
