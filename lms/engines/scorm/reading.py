"""From a zip to a package that can be played, or to all that stands in the way."""

from collections.abc import Mapping
from urllib.parse import unquote, urljoin, urlsplit

from lms.core.messages import N_, Message
from lms.engines.archive import Archive, Broken, Source, opened
from lms.engines.reading import Parsed, Problems
from lms.engines.scorm.limits import LIMITS, Limits
from lms.engines.scorm.manifest import Node, Unreadable, read_manifest
from lms.engines.scorm.types import Item, ScormPackage, Version

MANIFEST = "imsmanifest.xml"
_MOST_MISSING = 20
_NOWHERE = "http://package.invalid/"


def read_package(source: Source, limits: Limits = LIMITS) -> Parsed[ScormPackage]:
    """The package in a zip: every problem at once, its `path` the file in the zip.

    Reading judges the list of entries, the manifest and that the files it names are there; it
    unpacks nothing but the manifest. `check_whole` reads every file.
    """
    problems = Problems()
    try:
        with opened(source, problems, limits) as archive:
            if problems.found:
                return Parsed(None, tuple(problems.found))
            return _read(archive, problems, limits)
    except Broken as error:
        problems.add(".", error.message)
        return Parsed(None, tuple(problems.found))


def check_whole(source: Source, limits: Limits = LIMITS) -> Parsed[ScormPackage]:
    """As `read_package`, and every file unpacks to what the zip says of it."""
    parsed = read_package(source, limits)
    if parsed.value is None:
        return parsed
    problems = Problems()
    with opened(source, problems, limits) as archive:
        for name in sorted(archive.names):
            try:
                for _chunk in archive.chunks(name):
                    pass
            except Broken:
                problems.add(name, N_("The file is damaged. Export the package again."))
    return problems.parsed(lambda: parsed.value)  # type: ignore[arg-type, return-value]


def _read(archive: Archive, problems: Problems, limits: Limits) -> Parsed[ScormPackage]:
    if MANIFEST not in archive.names:
        problems.add(*_no_manifest(archive))
        return Parsed(None, tuple(problems.found))
    try:
        root = read_manifest(archive.read(MANIFEST, limits.manifest_bytes), limits)
        return _Reader(root, archive, problems, limits).package()
    except (Unreadable, Broken) as error:
        problems.add(MANIFEST, error.message)
    return Parsed(None, tuple(problems.found))


def _no_manifest(archive: Archive) -> tuple[str, Message]:
    deeper = sorted(name for name in archive.names if name.endswith(f"/{MANIFEST}"))
    if deeper:
        folder = deeper[0].removesuffix(f"/{MANIFEST}")
        return deeper[0], N_(
            "The manifest lies in the folder %(folder)s. Pack what is in that folder, not the "
            "folder itself.",
            folder=folder,
        )
    other = next((name for name in archive.names if name.lower() == MANIFEST), None)
    if other:
        return other, N_("The manifest must be called %(name)s.", name=MANIFEST)
    return MANIFEST, N_("There is no imsmanifest.xml in the zip, so it is no SCORM package.")


