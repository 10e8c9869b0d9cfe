"""What the images set, read from the Dockerfile."""

import re
from pathlib import Path

DOCKERFILE = (Path(__file__).resolve().parents[1] / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def test_every_image_that_runs_has_telemetry_off():
    stages = {
        re.search(r"AS ([\w-]+)", stage)[1]: stage for stage in re.split(r"^(?=FROM )", DOCKERFILE, flags=re.M)[1:]
    }
    bases = {name: re.match(r"FROM (\S+)", stage)[1] for name, stage in stages.items()}
    running = [name for name in stages if name in ("cpu", "cpu-torch", "gpu")]
    assert len(running) == 3
    for name in running:
        own = stages[name]
        if bases[name] in stages:
            own += stages[bases[name]]
        assert re.search(r"^ENV .*\bORT_DISABLE_TELEMETRY=1\b", own, flags=re.M), name
