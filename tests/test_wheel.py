"""The wheel carries everything a server needs, its kernels compiled, and speaks where there is no compiler."""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from pathlib import Path

import pytest
import requests

from tritone.native.build import library_name, source_files
from tritone.native.library import why_unsupported
from tritone.native.objects import KEPT_IN
from tritone.native.variants import VARIANTS

# Every library of kernels is compiled; once, in one run with the test that starts a server.
pytestmark = [pytest.mark.slow, pytest.mark.triton]

ROOT = Path(__file__).resolve().parents[1]
runs_here = pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported()))

COMPILER = re.compile(r"(^|-)(cc|c99|c89|gcc|g\+\+|c\+\+|cpp|clang|tcc)(-|$)")

SPEAKS = """if True:
    import shutil, sys
    from pathlib import Path
    from tritone.families import load_family
    from tritone.families.engine_settings import EngineSettings
    from tritone.native.library import library_path
    from tritone.pipeline.frames import AcousticSegment
    from tritone.pipeline.windows import cut_window
    from tritone.voices.installed import get_voice

    assert not any(map(shutil.which, ("cc", "gcc", "clang"))), "a compiler is on PATH"
    assert library_path().is_relative_to(sys.prefix), library_path()
    voice = get_voice("heart")
    family, settings = load_family(voice.family), EngineSettings((voice.name,), "cpu", "native", 1)
    ids = family.phoneme_ids(family.warm_up_phonemes, voice).ids
    frames = family.acoustic_engine(voice, settings).synthesize_frames([AcousticSegment(ids)], [voice])[0].frames
    window = cut_window(frames, 0, len(frames), family.frame_format(voice).lookahead_frames, 1, None)
    samples = family.vocoder_engine(voice, settings).vocode([window], [voice])[0].samples
    print(len(samples) / 24_000, float(abs(samples).max()))
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What a build reads, without what others have built there."""
    copy = tmp_path_factory.mktemp("wheel") / "source"
    left_out = (".git", ".venv", ".tritone", ".*_cache", "dist", "*.egg-info")
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*left_out))
    return copy


@pytest.fixture(scope="module")
def built(source):
    """The wheel, and what its build said; objects that tests have compiled before are taken (tests/conftest.py)."""
    done = _build(source, source.parent, {})
    assert done.returncode == 0, done.stderr
    return next(source.parent.glob("tritone-*.whl")), done.stdout + done.stderr


def test_the_wheel_carries_configs_backends_voices_and_kernels(built):
    names = set(zipfile.ZipFile(built[0]).namelist())
    for model in ("tts", "text_frontend", "acoustic", "vocoder", "voices"):
        assert f"tritone/_ensemble/{model}/config.pbtxt" in names
        assert f"tritone/_backends/tritone_{model}/model.py" in names
    for package in ("tritone", "frontend_text"):
        for file in (ROOT / package).rglob("*"):
            if file.suffix in (".py", ".json", ".tsv", ".txt", ".c", ".h", ".typed"):
                assert str(file.relative_to(ROOT)) in names
    assert not [name for name in names if "__pycache__" in name]
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in names if ".dist-info/licenses/" in name}


def test_the_wheel_is_named_after_the_c_library_that_its_kernels_need(built):
    wheel = zipfile.ZipFile(built[0])
    libraries = [name for name in wheel.namelist() if name.startswith("tritone/native/prebuilt/")]
    assert libraries and all(name.endswith(".so") for name in libraries)
    needed = {int(minor) for name in libraries for minor in re.findall(rb"GLIBC_2\.(\d+)", wheel.read(name))}
    named = re.fullmatch(r"tritone-.*-py3-none-manylinux_2_(\d+)_x86_64\.whl", built[0].name)
    assert named and max(needed) <= int(named[1]) <= 28


@pytest.mark.parametrize("kept", ["nothing", "what tests have compiled"])
def test_a_wheel_has_the_kernels_of_its_own_sources_whatever_was_compiled_before(source, tmp_path, kept):
    """Sources that are compiled in a moment take the kernels' places."""
    copy = tmp_path / "source"
    shutil.copytree(source, copy)
    for path in (copy / "tritone").rglob("*.c"):
        name = path.relative_to(copy).with_suffix("").as_posix().replace("/", "_")
        path.write_text(f'__attribute__((visibility("default"))) const char {name}[] = "kernels of {kept}";\n')
    done = _build(copy, tmp_path, {KEPT_IN: ""} if kept == "nothing" else {})
    assert done.returncode == 0, done.stderr
    wheel = zipfile.ZipFile(next(tmp_path.glob("*.whl")))
    for variant in VARIANTS:
        library = wheel.read(f"tritone/native/prebuilt/{library_name(variant)}")
        assert library.count(f"kernels of {kept}".encode()) == len(source_files())


