"""The native kernels' passes over samples make what NumPy's make; without their library NumPy's are used."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tritone.audio import native_passes
from tritone.audio.limiter import TruePeakLimiter
from tritone.audio.native_passes import NativePasses, sample_passes
from tritone.audio.sample_passes import NumpyPasses
from tritone.audio.true_peak import is_below
from tritone.native.library import library_path, why_unsupported

CEILING = 0.875
ODD_SIZES = (0, 1, 2, 3, 31, 103, 2047, 2048, 2049, 48_001)


@pytest.fixture(scope="module")
def native() -> NativePasses:
    if reason := why_unsupported():
        pytest.skip(reason)
    return NativePasses(ctypes.PyDLL(str(library_path())))


def noise(count: int, peak: float = 1.0, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-peak, peak, count).astype(np.float32)


@pytest.mark.parametrize("count", ODD_SIZES)
def test_samples_become_the_same_bytes(native, count):
    samples = noise(count, 1.2)
    assert native.pcm(samples) == NumpyPasses().pcm(samples)
    assert native.pcm(samples[::2]) == NumpyPasses().pcm(samples[::2])


def test_halves_go_to_the_even_number_and_what_is_too_loud_is_clipped(native):
    halves = np.array([0.5, 1.5, 2.5, -0.5, -1.5, 32766.5], np.float32) / np.float32(32767)
    loud = np.array([1.0, -1.0, 1.5, -300.0, 1e30, -np.inf, np.inf], np.float32)
    for passes in (native, NumpyPasses()):
        assert np.frombuffer(passes.pcm(loud), "<i2").tolist() == [32767, -32767, 32767, -32767, 32767, -32767, 32767]
    assert native.pcm(halves) == NumpyPasses().pcm(halves)


def test_what_is_no_number_is_silence_and_what_is_loud_beside_it_is_clipped(native):
    """NumPy's maximum of samples with a NaN is a NaN, which is no louder than anything: loud ones turned over once."""
    for passes in (native, NumpyPasses()):
        assert np.frombuffer(passes.pcm(np.array([1.5, np.nan, -2.0], np.float32)), "<i2").tolist() == [
            32767,
            0,
            -32767,
        ]


