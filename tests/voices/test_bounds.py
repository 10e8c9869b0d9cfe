"""Archives that unpack to more than anybody has memory for, and those that are what they seem."""

import zipfile

import pytest

from tritone.errors import MissingVoice
from tritone.voices.bounds import MOST_MEMBERS, require_unpacked_size


def packed(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, size in members:
            archive.writestr(name, bytes(size))
    return path


def test_an_archive_is_refused_by_what_it_unpacks_to_and_not_by_its_size(tmp_path):
    bomb = packed(tmp_path / "bomb.npz", [("a.npy", 20 << 20)])
    assert bomb.stat().st_size < 100_000
    with pytest.raises(MissingVoice, match="unpacks to 21 MB in 1 files; allowed: 1 MB"):
        require_unpacked_size(bomb, 1 << 20)
    assert require_unpacked_size(bomb, 32 << 20) == ["a.npy"]


def test_an_archive_of_very_many_members_is_refused(tmp_path):
    with pytest.raises(MissingVoice, match=f"in {MOST_MEMBERS + 1} files"):
        require_unpacked_size(packed(tmp_path / "many.npz", [(str(n), 0) for n in range(MOST_MEMBERS + 1)]), 1 << 20)


def test_what_is_no_archive_has_no_members(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(1000))
    assert require_unpacked_size(tmp_path / "a.bin", 1) == []
