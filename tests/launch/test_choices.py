"""What may be chosen at the start, and the one line that answers what cannot be."""

import socket
from pathlib import Path

import pytest
from cryptography import x509

from lms.launch import checks, installation, tls
from lms.launch.options import CannotStart, Options, read_options


def options(**values: object) -> Options:
    given: dict[str, object] = {
        "host": "127.0.0.1",
        "port": 5000,
        "tls": False,
        "demo": None,
        "forced": False,
        "workers": 2,
    }
    return Options(**(given | values))  # type: ignore[arg-type]


def test_nothing_said_means_this_machine_only() -> None:
    assert read_options({}) == options()
    assert read_options({}).address == "http://127.0.0.1:5000"


def test_what_is_said_is_taken() -> None:
    said = {"HOST": "0.0.0.0", "PORT": "8443", "TLS": "1", "DEMO": "0", "WORKERS": "3"}
    read = read_options(said)
    assert (read.host, read.port, read.tls, read.demo) == ("0.0.0.0", 8443, True, False)
    assert read.workers == 3
    assert not read.is_loopback
    assert read_options({"DEMO": "force"}).forced


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"PORT": "http"}, "PORT=http is not possible: write a number from 1 to 65535."),
        ({"PORT": "70000"}, "PORT=70000 is not possible: write a number from 1 to 65535."),
        ({"DEMO": "maybe"}, "DEMO=maybe is not known: write DEMO=1, DEMO=0 or DEMO=force."),
        ({"TLS": "sure"}, "TLS=sure is not known: write TLS=1 or TLS=0."),
    ],
)
def test_a_value_that_is_none_is_told(said: dict[str, str], line: str) -> None:
    with pytest.raises(CannotStart) as stop:
        read_options(said)
    assert str(stop.value) == line


def test_a_taken_port_is_told_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart) as stop:
            checks.check_port(options(port=port))
    assert str(stop.value) == (
        f"Port {port} on 127.0.0.1 is in use: stop what runs there, or choose another with "
        f"make run PORT={port + 1}."
    )


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(CannotStart) as stop:
        checks.check_port(options(host="192.0.2.7"))
    assert str(stop.value) == "HOST=192.0.2.7 is no address of this machine."


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    in_the_way = tmp_path / "instance"
    in_the_way.write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(CannotStart) as stop:
        checks.check_folder(in_the_way / "data")
    assert str(stop.value).startswith(f"The folder {in_the_way / 'data'} cannot be written (")
    assert "\n" not in str(stop.value)


def test_a_missing_library_is_told_with_the_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LIBRARIES", {"libnowhere.so.9": "libnowhere9"})
    with pytest.raises(CannotStart) as stop:
        checks.check_libraries()
    assert str(stop.value) == (
        "This machine lacks libnowhere9. Run: sudo apt-get install -y libnowhere9"
    )


def test_a_demonstration_does_not_go_out_unless_forced() -> None:
    outside = options(host="0.0.0.0")
    with pytest.raises(CannotStart):
        installation.decide_demo(outside, {})
    assert installation.decide_demo(options(host="0.0.0.0", demo=True, forced=True), {})
    assert installation.decide_demo(options(host="0.0.0.0", demo=False), {}) is False


def test_real_data_never_becomes_a_demonstration() -> None:
    kept = {"CONCORD_DEMO": "false"}
    assert installation.decide_demo(options(), kept) is False
    with pytest.raises(CannotStart):
        installation.decide_demo(options(demo=True), kept)


def test_the_installation_keeps_its_secret_and_follows_its_address(tmp_path: Path) -> None:
    first = installation.keep(tmp_path, {}, options(), True)
    assert len(first["CONCORD_SECRET_KEY"]) >= 32
    assert (tmp_path / "concord.env").stat().st_mode & 0o077 == 0
    read = installation.read_kept(tmp_path)
    assert read == first
    moved = installation.keep(tmp_path, read, options(port=5001), True)
    assert moved["CONCORD_BASE_URL"] == "http://127.0.0.1:5001"
    assert moved["CONCORD_SECRET_KEY"] == first["CONCORD_SECRET_KEY"]


def test_an_address_that_somebody_entered_stays(tmp_path: Path) -> None:
    kept = installation.keep(tmp_path, {}, options(), False)
    entered = kept | {"CONCORD_BASE_URL": "https://training.example"}
    later = installation.keep(tmp_path, entered, options(port=5001), False)
    assert later["CONCORD_BASE_URL"] == "https://training.example"


def test_the_own_certificate_names_the_addresses_and_is_kept(tmp_path: Path) -> None:
    certificate, key, fingerprint = tls.own_certificate(tmp_path, options(tls=True))
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"localhost", "127.0.0.1"} <= {str(name.value) for name in names}
    assert key.stat().st_mode & 0o077 == 0
    assert tls.own_certificate(tmp_path, options(tls=True))[2] == fingerprint
