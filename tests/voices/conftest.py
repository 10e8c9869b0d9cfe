"""A voices folder of the test's own."""

import hashlib
import json

import pytest


@pytest.fixture
def add_voice(tmp_path, monkeypatch):
    """Writes a voice into the user's folder; returns its folder."""
    monkeypatch.setenv("TRITONE_VOICES", str(tmp_path))

    def add(folder_name: str, weights: bytes = b"weights", **more):
        name = folder_name
        folder = tmp_path / name
        folder.mkdir()
        contents = {"weights": weights, "style": name.encode()}
        files = {}
        for role, content in contents.items():
            (folder / f"{role}.bin").write_bytes(content)
            files[role] = {"path": f"{role}.bin", "sha256": hashlib.sha256(content).hexdigest()}
        described = {
            "name": name,
            "family": "hibari",
            "language": "en-us",
            "gender": "female",
            "quality": "test",
            "sample_rate_hz": 24000,
            "licence": "CC0-1.0",
            "licence_note": "",
            "source": f"voice {name}",
            "files": files,
        } | more
        (folder / "voice.json").write_text(json.dumps(described))
        return folder

    return add
