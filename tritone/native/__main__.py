"""The library of native kernels, by itself.

python -m tritone.native            print where this machine's library lies; it is compiled if need be
python -m tritone.native FOLDER     compile every library there is into a folder
"""

import sys
from pathlib import Path

from tritone.native.build import compile_to, library_name
from tritone.native.library import library_path
from tritone.native.variants import VARIANTS

if __name__ == "__main__":
    if sys.argv[1:]:
        for variant in VARIANTS:
            compile_to(Path(sys.argv[1]) / library_name(variant), variant)
    else:
        print(library_path())
