"""Hatchling's build hook: what the wheel holds beside the packages' own files.

The model repository and the backends lie beside the packages in a checkout, inside `tritone` in the wheel. The native
kernels are compiled into tritone/native/prebuilt/, a library for each of tritone.native.variants, so that nobody who
installs the wheel needs a compiler; the wheel is named after the C library that they need.
All is compiled anew, unless TRITONE_KERNEL_OBJECTS says where objects are kept (tritone.native.objects).
TRITONE_WHEEL_WITHOUT_KERNELS=1 makes a wheel for any machine instead, whose kernels are compiled at first use.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_WITHOUT = "TRITONE_WHEEL_WITHOUT_KERNELS"
_OLDEST_GLIBC = 28
"""glibc 2.28 or newer is what wheels of NumPy and gRPC ask for, too: Debian 10, Ubuntu 20.04, RHEL 8."""


class KernelHook(BuildHookInterface):  # type: ignore[type-arg]
    """Does nothing for editable installs: those find folders in the checkout, and compile at first use."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Tell the builder of more files; the kernels are compiled into a folder of our own first."""
        if version == "editable":
            return
        build_data["force_include"].update({"ensemble": "tritone/_ensemble", "backends": "tritone/_backends"})
        if os.environ.get(_WITHOUT) != "1" and platform.machine() == "x86_64":
            self._add_kernels(build_data)

    def _add_kernels(self, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from tritone.native.build import PREBUILT_FOLDER, NoCompiler, compile_to, library_name
        from tritone.native.variants import VARIANTS

        self._folder = tempfile.TemporaryDirectory()
        newest = _OLDEST_GLIBC
        for variant in VARIANTS:
            library = Path(self._folder.name) / library_name(variant)
            try:
                compile_to(library, variant)
            except NoCompiler as error:
                sys.exit(f"{error} ({_WITHOUT}=1 builds a wheel without them)")
            target = PREBUILT_FOLDER.relative_to(self.root) / library.name
            build_data["force_include"][str(library)] = str(target)
            newest = max(newest, glibc_minor(library))
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-manylinux_2_{newest}_x86_64"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


def glibc_minor(library: Path) -> int:
    """The newest version 2.x of the C library that any of its symbols is of; 0 where none says."""
    return max((int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)", library.read_bytes())), default=0)
