"""From a text and values to what a letter says: its faults, what is missing, the filled text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lms.letters.rules import filling
from lms.letters.rules.filling import Fault
from lms.letters.rules.variables import LINKS

PARTS = ("subject", "body")


@dataclass(frozen=True)
class Texts:
    """Subject and body of a kind of letter, {language: text}. Bodies are Markdown."""

    subject: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> list[str]:
        """The languages in which a whole letter stands."""
        return [one for one, text in self.subject.items() if text and self.body.get(one)]

    def part(self, name: str) -> Mapping[str, str]:
        return self.subject if name == "subject" else self.body


def faults(texts: Texts) -> dict[tuple[str, str], list[Fault]]:
    """What is wrong, by (part, language); nothing where all is well."""
    found = {
        (part, language): filling.faults(text, links=part == "body")
        for part in PARTS
        for language, text in texts.part(part).items()
    }
    return {key: value for key, value in found.items() if value}


def used(texts: Texts, language: str) -> list[str]:
    """The names that a letter in this language needs, each once."""
    both = f"{texts.subject.get(language, '')}\n{texts.body.get(language, '')}"
    return filling.names(both)


def missing(
    texts: Texts, values: Mapping[str, Mapping[str, str]], languages: Sequence[str]
) -> list[str]:
    """The names that a letter needs and that have no value, in one of these languages."""
    found = (
        name
        for language in languages
        for name in used(texts, language)
        if not values[language].get(name, "").strip()
    )
    return list(dict.fromkeys(found))


def compose(
    texts: Texts, values: Mapping[str, Mapping[str, str]], languages: Sequence[str]
) -> Texts:
    """The text of one letter with its values, but for private addresses. Nothing may be
    missing."""
    return Texts(
        subject={
            one: filling.fill(texts.subject[one], values[one], markdown=False) for one in languages
        },
        body={
            one: filling.fill(texts.body[one], values[one], markdown=True, keep=LINKS)
            for one in languages
        },
    )
