"""Install the peers that are no part of Tritone into an environment of their own, `.tritone/peers`.

piper-tts and the phonemiser of kokoro-onnx are under the GPL: they run in processes of their own, never imported.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from tritone.errors import TritoneError

FOLDER = Path(__file__).resolve().parents[2] / ".tritone" / "peers"
PACKAGES = ("piper-tts[http]==1.8.0", "kokoro-onnx==0.6.1")


class PeersMissing(TritoneError):
    """The peers cannot be installed here."""


def peers_python(folder: Path = FOLDER) -> Path:
    """The Python of that environment, made on the first call; raises PeersMissing saying what to do."""
    python, stamp = folder / "bin" / "python", folder / "installed.sha256"
    wanted = hashlib.sha256("\n".join([sys.version, *PACKAGES]).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    if not python.exists():
        _run(
            [sys.executable, "-m", "venv", str(folder)],
            f"making {folder}",
            "install the venv module (Debian and Ubuntu: apt install python3-venv)",
        )
    _run(
        [str(python), "-m", "pip", "install", "--disable-pip-version-check", *PACKAGES],
        f"installing {', '.join(PACKAGES)} (about 250 MB)",
        "a network is needed the first time; `python -m loadtest.peers --families hibari` does without them",
    )
    stamp.write_text(wanted)
    return python


def _run(command: list[str], doing: str, advice: str) -> None:
    print(f"{doing} …", file=sys.stderr, flush=True)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        complaints = [line for line in done.stderr.splitlines() if line.lower().startswith("error")]
        raise PeersMissing(
            f"{doing} failed: {(complaints or done.stderr.splitlines() or ['no reason given'])[-1]}; {advice}"
        )
