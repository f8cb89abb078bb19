"""Templates: all used, all texts translatable, nothing inline that the security policy forbids."""

import ast
import re
from pathlib import Path

from bs4 import BeautifulSoup, Comment, NavigableString

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
SCREENS = [p for p in TEMPLATES if "print" not in p.relative_to(FOLDER).parts]
SCRIPTS = [p for p in sorted((ROOT / "static").rglob("*.js")) if "vendor" not in p.parts]
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "aria-description")
NAMES = {"Concord", "SHA-256"}
NO_TEXT_BLOCKS = r"\{%-?\s*block (?:sheets|\w+_class|\w+_href)\b.*?endblock[\s\w]*-?%\}"
FOREIGN = r"https?://(?!www\.w3\.org/)"
FORBIDDEN = (
    r"\beval\(|new Function\(|setAttribute\(\s*[\"']style"
    r"|crypto\.(?:subtle|randomUUID)|serviceWorker"
)
SET_AS_IT_IS = {"style", "script", "code", "kbd", "samp"}


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def without_jinja(text: str) -> str:
    """The template with all Jinja taken out, so that what is left is literal."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*raw\b.*?endraw\s*-?%\}", "", text, flags=re.DOTALL)
    text = re.sub(NO_TEXT_BLOCKS, "", text, flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)


def literal_texts(path: Path) -> list[str]:
    soup = BeautifulSoup(without_jinja(path.read_text(encoding="utf-8")), "html.parser")
    found = [
        str(text).strip()
        for text in soup.find_all(string=True)
        if not isinstance(text, Comment)
        and type(text) is NavigableString
        and text.parent is not None
        and text.parent.name not in SET_AS_IT_IS
        and text.find_parent(attrs={"translate": "no"}) is None
    ]
    for tag in soup.find_all(True):
        found += [str(tag[name]) for name in SPOKEN_ATTRIBUTES if tag.get(name)]
    return [text for text in found if re.search(r"[^\W\d_]{2,}", text) and text not in NAMES]


def test_every_text_can_be_translated() -> None:
    literal = {name_of(path): literal_texts(path) for path in SCREENS}
    assert {name: texts for name, texts in literal.items() if texts} == {}


def test_nothing_inline() -> None:
    inline = {name_of(path): inline_in(path) for path in SCREENS}
    assert {name: faults for name, faults in inline.items() if faults} == {}


def inline_in(path: Path) -> list[str]:
    """Handlers, styles, scripts and foreign addresses that the page itself holds."""
    soup = BeautifulSoup(without_jinja(path.read_text(encoding="utf-8")), "html.parser")
    handlers = [
        f"{tag.name} {name}"
        for tag in soup.find_all(True)
        for name in tag.attrs
        if name == "style" or name.startswith("on")
    ]
    inline = [
        str(tag)
        for tag in soup.find_all(["script", "style"])
        if tag.name == "style" or not (tag.has_attr("src") or tag.get("type") == "application/json")
    ]
    return handlers + inline + re.findall(FOREIGN, soup.decode())


def test_scripts_obey_the_security_policy() -> None:
    faults = {}
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^\s*(//|\*|/\*).*$", "", text, flags=re.MULTILINE)
        if found := [one.group() for one in re.finditer(f"{FORBIDDEN}|{FOREIGN}", text)]:
            faults[path.relative_to(ROOT / "static").as_posix()] = found
    assert faults == {}


# what a second factor extends: the place is kept for it, see lms/accounts/second_factor.py
EXTENDED_BY_PROVIDERS = {"accounts/second_factor.html"}


def test_no_template_is_unused() -> None:
    """A template is named by a Python file or by another template."""
    named: set[str] = set()
    for path in (ROOT / "lms").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named.add(node.value)
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"""["']([\w./-]+\.(?:html|svg|txt))["']""", text))
    unused = [
        name_of(path)
        for path in SCREENS
        if name_of(path) not in named
        and name_of(path).removesuffix(".html") not in named
        and name_of(path).split("/")[0] != "mail"
        and name_of(path) not in EXTENDED_BY_PROVIDERS
    ]
    assert unused == []
