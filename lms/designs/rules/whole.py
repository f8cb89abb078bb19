"""All checks of a design's source together, each fault with its field and line."""

import string
from dataclasses import dataclass

from lms.core.messages import N_, Message
from lms.core.names import has_direction_control
from lms.designs.formats import DesignSource
from lms.designs.rules import page, sheet, source
from lms.designs.rules.fields import HOLDER_FIELDS, MUST_WRITE

LONGEST_WORDING = 400
_FIT = "data-fit"


@dataclass(frozen=True)
class Fault:
    """One fault: the field of the editor, its line there (0: the whole), and what to do."""

    field: str
    line: int
    message: Message


def faults(given: DesignSource) -> list[Fault]:
    """Every fault of a design's source; none where it may be used."""
    found = [_at("html", line, message) for line, message in source.faults(given.html)]
    plain = page.without_statements(given.html)
    found += [_at("html", 0, message) for message in page.faults(plain, given.files)]
    found += _written(given.html)
    found += [_at("css", line, message) for line, message in sheet.faults(given.css, given.files)]
    if not found:
        found += [_at("css", line, message) for line, message in sheet.doubling(given.css)]
    found += _wording(given)
    return found + _options(given)


def _at(field: str, line: int, message: Message) -> Fault:
    if not line:
        return Fault(field, 0, message)
    said = N_("Line %(line)s: %(what)s", line=line, what=message)
    return Fault(field, line, said)


def _written(html: str) -> list[Fault]:
    found = []
    for name in MUST_WRITE:
        if f'data-field="{name}"' not in html and not (
            name == "name" and 'data-field="{{ side.field }}name"' in html
        ):
            text = N_(
                'The paper must show “%(name)s” in an element with data-field="%(name)s".',
                name=name,
            )
            found.append(Fault("html", 0, text))
    for part in html.split('data-field="')[1:]:
        name = part.split('"')[0]
        if "{" not in name and name not in HOLDER_FIELDS:
            text = N_("“%(name)s” is no field of a holder: %(known)s.", name=name[:40],
                      known=", ".join(sorted(HOLDER_FIELDS)))  # fmt: skip
            found.append(Fault("html", 0, text))
    if 'id="paper"' not in html:
        found.append(Fault("html", 0, N_('The html element needs id="paper".')))
    if _FIT not in html:
        found.append(
            Fault("html", 0, N_("No text has data-fit, so a long name would run over. Add it."))
        )
    return found


def _wording(given: DesignSource) -> list[Fault]:
    """Every text keeps the fields that the shipped one has, so that no date or title gets lost."""
    from lms.designs import shipped

    model = shipped.source(shipped.OFFICIAL).wording
    found = []
    for language, texts in model.items():
        own = given.wording.get(language, {})
        for key, text in texts.items():
            field = f"wording_{language}_{key}"
            if key not in own:
                found.append(Fault(field, 0, N_("This text is missing.")))
                continue
            fault = _text_fault(own[key], _fields(text) or set())
            if fault is not None:
                found.append(Fault(field, 0, fault))
    return found


def _text_fault(text: str, allowed: set[str]) -> Message | None:
    used = _fields(text)
    if used is None:
        return N_("A brace { or } stands alone. Write fields as {title}.")
    if used - allowed:
        known = ", ".join(f"{{{one}}}" for one in sorted(allowed)) or "-"
        wrong = min(used - allowed)
        return N_("{%(name)s} is no field of this text. It may use: %(known)s.", name=wrong,
                  known=known)  # fmt: skip
    if allowed - used and allowed & {"title", "serial", "day"}:
        missing = sorted((allowed - used) & {"title", "serial", "day", "month", "year"})
        if missing:
            return N_("The field {%(name)s} is missing in this text.", name=missing[0])
    if len(text) > LONGEST_WORDING or has_direction_control(text) or "<" in text:
        return N_("Write plain text of at most %(most)s signs.", most=LONGEST_WORDING)
    return None


def _fields(text: str) -> set[str] | None:
    """The fields in a text; None where its braces cannot be read, or call for more than a name."""
    try:
        parts = [part[1:] for part in string.Formatter().parse(text)]
    except ValueError:
        return None
    names = set()
    for name, spec, conversion in parts:
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            return None
        names.add(name)
    return names


def _options(given: DesignSource) -> list[Fault]:
    options, found = given.options, []
    if options.page not in options.pages:
        found.append(Fault("page", 0, N_("This design is not made for that size of paper.")))
    places = [emblem.place for emblem in options.emblems]
    if len(set(places)) != len(places):
        found.append(Fault("emblems", 0, N_("Two pictures stand in the same place.")))
    for emblem in options.emblems:
        if emblem.donor and not emblem.agreement.strip():
            text = N_(
                "A donor’s logo stands here by agreement only. Write which one (date, reference), "
                "or leave the donor as the line of text that every paper has."
            )
            found.append(Fault(f"emblem_{emblem.place.value}_agreement", 0, text))
    return found
