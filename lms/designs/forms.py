"""The editor's form as a design's source: shapes and limits only, no meaning."""

from collections.abc import Mapping

from pydantic import ValidationError

from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.designs.enums import EmblemPlace, PageSize, Part
from lms.designs.formats import (
    LONGEST_SOURCE,
    MOST_SIGNATORIES,
    DesignSource,
    Emblem,
    Options,
)

LANGUAGES = ("en", "ur")


def read(given: Mapping[str, str], now: DesignSource) -> DesignSource:
    """The source that the form says; what it leaves out stays as in `now`.

    Raises Invalid where a value has the wrong shape.
    """
    html, css = (_text(given.get(name, getattr(now, name))) for name in ("html", "css"))
    found = [
        FieldError(name, N_("Write at most %(most)s signs.", most=LONGEST_SOURCE))
        for name, text in (("html", html), ("css", css))
        if len(text) > LONGEST_SOURCE
    ]
    if found:
        raise Invalid(found)
    options = _options(given, now.options) if "accent" in given else now.options
    changes = {"html": html, "css": css, "wording": _wording(given, now), "options": options}
    return now.model_copy(update=changes)


def _text(value: str) -> str:
    return value.replace("\r\n", "\n")


def _wording(given: Mapping[str, str], now: DesignSource) -> dict[str, dict[str, str]]:
    """Texts keep the spaces at their ends, because sentences are put together of them."""
    return {
        language: {
            key: _same_ends(given.get(f"wording_{language}_{key}", text), text)
            for key, text in texts.items()
        }
        for language, texts in now.wording.items()
    }


def _same_ends(new: str, old: str) -> str:
    before = old[: len(old) - len(old.lstrip())] if old.strip() else ""
    after = old[len(old.rstrip()) :] if old.strip() else old
    return before + " ".join(new.split()) + after if new.strip() or old.strip() else old


def _options(given: Mapping[str, str], now: Options) -> Options:
    page = given.get("page", now.page.value)
    try:
        return Options(
            page=PageSize(page) if page in set(PageSize) else now.page,
            pages=now.pages,
            accent=given["accent"].strip().lower(),
            hidden=tuple(part for part in Part if f"show_{part.value}" not in given),
            emblems=tuple(_emblems(given)),
            labels=tuple(_labels(given)),
        )
    except ValidationError as error:
        place = str(error.errors()[0]["loc"][0])
        text = N_("This value cannot be used here. Colours are written as #0a4c5e.")
        raise Invalid([FieldError(place, text)]) from error


def _emblems(given: Mapping[str, str]) -> list[Emblem]:
    found = []
    for place in EmblemPlace:
        kind, _, digest = given.get(f"emblem_{place.value}", "").partition(":")
        if not digest:
            continue
        found.append(
            Emblem(
                sha256=digest,
                media_type="image/png" if kind == "png" else "image/svg+xml",
                place=place,
                alt=" ".join(given.get(f"emblem_{place.value}_alt", "").split())[:120],
                donor=f"emblem_{place.value}_donor" in given,
                agreement=" ".join(given.get(f"emblem_{place.value}_agreement", "").split())[:300],
            )
        )
    return found


def _labels(given: Mapping[str, str]) -> list[dict[str, str]]:
    labels = []
    for place in range(1, MOST_SIGNATORIES + 1):
        texts = {
            language: " ".join(given.get(f"label_{place}_{language}", "").split())[:60]
            for language in LANGUAGES
        }
        labels.append({language: text for language, text in texts.items() if text})
    while labels and not labels[-1]:
        labels.pop()
    return labels
