"""What a guide is made of."""

from dataclasses import dataclass
from typing import Any

Text = Any  # a lazy gettext string


@dataclass(frozen=True)
class Guide:
    """One page. `steps` are done in their order; `troubles` pair a trouble with its mend."""

    key: str
    title: Text
    purpose: Text
    steps: tuple[tuple[Text, Text], ...]
    troubles: tuple[tuple[Text, Text], ...]
