"""Run what is done to every sample over odd lengths, beside NumPy; `test_kernels.py` runs this under sanitizers.

    TRITONE_KERNELS=library python -m tests.native.exercise_samples

The library is one of tests/native/checked_library.py. It trusts the sizes that it is given: they are the limiter's.
"""

from __future__ import annotations

import ctypes

import numpy as np

from tests.native.sample_cases import made_by, sample_cases
from tritone.audio.native_passes import NativePasses
from tritone.audio.sample_passes import NumpyPasses
from tritone.native.library import library_path


def main() -> None:
    """All of it."""
    native, done, soft = NativePasses(ctypes.PyDLL(str(library_path()))), 0, 0
    for case in sample_cases():
        made, expected = made_by(native, case), made_by(NumpyPasses(), case)
        for one, other in zip(made, expected, strict=True):
            assert (one is None) == (other is None), case
            if other is not None:
                np.testing.assert_array_equal(one, other, str(case))
        done, soft = done + 1, soft + int(made[0][0])
    assert 0.2 < soft / done < 0.8, "both kinds should be there"
    print(f"{done} stretches, {soft} of them in one pass")


if __name__ == "__main__":
    main()
