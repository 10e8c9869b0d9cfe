"""The American engine, loaded once for all tests of this folder."""

from __future__ import annotations

import pytest

from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme


@pytest.fixture(scope="session")
def american() -> HibariGraphemeToPhoneme:
    pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")
    return HibariGraphemeToPhoneme()


@pytest.fixture(scope="session")
def british() -> HibariGraphemeToPhoneme:
    pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")
    return HibariGraphemeToPhoneme(british=True)