def test_building_the_wheel_prints_no_warning(built):
    ours = [line for line in built[1].splitlines() if not line.startswith("WARNING: Location")]  # an index of pip's
    assert not [line for line in ours if re.search("warn|deprecat|ignored", line, re.IGNORECASE)]


def test_a_build_without_a_compiler_says_what_to_do_and_does_it(source, tmp_path):
    no_compiler = {"PATH": str(tmp_path)}
    refused = _build(source, tmp_path, no_compiler)
    assert refused.returncode and "TRITONE_WHEEL_WITHOUT_KERNELS=1 builds a wheel without them" in refused.stderr
    assert _build(source, tmp_path, no_compiler | {"TRITONE_WHEEL_WITHOUT_KERNELS": "1"}).returncode == 0
    wheel = next(tmp_path.glob("*.whl"))
    assert wheel.name.endswith("-py3-none-any.whl")
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".so")]


@runs_here
def test_an_installed_wheel_speaks_where_no_compiler_is(built, tmp_path):
    """With the packages it depends on lent by the environment of the tests; the test below installs those, too."""
    python = _environment(tmp_path)
    _pip(python, "--no-deps", "--no-index", str(built[0]))
    lent = Path(_said(python, tmp_path, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")) / "lent.pth"
    lent.write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    seconds, loudest = map(float, _said(python, tmp_path, "-c", SPEAKS).split())
    assert 1.0 < seconds < 4.0 and 0.1 < loudest < 1.0
    assert not list((tmp_path / "cache").rglob("*.so")), "something was compiled"


@runs_here
def test_a_server_in_an_empty_environment_outside_the_checkout_speaks(built, tmp_path):
    """pip install, then tritone serve: no compiler, no PyTorch, no source."""
    from tritone.server.machine.locate import default_server_dir

    python = _environment(tmp_path)
    _pip(python, f"{built[0]}[embedded]")
    assert "False" == _said(python, tmp_path, "-c", "import importlib.util as u; print(bool(u.find_spec('torch')))")
    ports = _free_ports()
    with open(tmp_path / "serve.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [python.with_name("tritone"), "serve", *(f"--{name}-port={port}" for name, port in ports.items())],
            cwd=tmp_path,
            env=_alone(python, tmp_path) | {"TRITONE_SERVER_DIR": str(default_server_dir())},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(server, Path(log.name))
            url = f"http://127.0.0.1:{ports['http']}/v2/models/tts/generate_stream"
            body = {"text": "No compiler was needed.", "encoding": "base64"}
            with requests.post(url, json=body, stream=True, timeout=60) as answer:
                chunks = [json.loads(line[5:]) for line in answer.iter_lines() if line.startswith(b"data:")]
        finally:
            server.terminate()
            server.wait(60)
    assert chunks[-1]["is_last"]
    audio_bytes = sum(len(base64.b64decode(chunk["audio"])) for chunk in chunks)
    assert 0.8 < audio_bytes / 2 / chunks[0]["sample_rate"] < 4.0
    assert not list((tmp_path / "cache").rglob("*.so")), "something was compiled"


def _build(source: Path, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Build the wheel into a folder with what this environment has installed."""
    command = [sys.executable, "-m", "pip", "wheel", "--verbose", "--no-deps", "--no-build-isolation", "--no-index"]
    return subprocess.run(
        [*command, "--wheel-dir", str(folder), str(source)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def _free_ports() -> dict[str, int]:
    sockets = {name: socket.create_server(("127.0.0.1", 0)) for name in ("http", "grpc", "metrics")}
    ports = {name: listening.getsockname()[1] for name, listening in sockets.items()}
    for listening in sockets.values():
        listening.close()
    return ports


def _wait_until_ready(server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 120
    while not re.search("^ready", log.read_text(encoding="utf-8"), re.MULTILINE):
        assert server.poll() is None and time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.1)


def _environment(folder: Path) -> Path:
    """The Python of a new virtual environment."""
    venv.create(folder / "environment", with_pip=True)
    return folder / "environment" / "bin" / "python"


def _pip(python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # else pip finds the checkout
    done = subprocess.run(command, env=outside, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def _alone(python: Path, folder: Path) -> dict[str, str]:
    """An environment in which neither the checkout nor a compiler can be found."""
    tools = folder / "tools"
    if not tools.exists():
        tools.mkdir()
        for tool in (tool for place in os.get_exec_path() if Path(place).is_dir() for tool in Path(place).iterdir()):
            if not COMPILER.search(tool.name) and not (tools / tool.name).is_symlink():
                (tools / tool.name).symlink_to(tool)
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return kept | {"PATH": f"{python.parent}:{tools}", "TRITONE_CACHE": str(folder / "cache")}


def _said(python: Path, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [str(python), *arguments], cwd=folder, env=_alone(python, folder), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
