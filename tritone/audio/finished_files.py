"""Write into a saved file what a stream's header cannot know: how much sound there is.

Each format's function takes the whole file, open for reading and writing, and is called once, when all was written.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Mapping
from typing import BinaryIO

from tritone.audio.flac_length import sample_count
from tritone.audio.mp3_info import write_info_frame

# A WAV header's two lengths: the file's without the first 8 bytes at 4, the samples' at 40 (after a 16-byte "fmt ").
_RIFF_LENGTH_AT, _DATA_LENGTH_AT, _WAV_HEADER_BYTES = 4, 40, 44
# FLAC's first block, STREAMINFO (RFC 9639, 8.2), begins after "fLaC" and four bytes: with how many samples a block has.
# The last 36 bits of its bytes 10 to 17 are the number of all samples; then comes their MD5.
_FLAC_BLOCK_AT, _FLAC_COUNT_AT, _FLAC_MD5_AT, _FLAC_COUNT_BITS = 8, 8 + 10, 8 + 18, 36
_FLAC_END_BYTES = 1 << 20
_SAMPLES_AT_ONCE = 1 << 18


def finish_wav(file: BinaryIO, samples: int) -> None:
    """The header that was streamed says "very long"."""
    length = file.seek(0, 2)
    if length >= _WAV_HEADER_BYTES:
        _write_at(file, _RIFF_LENGTH_AT, struct.pack("<I", length - 8))
        _write_at(file, _DATA_LENGTH_AT, struct.pack("<I", length - _WAV_HEADER_BYTES))


def finish_flac(file: BinaryIO, samples: int) -> None:
    """The header that was streamed says nothing. Where libsndfile is here the file is decoded once for its checksum."""
    length = file.seek(0, 2)
    file.seek(0)
    if file.read(4) != b"fLaC" or length < _FLAC_MD5_AT + 16:
        return
    file.seek(_FLAC_BLOCK_AT)
    (block_samples,) = struct.unpack(">H", file.read(2))
    file.seek(max(0, length - _FLAC_END_BYTES))
    counted = sample_count(file.read(), block_samples)
    if counted is None:
        return
    file.seek(_FLAC_COUNT_AT)
    (packed,) = struct.unpack(">Q", file.read(8))
    kept = packed >> _FLAC_COUNT_BITS << _FLAC_COUNT_BITS
    _write_at(file, _FLAC_COUNT_AT, struct.pack(">Q", kept | counted))
    digest = _flac_digest(file)
    if digest is not None:
        _write_at(file, _FLAC_MD5_AT, digest)


def finish_mp3(file: BinaryIO, samples: int) -> None:
    """Players cut the encoder's delay, and know the length, by a frame without sound in front."""
    write_info_frame(file, samples)


FINISHED: Mapping[str, Callable[[BinaryIO, int], None]] = {
    "wav": finish_wav,
    "flac": finish_flac,
    "mp3": finish_mp3,
}
"""By format; Ogg tells lengths on its last page, and raw samples have no header."""


def _flac_digest(file: BinaryIO) -> bytes | None:
    """The MD5 of its 16-bit samples; None where nothing here can decode them."""
    try:
        import soundfile
    except ImportError:
        return None
    file.flush()
    file.seek(0)
    digest = hashlib.md5(usedforsecurity=False)
    with soundfile.SoundFile(file) as reader:
        for samples in reader.blocks(_SAMPLES_AT_ONCE, dtype="int16"):
            digest.update(samples.astype("<i2").tobytes())
    return digest.digest()


def _write_at(file: BinaryIO, position: int, written: bytes) -> None:
    file.seek(position)
    file.write(written)
