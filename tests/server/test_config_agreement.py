"""Models whose configs disagree are named, with what each says."""

import pytest
from google.protobuf import text_format

from tritone.server.config_agreement import find_disagreements
from tritone.server.model_repository import ensemble_folder, read_config, write_model_repository
from tritone.server.options import ModelOptions


def change(folder, model: str, edit) -> None:
    """Edit a model's config as an operator would by hand."""
    path = folder / model / "config.pbtxt"
    config = read_config(path)
    edit(config)
    path.write_text(text_format.MessageToString(config))


@pytest.fixture
def models(tmp_path):
    write_model_repository(tmp_path, ModelOptions(device="cpu"))
    return tmp_path


@pytest.mark.parametrize(
    "options",
    [{}, {"instances": {"tts": 2, "vocoder": 5}}, {"max_batch_size": 32, "voices": ("heart", "all")}],
)
def test_what_is_built_agrees(tmp_path, options):
    write_model_repository(tmp_path, ModelOptions(device="cpu", **options))
    assert find_disagreements(str(tmp_path / "tts")) == []
    assert find_disagreements(str(ensemble_folder() / "tts")) == []


def test_a_voice_of_tts_that_a_model_behind_it_lacks_is_named(models):
    change(models, "tts", lambda config: setattr(config.parameters["voices"], "string_value", "heart,joe"))
    found = find_disagreements(str(models / "tts"))
    assert [sentence.split(":")[0] for sentence in found] == [
        f"the configs of tts and {model} disagree" for model in ("text_frontend", "acoustic", "vocoder", "voices")
    ]
    assert "tts offers joe and acoustic has heart (parameter voices)" in found[1]


def test_a_model_that_has_more_voices_is_no_disagreement(models):
    change(models, "vocoder", lambda config: setattr(config.parameters["voices"], "string_value", "heart,all"))
    assert find_disagreements(str(models / "tts")) == []


def test_instances_that_tts_does_not_know_of_are_named(models):
    change(models, "vocoder", lambda config: setattr(config.instance_group[0], "count", 6))
    (sentence,) = find_disagreements(str(models / "tts"))
    assert "tts counts on 2 instances (its parameter vocoder_instances) and vocoder has 6" in sentence


def test_a_batch_that_a_model_does_not_take_is_named(models):
    change(models, "acoustic", lambda config: setattr(config, "max_batch_size", 4))
    (sentence,) = find_disagreements(str(models / "tts"))
    assert "tts calls with up to 8 rows" in sentence and "acoustic takes 4" in sentence


def test_models_that_lie_elsewhere_or_cannot_be_read_are_left_out(models):
    (models / "vocoder" / "config.pbtxt").unlink()
    (models / "acoustic" / "config.pbtxt").write_text("not a config")
    assert find_disagreements(str(models / "tts")) == []
    (models / "tts" / "config.pbtxt").unlink()
    assert find_disagreements(str(models / "tts")) == []
