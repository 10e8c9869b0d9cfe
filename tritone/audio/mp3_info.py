"""The frame without sound that LAME puts in front of an MP3 file: how many frames follow, and what of them is padding.

A stream is sent without it, since its numbers are known at the end. Layout: the "mp3 info tag" of LAME's
documentation, revision 1, behind a Xing header.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

ENCODER_DELAY = 576
"""Samples that LAME puts before the sound; decoders add 529 of their own and know that."""
_BITRATES_KBIT = {  # by MPEG version 1, and 2 and 2.5; layer III (ISO 11172-3, 2.4.2.3; 13818-3)
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""By the header's two bits for the version."""
_SYNC_BYTE, _VERSION_1, _LAYER_3, _MONO = 0xFF, 3, 1, 3
_HAS_FRAMES_BYTES_PLACES_QUALITY = 0x0F
_LONGEST_PADDING = 4095
_MOVED_AT_ONCE = 1 << 20


class _Header:
    """A frame's first four bytes, of mono sound at a constant rate."""

    def __init__(self, four: bytes):
        """Raises ValueError for what is no such header."""
        bits = int.from_bytes(four, "big")
        version, layer = bits >> 19 & 3, bits >> 17 & 3
        bitrate, rate = bits >> 12 & 15, bits >> 10 & 3
        if bits >> 21 != 0x7FF or layer != _LAYER_3 or version not in _RATES_HZ or not 0 < bitrate < 15 or rate == 3:
            raise ValueError(f"{four.hex()} is no header of an MP3 frame")
        is_first = version == _VERSION_1
        self.samples = 1152 if is_first else 576
        kbit, rate_hz = _BITRATES_KBIT[1 if is_first else 2][bitrate], _RATES_HZ[version][rate]
        self.unpadded_bytes = self.samples // 8 * 1000 * kbit // rate_hz
        self.frame_bytes = self.unpadded_bytes + (bits >> 9 & 1)
        is_mono = bits >> 6 & 3 == _MONO
        self.side_bytes = (17 if is_mono else 32) if is_first else (9 if is_mono else 17)
        self.kbit = kbit
        self.unpadded = (bits & ~(1 << 9) | 1 << 16).to_bytes(4, "big")
        """The same of a frame without a padding byte and without a checksum."""


def write_info_frame(file: BinaryIO, samples: int) -> None:
    """Put it in front of all frames of a stream of so many samples; what is no MP3 stays as it is."""
    length = file.seek(0, 2)
    file.seek(0)
    try:
        header = _Header(file.read(4))
        frames = _count_frames(file, length)
    except ValueError:
        return
    padding = min(max(0, frames * header.samples - ENCODER_DELAY - samples), _LONGEST_PADDING)
    info = _info_frame(header, frames, length, padding)
    _move_up(file, length, len(info))
    file.seek(0)
    file.write(info)


def _count_frames(file: BinaryIO, length: int) -> int:
    """Raises ValueError where the frames do not follow each other."""
    at, frames = 0, 0
    while at + 4 <= length:
        file.seek(at)
        at += _Header(file.read(4)).frame_bytes
        frames += 1
    return frames


def _info_frame(header: _Header, frames: int, audio_bytes: int, padding: int) -> bytes:
    size = header.unpadded_bytes
    front = header.unpadded + bytes(header.side_bytes)
    # one frame is as long as the next, so the places of each hundredth of the sound are those of the bytes
    places = bytes(256 * hundredth // 100 for hundredth in range(100))
    xing = b"Info" + struct.pack(">III", _HAS_FRAMES_BYTES_PLACES_QUALITY, frames, size + audio_bytes)
    xing += places + struct.pack(">I", 0)
    lame = b"LAME3.100" + bytes([0x01])  # revision 0 of the tag, constant rate
    lame += bytes(1 + 4 + 2 + 2 + 1)  # low pass, peak, gains, flags: not told
    lame += bytes([min(header.kbit, 255)]) + (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    lame += bytes(1 + 1 + 2) + struct.pack(">I", size + audio_bytes) + bytes(2)
    told = front + xing + lame
    told += struct.pack(">H", _crc16(told))
    if len(told) > size:
        raise ValueError(f"frames of {size} bytes have no room for a tag of {len(told)}")
    return told + bytes(size - len(told))


def _crc16(data: bytes) -> int:
    """CRC-16 with the polynomial x^16 + x^15 + x^2 + 1, least significant bit first."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def _move_up(file: BinaryIO, length: int, distance: int) -> None:
    """Make room in front, from the end on, without holding the whole file in memory."""
    end = length
    while end > 0:
        begin = max(0, end - _MOVED_AT_ONCE)
        file.seek(begin)
        moved = file.read(end - begin)
        file.seek(begin + distance)
        file.write(moved)
        end = begin
