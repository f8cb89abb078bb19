"""The files of packages, for frames of no origin: closed in, and given the runtime."""

import re
from functools import lru_cache
from pathlib import Path

from flask import request, send_file
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from lms.core.errors import NotFound
from lms.core.settings import ROOT
from lms.core.web import public
from lms.engines.scorm import Version
from lms.exercises import services
from lms.exercises.queries.packages import stored_package

ADDRESS = "/packages/<token>/"

# By the ending of the name alone: what a file claims to be inside does not matter.
_TYPES = {
    "html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml",
    "css": "text/css", "js": "text/javascript", "mjs": "text/javascript",
    "json": "application/json", "xml": "application/xml", "xsd": "application/xml",
    "txt": "text/plain", "vtt": "text/vtt", "srt": "text/plain", "csv": "text/csv",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp", "ico": "image/x-icon",
    "avif": "image/avif", "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav",
    "oga": "audio/ogg", "ogg": "audio/ogg", "mp4": "video/mp4", "m4v": "video/mp4",
    "webm": "video/webm", "ogv": "video/ogg", "woff": "font/woff", "woff2": "font/woff2",
    "ttf": "font/ttf", "otf": "font/otf", "pdf": "application/pdf", "wasm": "application/wasm",
}  # fmt: skip
_PAGES = ("html", "htm", "xhtml")
_HEAD = re.compile(rb"<head(\s[^>]*)?>", re.IGNORECASE)
_HTML = re.compile(rb"<html(\s[^>]*)?>", re.IGNORECASE)
_DOCTYPE = re.compile(rb"^\s*(<\?xml[^>]*\?>\s*)?(<!doctype[^>]*>)?", re.IGNORECASE)
_LOOKED_AT = 64 * 1024
_RUNTIMES = {"1.2": "scorm_1_2.js", "2004": "scorm_2004.js"}


def bind(state: BlueprintSetupState) -> None:
    """These addresses stand outside of any session: they are all that a frame may ask for."""
    for rest, name, view in (
        (".concord/<version>.js", "package_runtime", runtime),
        ("<path:name>", "package_file", file),
    ):
        state.app.add_url_rule(ADDRESS + rest, f"exercises.{name}", view, methods=["GET"])


@public
def runtime(token: str, version: str) -> Response:
    """The runtime library and the bridge to the page around the frame."""
    services.package_behind(token)
    if version not in _RUNTIMES:
        raise NotFound
    return _closed_in(Response(_runtime(version), content_type="text/javascript"), token)


@lru_cache(maxsize=4)
def _runtime(version: str) -> bytes:
    parts = (Path("vendor") / _RUNTIMES[version], Path("exercises") / "package_frame.js")
    return b"\n;".join((ROOT / "static" / part).read_bytes() for part in parts)


@public
def file(token: str, name: str) -> Response:
    """A file of the package, to whoever holds its signed address."""
    row = services.package_behind(token)
    path = services.unpacked(row, name)
    ending = name.rsplit(".", 1)[-1].lower()
    kind = _TYPES.get(ending, "application/octet-stream")
    if ending in _PAGES:
        version = stored_package(row).version
        response = Response(with_runtime(path.read_bytes(), token, version), content_type=kind)
    else:
        response = send_file(path, mimetype=kind, conditional=True, etag=path.name)
        response.headers["Content-Type"] = kind
    return _closed_in(response, token)


def with_runtime(page: bytes, token: str, version: Version) -> bytes:
    """The page with the runtime as the first script that it runs."""
    tag = f'<script src="/packages/{token}/.concord/{version.value}.js"></script>'
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if page.startswith(mark):
            text = page[2:].decode(encoding, "replace").encode()
            return mark + _inserted(text, tag.encode()).decode().encode(encoding)
    return _inserted(page, tag.encode())


def _inserted(page: bytes, tag: bytes) -> bytes:
    top = page[:_LOOKED_AT]
    found = _HEAD.search(top) or _HTML.search(top) or _DOCTYPE.match(top)
    at = found.end() if found else 0
    return page[:at] + tag + page[at:]


def _closed_in(response: Response, token: str) -> Response:
    """Whatever the file does, it does it in an origin of its own, with its own files only."""
    own = f"{request.host_url}packages/{token}/"
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-scripts allow-forms allow-popups; "
        f"default-src {own} data: blob:; "
        f"script-src {own} data: blob: 'unsafe-inline' 'unsafe-eval'; "
        f"style-src {own} data: 'unsafe-inline'; "
        f"connect-src {own} data: blob:; form-action {own}; object-src 'none'; base-uri {own}"
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
