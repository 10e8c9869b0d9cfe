#!/usr/bin/env bash
# Pack what loadtest/gpu_bench.py needs into one archive, for a GPU machine without a network.
#
#   scripts/pack_gpu_bench.sh OUTPUT.tar.xz
#
# The machine is expected to have Python (PYTHON_MINOR, 3.12) with a CUDA build of PyTorch and with onnxruntime. Packed: this checkout as committed, the embedded Triton server (stripped, one
# stub), the wheels below in the versions of the environment this runs in, libpython for a Python that has none. Needs
# pip, git, strip, xz, and an environment set up with `make setup`. At most 64 MiB come out; more is an error.
set -euo pipefail

output=$(realpath -m "${1:?usage: scripts/pack_gpu_bench.sh OUTPUT.tar.xz}")
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
minor=${PYTHON_MINOR:-3.12}
server=${TRITONE_SERVER_DIR:-$("$python" -c 'from tritone.server.machine.locate import default_server_dir as d; print(d())')}
limit=$((64 << 20))
packages=(numpy tritonclient python-rapidjson grpcio protobuf hibari-tts anyascii soundfile cffi pycparser soxr onnx psutil
          ml_dtypes typing_extensions safetensors kaldifst kitten-text-processing packaging)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
top=$work/tritone-gpu-bench
mkdir -p "$top"/{project,site,server/pytriton,lib} "$work/wheels"

echo "packages for Python $minor"
pinned=$("$python" - "${packages[@]}" <<'PY'
import sys
from importlib.metadata import version
print(*(f"{name}=={version(name)}" for name in sys.argv[1:]))
PY
)
platforms=(--platform manylinux2014_x86_64 --platform manylinux1_x86_64 --platform any)
for glibc in 17 24 26 27 28 31 34 35; do platforms+=(--platform "manylinux_2_${glibc}_x86_64"); done
# shellcheck disable=SC2086  # one word for each package
"$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --implementation cp \
    --python-version "$minor" --abi "cp${minor/./}" --abi abi3 --abi none "${platforms[@]}" -d "$work/wheels" $pinned
for wheel in "$work"/wheels/*.whl; do "$python" -m zipfile -e "$wheel" "$top/site"; done
find "$top/site" -type d \( -name tests -o -name test -o -name __pycache__ \) -prune -exec rm -rf {} +
find "$top/site" \( -name '*.pyi' -o -name '*.h' \) -delete
find "$top/site/kitten_text_processing/data" -mindepth 1 -maxdepth 1 ! -name en -exec rm -rf {} +  # English only
rm -rf "$top"/site/{onnx/backend,onnx/reference,bin} "$top"/site/hibari/assets/*gb*

echo "embedded server from $server"
cp -r "$server/pytriton/tritonserver" "$top/server/pytriton/"
cp -r "$server"/nvidia_pytriton.libs "$server"/nvidia_pytriton-*.dist-info "$top/server/"
find "$top/server/pytriton/tritonserver/python_backend_stubs" -mindepth 1 -maxdepth 1 ! -name "$minor" -exec rm -rf {} +
[ "$minor" = 3.13 ] || rm -f "$top"/server/nvidia_pytriton.libs/libpython3-*.13.so.*  # that stub's alone
find "$top/server" -type f \( -name '*.so*' -o -path '*/bin/tritonserver' -o -name '*_stub' \) -exec strip --strip-unneeded {} +

# A Python without a shared library needs one for the stub, and the modules that its own has inside.
for candidate in "python$minor" "$HOME"/.pyenv/versions/"$minor".*/bin/python3; do
    if found=$("$candidate" -c 'import sysconfig as s; print(s.get_config_var("LIBDIR"), s.get_path("stdlib"))' 2>/dev/null); then
        read -r folder library <<<"$found"
        if [ -f "$folder/libpython$minor.so.1.0" ]; then
            cp -L "$folder/libpython$minor.so.1.0" "$top/lib/"
            cp -r "$library/lib-dynload" "$top/lib/"
            rm -f "$top"/lib/lib-dynload/*test*
            find "$top/lib" -name '*.so*' -exec strip --strip-unneeded {} +
            break
        fi
    fi
done

git -C "$root" archive HEAD | tar -xC "$top/project"
ln -s project/loadtest/gpu_run.sh "$top/run.sh"
echo "compressing (minutes)"
tar -C "$work" -c tritone-gpu-bench | xz "-${XZ_LEVEL:-9}" -T0 >"$output"
size=$(stat -c %s "$output")
echo "$output: $((size >> 20)) MiB"
if [ "$size" -gt "$limit" ]; then
    echo "error: more than 64 MiB" >&2
    exit 1
fi
