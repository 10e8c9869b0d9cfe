"""What the public model's config.pbtxt says, as its orchestrator takes it."""

from __future__ import annotations

import json

from tritone.models.parameters import model_parameters, names, number, whole_number
from tritone.streaming.orchestrator import OrchestratorSettings


def settings_of(model_config: str) -> OrchestratorSettings:
    """model_config: as Triton hands it over, JSON. Raises InvalidOption for a parameter that cannot be used."""
    parameters = model_parameters(model_config)
    return OrchestratorSettings(
        voices=names(parameters, "voices"),
        chunk_seconds=number(parameters, "chunk_seconds"),
        first_chunk_seconds=number(parameters, "first_chunk_seconds"),
        max_streams=whole_number(parameters, "max_streams"),
        max_load=number(parameters, "max_load"),
        max_first_audio_seconds=number(parameters, "max_first_audio_seconds"),
        max_text_chars=whole_number(parameters, "max_text_chars"),
        max_audio_seconds=number(parameters, "max_audio_seconds"),
        max_unsent_mb=number(parameters, "max_unsent_mb"),
        hold_ms=number(parameters, "hold_ms"),
        context_idle_seconds=number(parameters, "context_idle_seconds"),
        takes_contexts=_instances(model_config) == 1,
        max_batch_size=whole_number(parameters, "max_batch_size"),
        text_frontend_instances=whole_number(parameters, "text_frontend_instances"),
        acoustic_instances=whole_number(parameters, "acoustic_instances"),
        vocoder_instances=whole_number(parameters, "vocoder_instances"),
    )


def _instances(model_config: str) -> int:
    """How many instances the model has: each knows its own contexts only, and Triton gives a request to any."""
    groups = json.loads(model_config).get("instance_group", [])
    return sum(int(group.get("count", 1)) * max(1, len(group.get("gpus", []))) for group in groups) or 1
