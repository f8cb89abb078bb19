"""The package format of a course: read with every fault at its line, freeze, write back."""

from lms.courses.formats.archive import read_zip, write_zip
from lms.courses.formats.cases import exercise_file
from lms.courses.formats.export import package_files
from lms.courses.formats.kinds import ContentKind, Kinds, Supply, supply_of
from lms.courses.formats.limits import LIMITS, Limits
from lms.courses.formats.package import Package, parse_package
from lms.courses.formats.problems import PackageError, Problem, of_upload
from lms.courses.formats.snapshot import Content, Snapshot, canonical, freeze, upgrade
from lms.courses.formats.source import PackageFiles, read_folder

__all__ = [
    "LIMITS",
    "Content",
    "ContentKind",
    "Kinds",
    "Limits",
    "Package",
    "PackageError",
    "PackageFiles",
    "Problem",
    "Snapshot",
    "Supply",
    "canonical",
    "exercise_file",
    "freeze",
    "of_upload",
    "package_files",
    "parse_package",
    "read_folder",
    "read_zip",
    "supply_of",
    "upgrade",
    "write_zip",
]
