"""Write sizes.h, so that C has the sizes of the Python engines and none of its own.

python -m tritone.families.hibari.native.sizes_header    write it anew, after a size has changed
"""

from __future__ import annotations

from pathlib import Path

from tritone.families import shared
from tritone.families.hibari import frame_layout, network_sizes

HEADER = Path(__file__).with_name("sizes.h")


def header_text() -> str:
    """The whole header: a macro for every constant of the modules that hold sizes."""
    lines = [
        "// Written by sizes_header.py from the modules named below: change those, and run it.",
        "#ifndef TRITONE_HIBARI_SIZES_H",
        "#define TRITONE_HIBARI_SIZES_H",
    ]
    for module in (frame_layout, network_sizes):
        own = {name: value for name, value in vars(module).items() if name.isupper()}
        if module is network_sizes:  # what it has of the other module
            own = {name: value for name, value in own.items() if name not in vars(frame_layout)}
        lines += ["", f"// {module.__name__}", *(f"#define {name} {_as_c(value)}" for name, value in own.items())]
    lines += ["", f"// {shared.__name__}", f"#define NOISE_PLACES {shared.NOISE_PLACES}"]
    return "\n".join([*lines, "", "#endif", ""])


def _as_c(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value!r}f"
    if isinstance(value, tuple):
        return "{" + ", ".join(_as_c(item) for item in value) + "}"
    raise TypeError(f"{value!r} is no size that C can be told of")


if __name__ == "__main__":
    HEADER.write_text(header_text(), encoding="utf-8")
