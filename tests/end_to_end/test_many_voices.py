"""Voices of three families on one real server, loaded on demand; one of them broken."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from loadtest.engines.sound_distance import signal_to_noise_db
from tests.end_to_end.plain_client import SAME_SOUND_DB, say
from tests.families import tiny_kokoro, tiny_piper
from tritone.cli import main
from tritone.voices.installed import get_voice

pytestmark = pytest.mark.triton
TEXT = "Hello there. The weather is fine."


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A server whose voices folder was filled by `tritone voices add`."""
    from tritone.server.launcher import running_server
    from tritone.server.options import ServeOptions

    home, kokoro, piper = (tmp_path_factory.mktemp(name) for name in ("home", "kokoro", "piper"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRITONE_VOICES", str(home))
        for seed, name in enumerate(("af_ann", "bf_bea")):
            tiny_kokoro.write_tiny_voice(kokoro, name, seed)
        tiny_piper.write_tiny_voice(piper, speakers=2)
        config = piper / "xx_XX-tiny-low.onnx.json"
        config.write_text(config.read_text().replace('"length_scale": 1.0', '"length_scale": 0.25'))
        for folder, name in ((kokoro, ""), (piper, "tiny"), (piper, "broken")):
            if name == "broken":  # other weights: the same would be the same voice
                tiny_piper.write_tiny_voice(folder, seed=2)
            assert main(["voices", "add", str(folder), "--name", name, "--language", "en-us", "--gain-db", "0"]) == 0
        weights = get_voice("broken").path("weights")
        weights.write_bytes(weights.read_bytes()[:5000])
        with running_server(ServeOptions(voices=("heart", "all"))) as server:
            yield server


def test_all_of_them_speak_at_once_and_the_broken_one_costs_only_itself(many):
    names = ["heart", "af_ann", "bf_bea", "af_ann:0.7+bf_bea:0.3", "tiny#p0", "tiny#p1", "broken", "nobody"]
    with ThreadPoolExecutor(len(names)) as callers:
        heard = dict(
            zip(names, callers.map(lambda name: say(many.grpc_url, text=TEXT, voice=name, seed=1), names), strict=True)
        )
    assert 'voice "broken"' in heard["broken"].error and "is damaged" in heard["broken"].error
    assert '"nobody" is unknown' in heard["nobody"].error
    spoken = {name: one for name, one in heard.items() if name not in ("broken", "nobody")}
    assert {name: one.error for name, one in spoken.items()} == dict.fromkeys(spoken)
    assert all(len(one.samples()) > 5000 and np.abs(one.samples()).max() > 10 for one in spoken.values())
    assert spoken["tiny#p0"].chunks[0]["sample_rate"] == 16000
    assert len({one.audio() for one in spoken.values()}) == len(spoken)
    again = say(many.grpc_url, text=TEXT, voice="af_ann:0.7+bf_bea:0.3", seed=1)
    assert signal_to_noise_db(spoken["af_ann:0.7+bf_bea:0.3"].samples(), again.samples()) > SAME_SOUND_DB


def test_a_running_server_lends_its_voice_for_a_sample(many, tmp_path, monkeypatch, capsys):
    assert main(["voices", "sample", "heart", "--output", str(tmp_path / "x.wav"), "--url", many.grpc_url]) == 0
    assert (tmp_path / "x.wav").stat().st_size > 100_000
