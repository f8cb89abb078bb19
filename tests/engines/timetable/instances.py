"""The published instances, as the tests read them."""

from pathlib import Path

from lms.engines.timetable.itc2007 import Instance, read_instance

FOLDER = Path(__file__).parents[2] / "data" / "itc2007"


def data_of(name: str) -> bytes:
    return (FOLDER / f"{name}.ctt").read_bytes()


def instance_of(name: str) -> Instance:
    found = read_instance(data_of(name))
    assert found.faults == ()
    assert found.value is not None
    return found.value
