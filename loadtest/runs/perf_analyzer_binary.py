"""A perf_analyzer that runs here: one that is named, one on PATH, or NVIDIA's wheel, fetched once.

The wheel needs the C library of Debian 13. Where the machine's is older, Debian 13's is unpacked beside it, without
root: apt fetches three packages with state folders of its own, from the mirror that the machine's configuration names.
Everything fetched is held to a SHA-256, or, where Debian has a newer package by now, to Debian's signatures.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tritone.errors import TritoneError
from tritone.voices.files import sha256_of

FOLDER = Path(__file__).resolve().parents[2] / ".tritone" / "perf_analyzer"
PACKAGE = "perf-analyzer==2.60.0"
WHEEL_SHA256 = "23ef56b107ae9233e5cf09fbdf508dd9b936a52f1bae2f63f53c8117087b3f25"
_GLIBC = (2, 38)
_RELEASE = "trixie"
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
DEBIAN_SHA256 = {
    "libc6": ("2.41-12+deb13u5", "b59b0625cd1a791375d40dab23a4d5d3d0641e3d0a773501becdc3725b7f99cf"),
    "libgcc-s1": ("14.2.0-19", "3c71917b490d1a17aed43196a2787a256ecf060526cdb20216a74bedc061b150"),
    "libstdc++6": ("14.2.0-19", "ab1fa05837aa7a92aae748fd07a18a35f7d18bb4a71c4724fe2bbf0e32089de0"),
}
"""Package → the version that was tried, and its SHA-256."""
HOW_TO_GET_IT = (
    "perf_analyzer is in NVIDIA's image tritonserver:24.10-py3-sdk and later ones (docker run --net host), and in the "
    f"package {PACKAGE}, which needs glibc 2.38; python -m loadtest.bench measures the same without it"
)


class PerfAnalyzerMissing(TritoneError):
    """There is no binary that runs on this machine, and none can be had."""


def find_binary(named: str | None, folder: Path = FOLDER) -> str:
    """The path of a perf_analyzer that runs here; raises PerfAnalyzerMissing saying what is wrong.

    named: by the user, who gets this one or an error. folder: where a fetched one lies.
    """
    if named:
        _require_that_it_runs(named)
        return named
    for found in (shutil.which("perf_analyzer"), shutil.which("perf_analyzer", path=str(Path(sys.executable).parent))):
        if found is not None and complaint_of(found) == "":
            return found
    fetched = folder / "run"
    if not fetched.is_file():
        fetch(folder)
    _require_that_it_runs(str(fetched))
    return str(fetched)


def complaint_of(binary: str) -> str:
    """Why a binary does not run here, or ""."""
    try:
        tried = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = tried.stderr.strip()
    return said.splitlines()[0] if "GLIBC" in said or "cannot open shared object" in said else ""


def _require_that_it_runs(binary: str) -> None:
    complaint = complaint_of(binary)
    if complaint:
        raise PerfAnalyzerMissing(f"{binary} does not run here ({complaint}); {HOW_TO_GET_IT}")


def fetch(folder: Path) -> None:
    """Lay the binary, the libraries it needs and a script `run` out in the folder, complete or not at all."""
    if platform.machine() != "x86_64":
        raise PerfAnalyzerMissing(f"NVIDIA's wheel is for x86-64, and this is {platform.machine()}; {HOW_TO_GET_IT}")
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    _fetch_wheel(fresh)
    starts = f'exec "$here/{_BINARY}" "$@"'
    if glibc() < _GLIBC:
        _fetch_libraries(fresh)
        libraries = '"$here/root/usr/lib/x86_64-linux-gnu'
        starts = f'exec {libraries}/ld-linux-x86-64.so.2" --library-path {libraries}" "$here/{_BINARY}" "$@"'
    script = fresh / "run"
    script.write_text(f'#!/bin/sh\nhere="$(dirname "$(realpath "$0")")"\n{starts}\n', encoding="utf-8")
    script.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


_BINARY = "wheel/perf_analyzer/bin/perf_analyzer"


def _fetch_wheel(folder: Path) -> None:
    _run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
            *("--only-binary=:all:", "--platform", "manylinux_2_38_x86_64", "--python-version", "312"),
            *("--dest", str(folder), PACKAGE),
        ],
        f"downloading {PACKAGE}",
    )
    (wheel,) = folder.glob("*.whl")
    if sha256_of(wheel) != WHEEL_SHA256:
        raise PerfAnalyzerMissing(f"{wheel.name} is not the file that was tried (sha256 {sha256_of(wheel)[:12]}…)")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "wheel")
    wheel.unlink()
    (folder / _BINARY).chmod(0o755)


def _fetch_libraries(folder: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None or not _KEYRING.is_file():
        raise PerfAnalyzerMissing(
            f"this machine has glibc {glibc_text()} and no Debian's apt to get 2.38; {HOW_TO_GET_IT}"
        )
    apt = _apt(folder / "apt")
    _run([*apt, "update"], f"reading the list of Debian's {_RELEASE}", folder)
    _run([*apt, "download", *DEBIAN_SHA256], f"downloading {', '.join(DEBIAN_SHA256)} of {_RELEASE}", folder)
    for package, (version, expected) in DEBIAN_SHA256.items():
        (file,) = folder.glob(f"{package}_*.deb")
        if sha256_of(file) != expected:  # apt has checked it against what Debian signed
            if file.name.startswith(f"{package}_{version}_"):
                raise PerfAnalyzerMissing(
                    f"{file.name} is not the file that was tried (sha256 {sha256_of(file)[:12]}…)"
                )
            print(f"{file.name} is newer than {version}, which was tried", file=sys.stderr, flush=True)
        _run(["dpkg-deb", "-x", str(file), str(folder / "root")], f"unpacking {file.name}")
        file.unlink()
    shutil.rmtree(folder / "apt")


def _apt(state: Path) -> list[str]:
    """apt-get with lists, caches and status of its own, and one source: the machine's mirror, another release."""
    (state / "lists" / "partial").mkdir(parents=True)
    (state / "cache" / "archives" / "partial").mkdir(parents=True)
    (state / "status").touch()
    (state / "sources.list").write_text(f"deb [signed-by={_KEYRING}] {_mirror()} {_RELEASE} main\n", encoding="utf-8")
    settings = {
        "Dir::State": state,
        "Dir::State::Lists": state / "lists",
        "Dir::State::status": state / "status",
        "Dir::Cache": state / "cache",
        "Dir::Etc::sourcelist": state / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "APT::Architecture": "amd64",
        "Acquire::Languages": "none",
        "APT::Sandbox::User": "root",
    }
    return ["apt-get", "--quiet=2", *(part for name, value in settings.items() for part in ("-o", f"{name}={value}"))]


