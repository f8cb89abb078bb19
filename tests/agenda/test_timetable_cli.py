"""`flask timetable`: solve and check published instances from the command line."""

from pathlib import Path

from flask import Flask

from tests.engines.timetable.instances import FOLDER, data_of

TOY = str(FOLDER / "toy.ctt")


def test_an_instance_is_solved_written_and_checked(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "toy.sol"
    run = app.test_cli_runner()
    solved = run.invoke(args=["timetable", "solve", TOY, str(out), "--seconds", "5"])
    assert solved.exit_code == 0, solved.output
    assert "No timetable costs less than 0." in solved.output
    assert len(out.read_text().splitlines()) == 16
    checked = run.invoke(args=["timetable", "check", TOY, str(out)])
    assert checked.exit_code == 0
    costs = {line[:32].strip(): int(line[32:]) for line in checked.output.splitlines()}
    assert costs == {
        "Lectures (hard)": 0,
        "Conflicts (hard)": 0,
        "Availability (hard)": 0,
        "Room occupancy (hard)": 0,
        "Room capacity": 0,
        "Minimum working days": 0,
        "Curriculum compactness": 0,
        "Room stability": 0,
        "Cost": 0,
    }


def test_hard_violations_end_with_status_1_and_are_counted(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "toy.sol"
    out.write_text("SceCosC A 0 0\nArcTec A 0 0\n")
    checked = app.test_cli_runner().invoke(args=["timetable", "check", TOY, str(out)])
    assert checked.exit_code == 1
    lines = {line[:32].strip(): line[32:].strip() for line in checked.output.splitlines()}
    assert lines["Lectures (hard)"] == "14"
    assert lines["Conflicts (hard)"] == "1"
    assert lines["Room occupancy (hard)"] == "1"
    assert lines["Hard violations"] == "16"


def test_faults_of_both_files_are_told_with_file_and_line(app: Flask, tmp_path: Path) -> None:
    broken, out = tmp_path / "broken.ctt", tmp_path / "out.sol"
    broken.write_bytes(data_of("toy").replace(b"Rooms: 2", b"Rooms: two"))
    run = app.test_cli_runner()
    solved = run.invoke(args=["timetable", "solve", str(broken), str(out)])
    assert solved.exit_code == 1
    assert f"{broken}: line 3: two stands where a whole number" in solved.output
    assert not out.exists()
    out.write_text("SceCosC A 0\nNobody A 0 0\n")
    checked = run.invoke(args=["timetable", "check", TOY, str(out)])
    assert checked.exit_code == 1
    assert f"{out}: line 1: Write 4 columns" in checked.output
    assert f"{out}: line 2: The instance has no course Nobody." in checked.output


def test_what_cannot_be_solved_writes_nothing(app: Flask, tmp_path: Path) -> None:
    packed, out = tmp_path / "packed.ctt", tmp_path / "out.sol"
    packed.write_bytes(data_of("toy").replace(b"TecCos Rosa 5", b"TecCos Rosa 50"))
    solved = app.test_cli_runner().invoke(args=["timetable", "solve", str(packed), str(out)])
    assert solved.exit_code == 1
    assert "No timetable keeps all hard rules." in solved.output
    assert not out.exists()
