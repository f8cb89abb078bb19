"""What somebody wrote: the sections of the product and what is chosen for it, from a browser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.core.messages import N_
from lms.engines.casework.product.task import Product, Section
from lms.engines.casework.yardstick import BANDS, CONFIDENCE
from lms.engines.marking.kinds.common import refused, stale
from lms.engines.marking.types import Answered, token

MOST_SIGNS = 6000
Json = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """A product as written; what is not chosen is empty. `grade` holds codes by part."""

    texts: Mapping[Section, str] = field(default_factory=dict)
    grade: Mapping[str, str] = field(default_factory=dict)
    recipients: frozenset[str] = frozenset()
    likelihood: str = ""
    confidence: str = ""

    def text(self, section: Section) -> str:
        return self.texts.get(section, "")

    @property
    def whole(self) -> str:
        """All that is written, as one text."""
        return "\n".join(self.text(section) for section in Section if self.text(section))


_CHOSEN = {"likelihood", "confidence"}


def read_written(product: Product, seed: str, raw: object) -> Answered[Written]:
    """The product as a browser sends it; None where nothing is written or chosen."""
    known = {*Section, *product.grade, *_CHOSEN, "recipients"}
    if not isinstance(raw, Mapping) or not raw.keys() <= known:
        return refused("answer", N_("This answer has an unknown form. Load the page again."))
    texts = {}
    for section in Section:
        text = raw.get(section.value) or ""
        if not isinstance(text, str) or len(text) > MOST_SIGNS:
            return refused(section.value, N_("Shorten this to %(most)s signs.", most=MOST_SIGNS))
        if text.strip():
            texts[section] = text.strip()
    allowed = {part: product.scale.codes(part) for part in product.grade}
    chosen = {**allowed, "likelihood": tuple(BANDS), "confidence": tuple(CONFIDENCE)}
    values = {name: raw.get(name) or "" for name in chosen}
    for name, value in values.items():
        if value and (not isinstance(value, str) or value not in chosen[name]):
            return refused(name, N_("Choose from the list."))
    listed = raw.get("recipients") or []
    recipients = product.recipients_by_token(seed)
    if not isinstance(listed, list) or any(
        not isinstance(one, str) or one not in recipients for one in listed
    ):
        return refused("recipients", stale())
    written = Written(
        texts,
        {part: values[part] for part in product.grade if values[part]},
        frozenset(recipients[one].key for one in listed),
        values["likelihood"],
        values["confidence"],
    )
    return Answered(None if written == Written() else written)


def dump_written(product: Product, seed: str, written: Written) -> Json:
    """A product as a browser sends it."""
    recipients = [key for key in product.recipients if key in written.recipients]
    return {
        **{section.value: text for section, text in written.texts.items()},
        **written.grade,
        "recipients": [token(seed, "recipient", key) for key in recipients],
        "likelihood": written.likelihood or None,
        "confidence": written.confidence or None,
    }


def model_written(product: Product) -> Written:
    """The author's model with all that is right to choose."""
    return Written(
        texts={section: text["en"] for section, text in product.model.items()},
        grade=dict(product.grade),
        recipients=frozenset(
            one.key for one in product.recipients.values() if one.right.value == "must"
        ),
        likelihood=product.likelihoods[0] if product.likelihoods else "",
        confidence=product.confidences[0] if product.confidences else "",
    )
