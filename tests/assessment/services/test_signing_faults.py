"""What start-up says of settings that cannot sign: the setting, its value, and what is allowed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error

from assessment.checks import signing_works
from assessment.services.signing import Configured
from assessment.services.signing_faults import Fault, faults
from tests.reports.authority import Issued, issue, root, signer, write_pem, write_pkcs12

NOW = datetime.now(UTC)
NOTHING = Configured(None, None, None, "", "", None)


def written(folder: Path, one: Issued) -> Configured:
    key, certificate = write_pem(folder, one)
    return NOTHING._replace(key=key, certificate=certificate)


def settings_of(choice: Configured, now: datetime = NOW) -> list[str]:
    return [fault.setting for fault in faults(choice, now)]


def test_nothing_configured_and_a_good_pair_have_no_fault(tmp_path: Path) -> None:
    assert faults(NOTHING, NOW) == []
    assert faults(written(tmp_path, signer()), NOW) == []


def combinations() -> Iterator[Any]:
    a, b = Path("/a.pem"), Path("/b.pem")
    yield NOTHING._replace(key=a), ["SIGNING_CERTIFICATE"]
    yield NOTHING._replace(certificate=a), ["SIGNING_KEY"]
    yield NOTHING._replace(key=a, certificate=b, pkcs12=a), ["SIGNING_PKCS12"]
    yield NOTHING._replace(timestamp_url="https://tsa.example.com"), ["TIMESTAMP_URL", "TIMESTAMP_ROOTS"]
    yield NOTHING._replace(pkcs12=a, timestamp_url="tsa.example.com", timestamp_roots=b), ["TIMESTAMP_URL"]


@pytest.mark.parametrize(("choice", "wanted"), list(combinations()))
def test_settings_that_do_not_fit_together_are_named(choice: Configured, wanted: list[str]) -> None:
    assert settings_of(choice) == wanted


def test_files_that_are_gone_wrong_or_of_another_pair_are_named(tmp_path: Path) -> None:
    good = written(tmp_path, signer())
    assert faults(good._replace(key=tmp_path / "gone.pem"), NOW) == [
        Fault(
            "SIGNING_KEY",
            str(tmp_path / "gone.pem"),
            "the private key of HEGUI_SIGNING_CERTIFICATE, and its passphrase. No such file or directory",
        )
    ]
    assert settings_of(good._replace(certificate=good.key)) == ["SIGNING_CERTIFICATE"]
    other = tmp_path / "other.pem"
    other.write_bytes(issue("Other", root()).private_pem())
    (fault,) = faults(good._replace(key=other), NOW)
    assert (fault.setting, fault.value) == ("SIGNING_KEY", str(other))
    assert "does not belong to the certificate" in fault.allowed


def test_a_wrong_passphrase_is_a_fault_and_stays_secret(tmp_path: Path) -> None:
    choice = NOTHING._replace(pkcs12=write_pkcs12(tmp_path, signer()), passphrase="guess")
    (fault,) = faults(choice, NOW)
    assert fault.setting == "SIGNING_PKCS12" and "guess" not in "".join(map(str, fault))


def test_a_certificate_that_has_run_out_or_soon_will_is_told_with_its_days(tmp_path: Path) -> None:
    choice = written(tmp_path, issue("Old LLP", root(), until=datetime(2027, 3, 1, tzinfo=UTC)))
    (late,) = faults(choice, datetime(2027, 3, 2, tzinfo=UTC))
    assert late.is_fatal
    assert late.allowed == (
        "a certificate that is valid today; that of Old LLP is valid from 2020-01-01 to 2027-03-01"
    )
    (soon,) = faults(choice, datetime(2027, 3, 1, tzinfo=UTC) - timedelta(days=29))
    assert not soon.is_fatal


def test_a_certificate_that_may_not_sign_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(written(tmp_path, root()), NOW)
    assert (fault.setting, "digitalSignature" in fault.allowed) == ("SIGNING_CERTIFICATE", True)


def test_for_time_stamps_the_signer_s_own_root_has_to_be_among_the_roots(tmp_path: Path) -> None:
    choice = written(tmp_path, signer())._replace(timestamp_url="https://tsa.example.com/")
    roots = tmp_path / "roots.pem"
    roots.write_bytes(issue("Elsewhere").pem)
    choice = choice._replace(timestamp_roots=roots)
    assert settings_of(choice) == ["TIMESTAMP_ROOTS"]
    assert choice.certificate is not None
    with choice.certificate.open("ab") as file:
        file.write(root().pem)
    again = choice._replace(passphrase="")
    from assessment.services.signing import load

    load.cache_clear()
    assert faults(again, NOW) == []


def test_start_up_stops_with_the_setting_its_value_and_what_is_allowed(settings: Any) -> None:
    settings.SIGNING_CERTIFICATE = Path("/etc/hegui/site.pem")
    assert signing_works() == [
        Error(
            "HEGUI_SIGNING_KEY is ''. Allowed: the file of the private key that HEGUI_SIGNING_CERTIFICATE "
            "belongs to.",
            id="hegui.E003",
        )
    ]