def _mirror() -> str:
    """Where the machine's own apt gets Debian's main archive from."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(COMPONENT)", "Created-By: Packages"],
        capture_output=True,
        text=True,
    )
    for line in listed.stdout.splitlines():
        uri, origin, component = [*line.split(), "", "", ""][:3]
        if component == "main" and origin == "Debian" and "security" not in uri:
            return uri
    raise PerfAnalyzerMissing(
        f"this machine has glibc {glibc_text()}, and its apt knows no mirror of Debian to get 2.38 from (apt-get "
        f"update first?); {HOW_TO_GET_IT}"
    )


def glibc() -> tuple[int, ...]:
    """The version of the machine's C library; (0,) for others than glibc."""
    library, version = platform.libc_ver()
    return tuple(map(int, version.split(".")[:2])) if library == "glibc" else (0,)


def glibc_text() -> str:
    """The same for people."""
    return platform.libc_ver()[1] or "none"


def _run(command: list[str], doing: str, folder: Path | None = None) -> None:
    print(f"{doing} …", file=sys.stderr, flush=True)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith(("E:", "ERROR", "error", "dpkg"))]
        reason = (said or done.stderr.splitlines() or ["no reason given"])[-1]
        raise PerfAnalyzerMissing(f"{doing} failed: {reason}; {HOW_TO_GET_IT}")
