#!/usr/bin/env bash
# Run loadtest/gpu_bench.py from an archive of scripts/pack_gpu_bench.sh, on a machine without a network:
#
#   tar xf tritone-gpu-bench.tar.xz && tritone-gpu-bench/run.sh [arguments of loadtest.gpu_bench]
#
# PYTHON (python3) is the Python that has PyTorch and onnxruntime. It is left as it is: a virtual environment beside the archive's files
# puts NumPy 1, which the embedded server's stub needs, and the other packages before that Python's own.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
top=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
torch_folder=${TORCH_SITE:-$("$python" -c 'import importlib.util as u; from pathlib import Path; print(Path(u.find_spec("torch").origin).parents[1])')}

if [ ! -x "$top/venv/bin/python" ]; then
    "$python" -m venv --without-pip "$top/venv"
fi
packages=$("$top/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
# In this order: the archive's, then those that came with PyTorch.
printf '%s\n' "$top/project" "$top/site" "$torch_folder" >"$packages/tritone-gpu-bench.pth"
if ! "$top/venv/bin/python" -c 'from tritone.server.machine.locate import find_libpython; raise SystemExit(find_libpython() is None)'; then
    echo "this Python has no shared library: taking the archive's" >&2
    export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$top/lib"
    echo "$top/lib/lib-dynload" >>"$packages/tritone-gpu-bench.pth"
fi
export TRITONE_SERVER_DIR="$top/server"
cd "$top/project"
exec "$top/venv/bin/python" -m loadtest.gpu_bench "$@"
