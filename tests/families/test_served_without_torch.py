"""On a CPU a voice of any family is loaded and spoken by a process that never imports PyTorch."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from tests.families.tiny_kokoro import write_tiny_voice
from tritone.native.library import why_unsupported
from tritone.voices.installed import get_voice

pytestmark = pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported()))

SPEAK = """if True:
    import pickle, sys
    import numpy as np

    class NoTorch:
        def find_spec(self, name, path=None, target=None):
            assert name.partition(".")[0] != "torch", "PyTorch is imported"

    sys.meta_path.insert(0, NoTorch())
    from tritone.families import load_family
    from tritone.families.engine_settings import EngineSettings
    from tritone.pipeline.frames import AcousticSegment
    from tritone.pipeline.windows import cut_window

    voice = pickle.load(open(sys.argv[1], "rb"))
    family, settings = load_family(voice.family), EngineSettings((voice.name,), "cpu", "auto", 1)
    acoustic, vocoder = family.acoustic_engine(voice, settings), family.vocoder_engine(voice, settings)
    ids = family.phoneme_ids(sys.argv[2], voice).ids
    result = acoustic.synthesize_frames([AcousticSegment(ids)], [voice])[0]
    result = family.trim_silence(ids, result, voice)
    frames, lookahead = result.frames, family.frame_format(voice).lookahead_frames
    made = vocoder.vocode([cut_window(frames, 0, len(frames), lookahead, 1, None)], [voice])[0].samples
    assert np.abs(made).max() > 0
    assert not any(name.partition(".")[0] == "torch" for name in sys.modules)
"""


@pytest.mark.parametrize("name", ["heart", "joe", "kokoro"])
def test_a_voice_is_loaded_and_spoken_without_torch(tmp_path, name):
    voice = write_tiny_voice(tmp_path) if name == "kokoro" else get_voice(name)
    if not voice.is_present():
        pytest.skip(f"{name} is not there")
    kept = tmp_path / "voice.pickle"
    kept.write_bytes(pickle.dumps(voice))
    spoken = "həlˈO."
    done = subprocess.run(
        [sys.executable, "-c", SPEAK, str(kept), spoken],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
