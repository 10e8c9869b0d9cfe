"""Load the native CPU kernels, and say whether a process should use them."""

from __future__ import annotations

# Note from the lead to the author of the native engine: keep this function (tritone/families/hibari/family.py calls
# it) and fill it in; engines are constructed as NativeAcousticEngine(checkpoint) and NativeVocoderEngine(checkpoint)
# with a pathlib.Path; acoustic results are tritone.families.AcousticResult. frame_layout.py and noise.py are the
# torch-free homes of constants and noise.


def use_native(engine: str, device: str) -> bool:
    """Whether to run the native kernels; engine is "auto", "torch" or "native", device "auto", "cpu", "cuda" or "cuda:N".

    "auto": on a CPU that has the instructions, when the library is there or can be built. "native" where that is
    impossible raises TritoneError saying why. Does not import torch.
    """
    if engine == "native":
        raise NotImplementedError("the native engine is being written")
    return False
