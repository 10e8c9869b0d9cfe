"""The .proto files are Triton's interface as tritonclient has it; examples and docs tell errors apart as we do."""

import re
from importlib import metadata
from pathlib import Path

import pytest

from scripts.make_proto import FOLDER, files
from tritone.client.errors import _OF_TRITON, _QUEUE_FULL, _STOPPING, RequestInvalid, ServerFault, ServerFull, refused
from tritone.errors import INVALID_BEGINS, TRY_AGAIN_LATER

ROOT = Path(__file__).resolve().parents[2]
CALLERS = ("examples/node/say.mjs", "examples/go/say.go", "docs/errors.md")


def test_the_files_are_what_the_script_writes():
    written = (FOLDER / "grpc_service.proto").read_text(encoding="utf-8")
    version = re.search(r"tritonclient ([\d.]+\d)", written)[1]
    if version != metadata.version("tritonclient"):
        pytest.skip(f"they were written with tritonclient {version}")
    for name, text in files().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"python scripts/make_proto.py writes {name} anew"


def test_the_licence_lies_beside_them():
    assert "NVIDIA CORPORATION" in (FOLDER / "LICENSE-tritonclient.txt").read_text(encoding="utf-8")


def test_what_a_stream_needs_is_in_them():
    text = (FOLDER / "grpc_service.proto").read_text(encoding="utf-8")
    assert "rpc ModelStreamInfer(stream inference.ModelInferRequest)" in text
    assert "returns (stream inference.ModelStreamInferResponse);" in text
    assert "map<string, inference.InferParameter> parameters" in text
    assert re.search(r"oneof parameter_choice \{\n    bool bool_param = 1;", text)


@pytest.mark.parametrize("caller", CALLERS)
def test_callers_in_other_languages_tell_errors_apart_by_the_same_words(caller):
    text = (ROOT / caller).read_text(encoding="utf-8").replace("\\[", "[")
    for words in (INVALID_BEGINS, *_OF_TRITON, *_STOPPING, _QUEUE_FULL, TRY_AGAIN_LATER):
        assert words in text, f"{caller} does not know {words!r}"


def test_the_documented_function_finds_the_kind_that_our_client_finds():
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    documented = {}
    exec(re.search(r"```python\n(def kind.*?)\n\n\n", page, re.DOTALL)[1], documented)
    kinds = {"invalid": RequestInvalid, "full": ServerFull, "broken": ServerFault}
    for message in (
        'input "speed": 9 is out of range; allowed: 0.25 to 4.0',
        "[request id: 1] expected 1 inputs but got 0 inputs for model 'tts'",
        "[request id: 1] Server is stopping, scheduler for model has stopped accepting new inference requests",
        "[request id: 1] Exceeds maximum queue size",
        "the server is speaking 3 streams, its limit; try again later",
        "model vocoder failed: out of memory",
    ):
        assert isinstance(refused(message), kinds[documented["kind"](message)]), message
