"""Audio formats: chunks joined are one valid stream."""

import io
import wave

import numpy as np
import pytest

from tritone.audio_format import FORMATS, create_encoder

SAMPLES = np.linspace(-1.2, 1.2, 4001, dtype=np.float32)


def joined(name, cuts):
    encoder = create_encoder(name, 24_000)
    return b"".join(encoder.encode(part) for part in np.split(SAMPLES, cuts))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("cuts", [[1], [100, 100, 3000], list(range(1, 4001, 37))])
def test_chunks_joined_are_the_stream_encoded_whole(name, cuts):
    assert joined(name, cuts) == joined(name, [])


def test_pcm_is_rounded_and_clipped_not_wrapped():
    pcm = np.frombuffer(joined("pcm", []), "<i2")
    assert pcm[0] == -32767 and pcm[-1] == 32767
    np.testing.assert_allclose(pcm / 32767, np.clip(SAMPLES, -1, 1), atol=0.5 / 32767 + 1e-6)


def test_wav_is_read_by_pythons_wave_module():
    with wave.open(io.BytesIO(joined("wav", [10, 500]))) as reader:
        assert (reader.getframerate(), reader.getnchannels(), reader.getsampwidth()) == (24_000, 1, 2)
        read = reader.readframes(reader.getnframes())
    assert read == joined("pcm", [])


def test_wav_is_read_by_libsndfile():
    soundfile = pytest.importorskip("soundfile", reason="soundfile is not installed")
    samples, rate = soundfile.read(io.BytesIO(joined("wav", [7])), dtype="int16")
    assert rate == 24_000 and samples.tobytes() == joined("pcm", [])