class _Reader:
    """One reading of one manifest."""

    def __init__(self, root: Node, archive: Archive, problems: Problems, limits: Limits) -> None:
        self.root = root
        self.archive = archive
        self.problems = problems
        self.limits = limits
        self.notes: dict[str, Message] = {}
        self.missing: set[str] = set()
        self.keys: set[str] = set()
        self.resources = self._resources()

    def package(self) -> Parsed[ScormPackage]:
        version = self._version()
        organization = self._organization()
        if version is None or organization is None:
            return Parsed(None, tuple(self.problems.found))
        items = tuple(self._item(node) for node in organization.all("item"))
        title = organization.words("title") or MANIFEST
        self._files_are_there()
        package = ScormPackage(version, title[:300], items, tuple(self.notes.values()))
        count = len(package.playable)
        if count > self.limits.items:
            self._fault(N_("The package has more than %(most)s parts.", most=self.limits.items))
        if not count and not self.problems.found:
            self._fault(N_("The manifest names no page that could be opened."))
        return self.problems.parsed(lambda: package)

    def _fault(self, message: Message, path: str = MANIFEST) -> None:
        self.problems.add(path, message)

    def _version(self) -> Version | None:
        metadata = self.root.first("metadata")
        written = metadata.words("schemaversion").lower() if metadata else ""
        spaces = {node.space.lower() for node in self.root.walk()}
        named = " ".join(spaces)
        if written.startswith("1.2") or "adlcp_rootv1p2" in named:
            return Version.SCORM_1_2
        if "2004" in written or "cam 1.3" in written or "adlcp_v1p3" in named:
            return Version.SCORM_2004
        self._fault(
            N_(
                "The manifest does not say that this is SCORM 1.2 or SCORM 2004. Export the "
                "content as one of the two."
            )
        )
        return None

    def _organization(self) -> Node | None:
        group = self.root.first("organizations")
        known = list(group.all("organization")) if group else []
        if group is None or not known:
            self._fault(N_("The manifest has no table of contents (organization)."))
            return None
        wanted = group.attributes.get("default", "")
        chosen = [one for one in known if one.attributes.get("identifier") == wanted]
        if len(known) > 1:
            self.notes["organizations"] = N_(
                "The package has several tables of contents; the one named as default is shown."
            )
        return chosen[0] if chosen else known[0]

    def _resources(self) -> Mapping[str, tuple[Node, str]]:
        group = self.root.first("resources")
        if group is None:
            return {}
        base = urljoin(self.root.base, group.base) if group.base else self.root.base
        return {
            node.attributes.get("identifier", ""): (
                node,
                urljoin(base, node.base) if node.base else base,
            )
            for node in group.all("resource")
        }

    def _item(self, node: Node) -> Item:
        key = node.attributes.get("identifier", "").strip()[:200]
        title = node.words("title")[:300] or key
        if not key or key in self.keys:
            self._fault(N_("Each item needs an identifier of its own: %(title)s.", title=title))
        self.keys.add(key)
        self._note_rules(node)
        reference = node.attributes.get("identifierref", "")
        return Item(
            key=key,
            title=title,
            href=self._launch(reference, node, title) if reference else "",
            mastery=node.words("masteryscore") or _measure(node),
            launch_data=(node.words("datafromlms") or node.words("dataFromLMS"))[:4096],
            time_limit=node.words("maxtimeallowed")[:40],
            children=tuple(self._item(child) for child in node.all("item")),
        )

    def _note_rules(self, node: Node) -> None:
        if node.words("prerequisites"):
            self.notes["prerequisites"] = N_(
                "The package's own order of parts (prerequisites) is not enforced: every part "
                "can be opened at any time."
            )
        sequencing = node.first("sequencing")
        if sequencing is not None and sequencing.children:
            self.notes["sequencing"] = N_(
                "The package's own rules of sequencing are not followed: every part can be "
                "opened at any time."
            )

    def _launch(self, reference: str, node: Node, title: str) -> str:
        known = self.resources.get(reference)
        if known is None:
            self._fault(
                N_(
                    "“%(title)s” points to the resource %(name)s, which the manifest does not "
                    "have.",
                    title=title,
                    name=reference[:200],
                )
            )
            return ""
        resource, base = known
        href = resource.attributes.get("href", "")
        if not href:
            return ""
        if resource.attributes.get("type", "webcontent").lower() != "webcontent":
            self.notes["types"] = N_("Parts that are no web pages may not open.")
        return self._inside(urljoin(base, href), title, node.attributes.get("parameters", ""))

    def _inside(self, href: str, title: str, parameters: str) -> str:
        path = self._path(href)
        if path is None:
            self._fault(
                N_(
                    "“%(title)s” opens a page outside of the package: %(address)s.",
                    title=title,
                    address=href[:200],
                )
            )
            return ""
        if path not in self.archive.names:
            self.missing.add(path)
        address, sign, place = href.partition("#")
        return (address + (_query(address, parameters) or sign + place))[:2000]

    def _path(self, href: str) -> str | None:
        """The file that an address inside the package means; None for one outside of it."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or "\\" in href:
            return None
        path = urlsplit(urljoin(_NOWHERE, parts.path)).path
        plain = unquote(path).lstrip("/")
        climbs = ".." in unquote(parts.path).split("/") and not _stays(parts.path)
        return None if climbs or parts.path.startswith("/") or not plain else plain

    def _files_are_there(self) -> None:
        for resource, base in self.resources.values():
            for file in resource.all("file"):
                path = self._path(urljoin(base, file.attributes.get("href", "")))
                if path is not None and path not in self.archive.names:
                    self.missing.add(path)
        for path in sorted(self.missing)[:_MOST_MISSING]:
            message = N_(
                "The manifest names this file, but it is not in the zip. Export the whole "
                "package again."
            )
            self._fault(message, path[: self.limits.name_signs])
        if len(self.missing) > _MOST_MISSING:
            rest = len(self.missing) - _MOST_MISSING
            self._fault(N_("%(count)s more files that it names are missing.", count=rest))


def _stays(path: str) -> bool:
    """Whether a path with `..` in it never leaves the folder that it begins in."""
    depth = 0
    for part in unquote(path).split("/"):
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return False
    return True


def _measure(node: Node) -> str:
    """SCORM 2004's pass mark, which stands deep in the sequencing of an item."""
    sequencing = node.first("sequencing")
    found = sequencing.walk() if sequencing else ()
    for inner in found:
        if inner.name == "minNormalizedMeasure":
            return inner.text
    return ""


def _query(address: str, parameters: str) -> str:
    """The item's own parameters, joined to the address as the standard says."""
    parameters = parameters.strip()
    if not parameters or parameters.startswith("#"):
        return parameters
    sign = "&" if "?" in address else "?"
    return sign + parameters.lstrip("?&")
