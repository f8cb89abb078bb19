"""One typed object for all settings: CONCORD_* variables, then `concord.env` in the data folder."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from flask import current_app
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("CONCORD_DATA") or ROOT / "instance").absolute()


class Settings(BaseSettings):
    """Everything an installation may set. Secrets have no default outside demonstration mode."""

    model_config = SettingsConfigDict(
        env_prefix="CONCORD_", env_file=DATA / "concord.env", extra="ignore"
    )

    data: Path = DATA
    demo: bool = False
    demo_anywhere: bool = False
    secret_key: SecretStr | None = None
    database_url: str | None = None
    queue_url: str | None = None
    base_url: str = "http://127.0.0.1:5000"
    installation_name: str = "Concord"
    installation_short: str = "CONCORD"
    accent: str = "petrol"
    time_zone: str = "UTC"
    country: str = "PK"
    languages: Annotated[tuple[str, ...], NoDecode] = ("en", "ur")
    cookie_secure: bool = False
    proxies: int = 0
    upload_limit_bytes: int = 20 * 1024 * 1024
    mail_server: str | None = None
    mail_from: str = "concord@localhost"
    mail_digest_minutes: int = Field(default=5, ge=0, le=1440)
    # whose forms of Chinese signs names are printed in where neither kana nor hangul tell
    cjk_region: Literal["JP", "KR", "SC", "TC", "HK"] = "SC"
    log_level: str = "INFO"
    sign_in_idle_minutes: int = 30
    sign_in_total_hours: int = 12
    signing_passphrase: SecretStr | None = None
    register_passphrase: SecretStr | None = None
    # two: of two people of two agencies, before any certificate is signed
    certificate_approvals: int = Field(default=1, ge=1, le=2)
    # where the offices' keys are: in the signer process, or (tests, tools) in the process itself
    signer: Literal["process", "inside"] = "process"
    trusted_roots: Path | None = None
    # PAdES: B-T puts a time stamp on both signatures of each certificate
    signature_level: Literal["B-B", "B-T"] = "B-B"
    # an outside time-stamp authority (RFC 3161); without one the signer's own is asked
    time_stamp_url: str | None = Field(default=None, pattern=r"^https?://[^\s]+$")
    time_stamp_seconds: float = Field(default=10, gt=0, le=60)
    # what the own authority says of its tokens; the policy's default is a number of our own
    time_stamp_policy: str = Field(
        default="2.25.300821934751604129",
        pattern=r"^(?:[01]\.(?:[0-9]|[1-3][0-9])|2\.[0-9]+)(?:\.(?:0|[1-9][0-9]*))+$",
    )
    time_stamp_accuracy_seconds: int = Field(default=1, ge=1, le=3600)
    trusted_stamp_roots: Path | None = None
    testing: bool = Field(default=False, exclude=True)

    @field_validator("languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @field_validator("installation_short")
    @classmethod
    def _short_fits_serials(cls, value: str) -> str:
        if not (value.isascii() and value.isalnum() and 2 <= len(value) <= 12):
            raise ValueError("Use 2 to 12 Latin letters or digits: it begins every serial.")
        return value.upper()

    @model_validator(mode="after")
    def _secrets(self) -> "Settings":
        if self.secret_key is None:
            if not self.demo:
                raise ValueError("Set CONCORD_SECRET_KEY to a random text of 32 signs or more.")
            self.secret_key = SecretStr(_kept_secret(self.data / "demo-secret"))
        if len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("CONCORD_SECRET_KEY is too short: 32 signs or more.")
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database; a file in the data folder unless set."""
        return self.database_url or f"sqlite:///{self.data / 'concord.db'}"

    @property
    def office_passphrase(self) -> bytes | None:
        """What the offices' keys stand under; never anything in demonstration mode."""
        secret = self.signing_passphrase
        return secret.get_secret_value().encode() if secret and not self.demo else None

    @property
    def files(self) -> Path:
        """The folder of stored files."""
        return self.data / "files"


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["concord.settings"]
    return found


def _kept_secret(path: Path) -> str:
    """A random secret kept beside the demonstration data, so that restarts keep sign-ins."""
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_hex(32)
    path.touch(mode=0o600)
    path.write_text(secret)
    return secret
