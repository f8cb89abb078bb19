"""Course packages from the command line."""

import json

from lms.courses.services.content import LIBRARY

FOLDER = next(LIBRARY.glob("*/course.yaml")).parent
SLUG = FOLDER.name


def run(app, *args):
    return app.test_cli_runner().invoke(args=["course", *map(str, args)])


def test_a_package_goes_in_out_and_in_again_unchanged(app, tmp_path):
    first = json.loads(run(app, "import", FOLDER, "--json").output)
    out = tmp_path / "course.zip"
    assert run(app, "export", SLUG, "--out", out).exit_code == 0
    assert json.loads(run(app, "import", out, "--json").output) == first
    assert json.loads(run(app, "check", out, "--json").output)["hash"] == first["hash"]


def test_faults_are_named_at_file_and_line_with_exit_status_1(app, tmp_path):
    (tmp_path / "course.yaml").write_text("schema: 1\nslug: Not So\n", encoding="utf-8")
    result = run(app, "check", tmp_path)
    assert result.exit_code == 1
    assert "course.yaml:2: “slug” needs small Latin letters" in result.output
    assert "“modules” is missing" in result.output


def test_a_course_that_is_not_there_is_told(app, tmp_path):
    result = run(app, "export", "no-such-course", "--out", tmp_path / "x.zip", "--json")
    assert result.exit_code == 1
    assert "error" in json.loads(result.output)
