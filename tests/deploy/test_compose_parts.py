"""What deploy/compose runs is taken by the programs themselves: Envoy, Prometheus, and a shell."""

import os
import shutil
import stat
import subprocess

import pytest

from loadtest.fleet.envoy import EnvoyMissing, find_envoy
from loadtest.fleet.envoy_files import ROOT
from loadtest.fleet.prometheus import PrometheusMissing, find_prometheus


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A copy of deploy/ in which prepare.sh was run, and what it said."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no program openssl (Debian and Ubuntu: apt install openssl)")
    folder = tmp_path_factory.mktemp("deploy")
    for name in ("envoy", "compose"):
        shutil.copytree(ROOT / "deploy" / name, folder / name, ignore=shutil.ignore_patterns("secrets", ".env"))
    return folder, prepare(folder)


def prepare(folder):
    command = [str(folder / "compose" / "prepare.sh"), "tts.example.org", "10.0.0.5"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_secrets_are_made_once_and_are_their_owners(prepared):
    folder, said = prepared
    secrets = [path for path in (folder / "compose" / "secrets").rglob("*") if path.is_file()]
    secrets.append(folder / "compose" / ".env")
    before = {path: path.read_bytes() for path in secrets}
    assert len(secrets) == 5 and "a key for callers: " in said
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in secrets)
    again = prepare(folder)
    assert {path: path.read_bytes() for path in secrets} == before and "a key" not in again
    assert f"TRITONE_USER={os.getuid()}:{os.getgid()}" in (folder / "compose" / ".env").read_text()


def test_the_certificate_is_for_the_names_that_were_given(prepared):
    certificate = prepared[0] / "compose" / "secrets" / "tls" / "tls.crt"
    command = ["openssl", "x509", "-in", str(certificate), "-noout", "-ext", "subjectAltName"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for name in ("DNS:localhost", "IP Address:127.0.0.1", "DNS:tts.example.org", "IP Address:10.0.0.5"):
        assert name in names


def test_envoy_takes_its_files_as_compose_mounts_them(prepared, tmp_path):
    try:
        envoy = find_envoy()
    except EnvoyMissing as missing:
        pytest.skip(str(missing))
    mounted = tmp_path / "etc"
    shutil.copytree(prepared[0] / "compose" / "secrets", mounted)
    (mounted / "page").mkdir()
    shutil.copy(ROOT / "examples" / "browser" / "index.html", mounted / "page")
    for path in (mounted / "auth" / "auth.yaml", mounted / "tls" / "tls.yaml"):
        path.write_text(path.read_text().replace("/etc/envoy", str(mounted)))
    configuration = (ROOT / "deploy" / "envoy" / "envoy.yaml").read_text().replace("/etc/envoy", str(mounted))
    (mounted / "envoy.yaml").write_text(configuration)
    done = subprocess.run(
        [envoy, "--mode", "validate", "-c", mounted / "envoy.yaml"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "eprecated" not in done.stderr


def test_prometheus_takes_its_files(tmp_path):
    try:
        promtool = find_prometheus("promtool")
    except PrometheusMissing as missing:
        pytest.skip(str(missing))
    shutil.copy(ROOT / "deploy" / "compose" / "prometheus.yml", tmp_path)
    shutil.copy(ROOT / "docs" / "monitoring" / "alert-rules.yml", tmp_path)
    done = subprocess.run(
        [promtool, "check", "config", tmp_path / "prometheus.yml"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
