"""The Piper voice family: VITS voices from their ONNX export, hundreds of them in dozens of languages."""

from tritone.families.piper.family import PiperFamily

FAMILY = PiperFamily()
