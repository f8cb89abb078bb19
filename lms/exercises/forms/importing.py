"""The page of an import as it was sent: roles of columns, or the specification as text, and what
the type names of the file mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from lms.core.messages import N_, Message
from lms.core.plainyaml import dump
from lms.core.spreadsheet import Row
from lms.courses.formats.yamlsource import load_yaml
from lms.engines.linkchart.exchange.dateforms import Unfit, pattern
from lms.engines.linkchart.exchange.delimited import DELIMITERS
from lms.engines.linkchart.exchange.roles import ROLES, SKIP, Roles, guessed_roles, spec_of
from lms.engines.linkchart.exchange.spec import Spec
from lms.engines.linkchart.exchange.spec_read import dump_spec, read_spec
from lms.engines.linkchart.model import AttributeKind
from lms.engines.linkchart.vocabulary import ENTITY_TYPES
from lms.engines.scales import SCALES
from lms.exercises.formats.chart_imports import Choices

MOST_YAML = 64 * 1024
Form = MultiDict[str, str]


@dataclass(frozen=True)
class Table:
    """How the rows of a table are found."""

    header: int = 1
    delimiter: str = ""
    sheet: str = ""


def table_of(form: Form) -> Table:
    """Header row, sign between cells, and sheet; what is none of these is left as it was."""
    header = form.get("header", "1")
    delimiter = {"tab": "\t"}.get(form.get("delimiter", ""), form.get("delimiter", ""))
    return Table(
        header=min(int(header), 1000) if header.isdecimal() and len(header) < 5 else 1,
        delimiter=delimiter if len(delimiter) == 1 and delimiter in DELIMITERS else "",
        sheet=form.get("sheet", "").strip()[:200],
    )


def roles_of(form: Form, columns: Sequence[str], rows: Sequence[Row], table: Table) -> Roles:
    """The roles that were chosen; before any were, those that are guessed."""
    if "role-0" not in form:
        return guessed_roles(rows, table.header)
    chosen = {name: form.get(f"role-{at}", SKIP) for at, name in enumerate(columns)}
    forms = {name: form.get(f"form-{at}", "").strip() for at, name in enumerate(columns)}
    kinds = {name: form.get(f"kind-{at}", "") for at, name in enumerate(columns)}
    return Roles(
        columns={name: role for name, role in chosen.items() if role in ROLES and role != SKIP},
        forms={name: words for name, words in forms.items() if words},
        kinds={
            name: AttributeKind(kind) for name, kind in kinds.items() if kind in list(AttributeKind)
        },
        end1_type=_one_of(form.get("end1_type", ""), ENTITY_TYPES, "person"),
        end2_type=_one_of(form.get("end2_type", ""), ENTITY_TYPES, "person"),
        link_type=form.get("link_type", "").strip()[:64] or "link",
        scheme=_one_of(form.get("scheme", ""), SCALES, ""),
    )


def _one_of(word: str, allowed: Mapping[str, object], otherwise: str) -> str:
    return word if word in allowed else otherwise


@dataclass(frozen=True)
class Specified:
    """A specification, or why there is none yet."""

    spec: Spec | None
    faults: tuple[Message, ...] = ()


def spec_of_roles(roles: Roles, table: Table) -> Specified:
    """The specification that roles stand for."""
    faults = [
        N_("“%(form)s” is no form of a date. Write it as DD/MM/YYYY hh:mm.", form=form)
        for form in roles.forms.values()
        if not _fits(form)
    ]
    ends = [role for role in roles.columns.values() if role.startswith(("end1_l", "end1_i"))]
    if not ends:
        faults.append(N_("Choose a column for the label or the identity of the first end."))
    if faults:
        return Specified(None, tuple(faults))
    spec = replace(
        spec_of(roles), header=table.header, delimiter=table.delimiter, sheet=table.sheet
    )
    return Specified(spec)


def _fits(form: str) -> bool:
    try:
        pattern(form)
    except Unfit:
        return False
    return True


def spec_of_text(text: str) -> Specified:
    """The specification that was written as YAML."""
    if len(text) > MOST_YAML:
        return Specified(None, (N_("This specification is too long."),))
    document = load_yaml("", text.encode())
    if document.problems:
        return Specified(
            None,
            tuple(
                N_("Line %(line)s: %(fault)s", line=one.line or 1, fault=one.message)
                for one in document.problems
            ),
        )
    parsed = read_spec(document.data)
    faults = (
        N_("%(path)s: %(fault)s", path=one.path, fault=one.message) for one in parsed.problems
    )
    return Specified(parsed.value, tuple(faults))


def text_of_spec(spec: Spec) -> str:
    """The specification as its text."""
    return dump(dump_spec(spec)).decode()


def choices_of(form: Form) -> Choices:
    """What was chosen for the type names of the file."""
    return Choices(_pairs(form, "etype"), _pairs(form, "ltype"))


def _pairs(form: Form, prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while f"{prefix}-name-{at}" in form and at < 2000:
        found[form[f"{prefix}-name-{at}"]] = form.get(f"{prefix}-{at}", "")
        at += 1
    return found
