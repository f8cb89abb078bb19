"""Settings: typed, and without secrets by default."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from lms.core.settings import Settings


def make(folder: Path, **values: object) -> Settings:
    return Settings(_env_file=None, data=folder, **values)  # type: ignore[arg-type, call-arg]


def test_outside_demonstration_mode_a_secret_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="CONCORD_SECRET_KEY"):
        make(tmp_path)
    with pytest.raises(ValidationError, match="too short"):
        make(tmp_path, secret_key="short")


def test_the_demonstration_keeps_its_own_secret_unreadable_for_others(tmp_path: Path) -> None:
    first = make(tmp_path, demo=True)
    second = make(tmp_path, demo=True)
    assert first.secret_key == second.secret_key
    assert (tmp_path / "demo-secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("short", ["", "X", "DGTR-1", "ڈی", "WAYTOOLONGNAME"])
def test_the_short_name_must_fit_into_serials(tmp_path: Path, short: str) -> None:
    with pytest.raises(ValidationError, match="2 to 12 Latin letters"):
        make(tmp_path, demo=True, installation_short=short)


def test_a_region_of_chinese_signs_is_one_of_five(tmp_path: Path) -> None:
    assert make(tmp_path, demo=True).cjk_region == "SC"
    assert make(tmp_path, demo=True, cjk_region="HK").cjk_region == "HK"
    with pytest.raises(ValidationError, match="cjk_region"):
        make(tmp_path, demo=True, cjk_region="CN")


def test_a_secret_is_not_shown_in_prints(tmp_path: Path) -> None:
    assert "s" * 40 not in repr(make(tmp_path, secret_key="s" * 40))
