"""The hibari voice family: small voices distilled from Kokoro-82M (hibari-tts, Apache-2.0)."""

from tritone.families.hibari.family import HibariFamily

FAMILY = HibariFamily()
