"""How many samples a FLAC stream has, by its last frame: its header says which block of the stream it is, and its size.

Frames as in RFC 9639, 9.1; streams of one block size, as encoders make them unless told otherwise.
"""

from __future__ import annotations

_SYNC = b"\xff\xf8"
_LONGEST_FRAME_BYTES = 1 << 20
"""More than a block of 65,535 samples can take."""
_LONGEST_HEADER_BYTES = 16


def sample_count(end: bytes, block_samples: int) -> int | None:
    """end: the stream's last bytes, a megabyte is enough; block_samples: of all blocks but the last, as its STREAMINFO
    says. None where there is no whole frame at the end.
    """
    end = end[-_LONGEST_FRAME_BYTES:]
    at = end.rfind(_SYNC)
    while at >= 0:
        header = _header(end[at : at + _LONGEST_HEADER_BYTES])
        if header is not None and _crc(end[at:], 16, 0x8005) == 0:
            number, samples = header
            return number * block_samples + samples
        at = end.rfind(_SYNC, 0, at)
    return None


def _header(data: bytes) -> tuple[int, int] | None:
    """Which block it is and how many samples it has; None for what is no header."""
    if len(data) < 6:
        return None
    size_code, rate_code = data[2] >> 4, data[2] & 15
    number_bytes = 1 if data[4] < 0x80 else 8 - (~data[4] & 0xFF).bit_length()
    size_bytes = {6: 1, 7: 2}.get(size_code, 0)
    rate_bytes = {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    end = 4 + number_bytes + size_bytes + rate_bytes
    if number_bytes > 7 or end >= len(data) or _crc(data[: end + 1], 8, 0x07):
        return None
    number = data[4] if number_bytes == 1 else data[4] & (0x7F >> number_bytes)
    for byte in data[5 : 4 + number_bytes]:
        number = number << 6 | byte & 0x3F
    at = 4 + number_bytes
    return number, _block_samples(size_code, int.from_bytes(data[at : at + size_bytes], "big"))


def _block_samples(code: int, told: int) -> int:
    if code in (6, 7):
        return told + 1
    if code == 1:
        return 192
    return 576 << (code - 2) if code < 6 else 256 << (code - 8)


def _crc(data: bytes, bits: int, polynomial: int) -> int:
    """A checksum, most significant bit first; 0 over data with its own checksum behind it."""
    table, mask, crc = _table(bits, polynomial), (1 << bits) - 1, 0
    for byte in data:
        crc = (crc << 8 & mask) ^ table[crc >> bits - 8 ^ byte]
    return crc


def _table(bits: int, polynomial: int) -> list[int]:
    table, top, mask = [], 1 << bits - 1, (1 << bits) - 1
    for byte in range(256):
        crc = byte << bits - 8
        for _ in range(8):
            crc = (crc << 1 ^ (polynomial if crc & top else 0)) & mask
        table.append(crc)
    return table
