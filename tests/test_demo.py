"""The demo's picture shows the stream: when each chunk came, and that it was there before it is heard."""

import pytest

from tritone.client import Chunk

ARRIVED = [
    (Chunk(b"\x00\x10" * 2400, 24_000, 0, 0.0, 0.1, [], False), 0.03),
    (Chunk(b"\x00\x20" * 24_000, 24_000, 1, 0.1, 1.0, [], False), 0.05),
    (Chunk(b"\x00\x30" * 12_000, 24_000, 2, 1.1, 0.5, [], True), 0.08),
]


@pytest.fixture(scope="module")
def picture():
    """What is drawn of them. Matplotlib is loaded here: else every process that collects tests would."""
    pytest.importorskip("matplotlib")
    from scripts.demo import Arrival, draw

    return draw([Arrival(chunk, at) for chunk, at in ARRIVED])


def test_every_chunks_arrival_and_playing_are_drawn(picture):
    sound, times = picture.axes
    (dots,) = times.collections
    assert dots.get_offsets().tolist() == [[0.03, 0], [0.05, 1], [0.08, 2]]
    bars = {(round(bar.get_x(), 3), round(bar.get_width(), 3)) for bar in times.patches}
    assert {(0.03, 0.1), (0.13, 1.0), (1.13, 0.5)} <= bars
    assert "after 30 ms" in times.get_title() and times.get_xscale() == "log"
    (waveform,) = (line for line in sound.lines if len(line.get_xdata()) > 2)
    assert waveform.get_xdata()[-1] == pytest.approx(1.6, abs=1e-3)


def test_the_picture_is_written(picture, tmp_path):
    picture.savefig(tmp_path / "demo.png")
    assert (tmp_path / "demo.png").stat().st_size > 10_000
