"""The float32 engines of the default voice on the CPU, loaded once for all tests that hear or compare with them."""

import pytest

from tests.families.voice_data import FAMILY, TORCH, VOICE
from tritone.families.hibari.weights import load_weights
from tritone.voices.voice import WEIGHTS


@pytest.fixture(scope="session")
def hibari_weights():
    """Float32 arrays by name, for engines that a test builds itself."""
    return load_weights(VOICE.checked(WEIGHTS))


@pytest.fixture(scope="session")
def torch_acoustic():
    return FAMILY.acoustic_engine(VOICE, TORCH)


@pytest.fixture(scope="session")
def torch_vocoder():
    return FAMILY.vocoder_engine(VOICE, TORCH)
