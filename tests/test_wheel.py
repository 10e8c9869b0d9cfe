"""The wheel carries everything a server needs, not only what an editable install finds beside it."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_wheel_carries_configs_backends_voices_and_kernels(tmp_path):
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", ".*_cache", "build", "*.egg-info"))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            "--wheel-dir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    names = set(zipfile.ZipFile(next(tmp_path.glob("tritone-*.whl"))).namelist())
    for model in ("tts", "text_frontend", "acoustic", "vocoder"):
        assert f"tritone/_ensemble/{model}/config.pbtxt" in names
        assert f"tritone/_backends/tritone_{model}/model.py" in names
    for file in (ROOT / "tritone").rglob("*"):
        if file.suffix in (".py", ".json", ".c", ".h"):
            assert str(file.relative_to(ROOT)) in names
    for file in (ROOT / "frontend_text").rglob("*"):
        if file.suffix in (".py", ".json", ".tsv", ".txt"):
            assert str(file.relative_to(ROOT)) in names