@pytest.mark.parametrize("held", [16, 104, 2050])
@pytest.mark.parametrize("count", ODD_SIZES)
def test_soft_samples_are_encoded_in_one_pass(native, held, count):
    before, samples, skipped = noise(held, 0.3), noise(count, 0.3, seed=1), 7
    told = slice(skipped, skipped + (held + count) // 2)
    expected = NumpyPasses().encode(before, samples, 0.7, CEILING, told)
    made = native.encode(before, samples, 0.7, CEILING, told)
    assert expected is not None and made is not None
    assert made[0] == expected[0] and len(made[0]) == held + count & ~1
    np.testing.assert_array_equal(made[1], expected[1])


@pytest.mark.parametrize("place", [15, 16, 17, 2047, 2063, 2064, 2065, 5_000, 9_983])
def test_one_loud_sample_is_found_wherever_it_is(native, place):
    joined = np.zeros(10_000, np.float32)
    for peak, is_soft in ((0.34, True), (0.87, True), (0.88, False), (-0.9, False), (np.inf, False)):
        joined[place] = peak
        for passes in (native, NumpyPasses()):
            encoded = passes.encode(joined[:16], joined[16:], 1.0, CEILING, slice(0, 9_000))
            assert (encoded is not None) == is_soft, (peak, passes)


@pytest.mark.parametrize("place", [0, 1, 30, 31, 32, 2_030, 2_031, 2_062, 5_000, 9_968])
def test_a_peak_between_samples_is_found_wherever_it_is(native, place):
    """Half a sample's way from two of 0.7 the waveform reaches 1.27 times as much."""
    joined = np.zeros(10_000, np.float32)
    joined[place + 15 : place + 17] = 0.7
    for gain, is_soft in ((0.97, True), (1.0, False)):
        for passes in (native, NumpyPasses()):
            encoded = passes.encode(joined[:16] * np.float32(gain), joined[16:], gain, CEILING, slice(0, 9_000))
            assert (encoded is not None) == is_soft, (gain, passes)


def speech_near_the_ceiling() -> np.ndarray:
    """As voices are: vowels close below the ceiling, bent ones elsewhere."""
    at = np.arange(24_000)
    vowels = 0.8 * np.sin(at / 12) * np.sin(at / 4_000) ** 2
    return (vowels + 0.04 * np.sin(at * 2.2)).astype(np.float32)


def test_what_is_near_the_ceiling_and_not_above_it_takes_one_pass(native):
    speech = speech_near_the_ceiling()
    assert not is_below(speech, CEILING)  # of all samples together too little is known
    told = slice(16, 23_000)
    for passes in (native, NumpyPasses()):
        encoded = passes.encode(speech[:16], speech[16:], 1.0, CEILING, told)
        assert encoded is not None and encoded[0] == NumpyPasses().pcm(speech[told])


def test_a_slow_wave_may_be_louder_than_a_bent_one(native):
    slow = (0.86 * np.sin(np.arange(3_000) / 100)).astype(np.float32)
    for passes in (native, NumpyPasses()):
        assert passes.encode(slow[:16], slow[16:], 1.0, CEILING, slice(0, 100)) is not None
        assert passes.encode(slow[:16], slow[16:], 1.1, CEILING, slice(0, 100)) is None


class CountingPasses(NumpyPasses):
    """Counts the samples that took the one pass."""

    def __init__(self) -> None:
        self.in_one_pass = 0

    def encode(self, before, samples, gain, ceiling, told):  # type: ignore[no-untyped-def]
        encoded = super().encode(before, samples, gain, ceiling, told)
        if encoded is not None:
            self.in_one_pass += told.stop - told.start
        return encoded


def test_of_a_long_chunk_only_what_is_around_a_loud_place_is_limited():
    passes, sound = CountingPasses(), noise(96_000, 0.2)
    sound[40_000] = 2.0
    TruePeakLimiter(24_000, passes=passes).put_for_pcm(sound, 1.0)
    assert 70_000 < passes.in_one_pass < 92_000


@given(st.lists(st.sampled_from([0.0, 0.001, -0.002, 0.0021, -0.5]), max_size=40), st.integers(0, 3_000))
@example([], 0)
def test_the_first_and_the_last_loud_sample_are_found(native, values, silence):
    samples = np.concatenate([np.zeros(silence), values, np.zeros(silence)]).astype(np.float32)
    loud = np.flatnonzero(np.abs(samples) > np.float32(0.002))
    for passes in (native, NumpyPasses()):
        assert passes.first_above(samples, 0.002) == (loud[0] if len(loud) else None)
        assert passes.last_above(samples, 0.002) == (loud[-1] if len(loud) else None)


@given(st.lists(st.integers(0, 6_000), max_size=8), st.floats(0.2, 3.0), st.integers(0, 5))
def test_bytes_of_a_limiter_are_its_samples_in_16_bits(native, cuts, gain, seed):
    """Soft stretches go through one pass, loud ones and what comes after them through the limiter's own way."""
    sound = noise(12_000, 0.2, seed) * np.repeat([1, 1, 4, 1, 1, 1], 2_000).astype(np.float32)
    louder, plain = sound * np.float32(gain), TruePeakLimiter(24_000)
    expected = NumpyPasses().pcm(np.concatenate([plain.put(louder), plain.flush()]))
    for passes in (native, NumpyPasses()):
        limiter, made, at = TruePeakLimiter(24_000, passes=passes), b"", 0
        for cut in [*cuts, len(sound)]:
            made += limiter.put_for_pcm(sound[at : at + cut], gain)
            at += cut
        assert made + passes.pcm(limiter.flush()) == expected


def test_a_stream_waits_for_no_compiler(tmp_path, monkeypatch):
    """A checkout whose kernels are not built yet: NumPy's until they are, looked for again after a while."""
    monkeypatch.setenv("TRITONE_CACHE", str(tmp_path))
    monkeypatch.delenv("TRITONE_KERNELS", raising=False)
    monkeypatch.setattr("tritone.native.build.PREBUILT_FOLDER", tmp_path / "none")
    choice = native_passes._Choice()
    assert isinstance(choice.current(), NumpyPasses)
    assert not list(tmp_path.rglob("*.so"))


def test_a_library_that_lacks_them_does_no_harm(tmp_path, monkeypatch):
    for text in (b"", b"not a library"):
        (tmp_path / "other.so").write_bytes(text)
        monkeypatch.setenv("TRITONE_KERNELS", str(tmp_path / "other.so"))
        assert isinstance(native_passes._Choice().current(), NumpyPasses)


def test_where_the_library_is_built_it_is_used(native):
    assert isinstance(native_passes._Choice().current(), NativePasses)
    assert sample_passes() is sample_passes()
