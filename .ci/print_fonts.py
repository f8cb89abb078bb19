"""Make whole TrueType fonts for documents from the web's font slices.

The npm packages cut each face into slices by script, and WeasyPrint confuses slices that share a
family name. Here each face is merged into one .ttf again, which also spares every print run the
unpacking of woff2. Writes static/vendor/print/*.ttf and print.css, which binds them.
"""

import json
import logging
import sys
from hashlib import sha256
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
WEIGHTS = (400, 500, 600)
LATIN_FIRST = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")
FACES = {
    "ibm-plex-sans": ("IBM Plex Sans", LATIN_FIRST),
    "ibm-plex-sans-arabic": ("IBM Plex Sans Arabic", ("arabic",)),
    "ibm-plex-mono": ("IBM Plex Mono", ("latin", "latin-ext")),
    "noto-sans-arabic": ("Noto Sans Arabic", ("arabic",)),
    "noto-nastaliq-urdu": ("Noto Nastaliq Urdu", ("arabic",)),
}


def whole_font(slices: list[Path], work: Path) -> TTFont:
    """Return one TrueType font with the characters of all slices; the first slice rules."""
    plain = []
    for path in slices:
        font = TTFont(path)
        font.flavor = None
        out = work / f"{path.stem}.part"
        font.save(out)
        plain.append(out)
    font = TTFont(plain[0]) if len(plain) == 1 else Merger().merge([str(part) for part in plain])
    for part in plain[1:]:
        part.unlink()
    return font


def leave_out_urdu_digits(font: TTFont) -> None:
    """Drop U+06F0-06F9: Plex draws some of them in the Arabic shape, so another face sets them."""
    for table in font["cmap"].tables:
        for code in range(0x6F0, 0x6FA):
            table.cmap.pop(code, None)


def main() -> int:
    """Write all faces; return the exit status."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    target = VENDOR / "print"
    target.mkdir(parents=True, exist_ok=True)
    known, source = target / "made-from.txt", fingerprint()
    if known.exists() and known.read_text(encoding="ascii") == source:
        return 0
    rules = []
    for name, (family, subsets) in FACES.items():
        for weight in WEIGHTS:
            slices = [VENDOR / "fonts" / f"{name}-{part}-{weight}-normal.woff2" for part in subsets]
            font = whole_font(slices, target)
            if name == "ibm-plex-sans-arabic":
                leave_out_urdu_digits(font)
            font.recalcTimestamp = False
            font.save(target / f"{name}-{weight}.ttf")
            rules.append(
                f'@font-face{{font-family:"{family}";font-style:normal;font-weight:{weight};'
                f'src:url({name}-{weight}.ttf) format("truetype")}}'
            )
    for part in target.glob("*.part"):
        part.unlink()
    (target / "print.css").write_text("\n".join(rules) + "\n", encoding="utf-8")
    known.write_text(source, encoding="ascii")
    note_in_manifest(target)
    return 0


def fingerprint() -> str:
    """Return a hash over this script and all font slices."""
    digest = sha256(Path(__file__).read_bytes())
    for path in sorted((VENDOR / "fonts").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def note_in_manifest(target: Path) -> None:
    """Add the written files to static/vendor/manifest.json."""
    manifest = VENDOR / "manifest.json"
    hashes = json.loads(manifest.read_text(encoding="utf-8"))
    for path in sorted(target.iterdir()):
        hashes[f"print/{path.name}"] = sha256(path.read_bytes()).hexdigest()[:12]
    manifest.write_text(json.dumps(hashes, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
