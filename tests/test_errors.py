"""What errors say by themselves."""

from tritone.errors import ModelDown


def test_a_model_that_was_never_loaded_is_named_with_those_that_are_needed():
    said = str(ModelDown.named("acoustic", "Model acoustic is not ready"))
    assert "model acoustic: Model acoustic is not ready" in said
    assert "load it: tts needs text_frontend, acoustic and vocoder" in said
