#!/usr/bin/env bash
# Build a target of the Dockerfile, start it and stream a sentence from it; without Docker, without an image registry.
#
#   sudo scripts/check_image.sh [--target cpu|cpu-torch|gpu] [--pip-conf FILE] [--volume HOST:CONTAINER]...
#                               [--mirror URL] [--keep]
#
# Needs root, debootstrap and buildah (Debian, Ubuntu: apt-get install debootstrap buildah) and the network that apt
# and pip use. The base image is a Debian made by debootstrap with Debian's Python in it, in place of the official slim
# Python image, which is Debian too but carries a Python of its own. Target gpu is built on a stand-in for NVIDIA's
# image: the embedded server, laid out as it is there; there is no GPU in this check. The server is started as the image
# says, as the image's user, on free ports of 127.0.0.1. All that is written lies in one temporary folder; --keep leaves
# it there, to be used again through TRITONE_CHECK_DIR.
set -euo pipefail
cd "$(dirname "$0")/.."

target=cpu pip_conf="" mirror="" keep="" volumes=()
while (($#)); do
    case $1 in
        --target) target=$2; shift 2 ;;
        --pip-conf) pip_conf=$(realpath "$2"); shift 2 ;;
        --volume) volumes+=(--volume "$2"); shift 2 ;;
        --mirror) mirror=$2; shift 2 ;;
        --keep) keep=yes; shift ;;
        *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done

say() { echo "check_image: $*" >&2; }
fail() { say "FAILED: $*"; exit 1; }

((EUID == 0)) || fail "needs root (debootstrap and buildah make file systems)"
for program in debootstrap buildah python3 pgrep; do
    command -v "$program" >/dev/null ||
        fail "$program not found; Debian and Ubuntu: apt-get install debootstrap buildah python3 procps"
done

folder=${TRITONE_CHECK_DIR:-$(mktemp -d -t tritone-image-XXXXXX)}
mkdir -p "$folder"
store=(--root "$folder/storage" --runroot "$folder/run")
tree() { buildah "${store[@]}" "$@"; }
base=localhost/tritone-check-python
triton_base=localhost/tritone-check-triton
image=localhost/tritone-check:$target
runner="" container="" mounted=""

clean_up() {
    local status=$?
    if [[ -n $runner ]] && kill -0 "$runner" 2>/dev/null; then stop_server || true; fi
    [[ -z $mounted ]] || tree umount "$container" >/dev/null || true
    [[ -z $container ]] || tree rm "$container" >/dev/null || true
    if [[ -z $keep ]]; then
        tree rmi --all --force >/dev/null 2>&1 || true
        rm -rf --one-file-system "$folder"
    fi
    exit "$status"
}
trap clean_up EXIT

make_python_image() {
    say "making a Debian root with Python"
    nice debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv,python3-pip,libpython3.11 \
        bookworm "$folder/root" ${mirror:+"$mirror"} >"$folder/debootstrap.log" 2>&1 ||
        { tail "$folder/debootstrap.log" >&2; fail "debootstrap"; }
    rm -rf "$folder"/root/var/lib/apt/lists/* "$folder"/root/var/cache/apt/archives/*.deb
    local scratch
    scratch=$(tree from scratch)
    tree add --quiet "$scratch" "$folder/root" / >/dev/null
    tree commit --quiet --rm "$scratch" "$base" >/dev/null
    rm -rf --one-file-system "$folder/root"
}

build() { # TARGET TAG
    local secret=()
    [[ -z $pip_conf ]] || secret=(--secret "id=pip_conf,src=$pip_conf")
    say "building target $1"
    nice buildah "${store[@]}" build --isolation chroot --layers --format docker "${secret[@]}" "${volumes[@]}" \
        --build-arg PYTHON_IMAGE="$base" --build-arg TRITON_IMAGE="$triton_base" --target "$1" --tag "$2" . \
        >"$folder/build.log" 2>&1 ||
        { tail -30 "$folder/build.log" >&2; fail "the build; the log is $folder/build.log (with --keep)"; }
}

make_triton_image() {
    build environment localhost/tritone-check:environment
    local made pip_settings=()
    [[ -z $pip_conf ]] || pip_settings=(--volume "$pip_conf:/etc/pip.conf:ro")
    made=$(tree from localhost/tritone-check:environment)
    # NVIDIA's image has NumPy 1, too.
    tree run --isolation chroot "${pip_settings[@]}" "${volumes[@]}" "$made" -- \
        python3 -m pip install --quiet --break-system-packages 'numpy<2' 2>/dev/null
    # shellcheck disable=SC2016
    tree run --isolation chroot "$made" -- sh -ec '
        server=/opt/tritone/share/tritone/server
        mv "$server/pytriton/tritonserver" /opt/tritonserver
        mv "$server/nvidia_pytriton.libs" /opt/libraries
        mv /opt/tritonserver/python_backend_stubs/*/triton_python_backend_stub /opt/tritonserver/backends/python/
        rm -r /opt/tritonserver/python_backend_stubs /opt/tritone
        echo 2.51.0 >/opt/tritonserver/TRITON_VERSION
        mkdir /opt/nvidia
        printf "%s\n" "#!/bin/sh" "echo a stand-in" "exec \"\$@\"" >/opt/nvidia/nvidia_entrypoint.sh
        chmod +x /opt/nvidia/nvidia_entrypoint.sh
        useradd --uid 1000 --create-home triton-server'
    tree config --env PATH=/opt/tritonserver/bin:/usr/local/bin:/usr/bin:/bin \
        --env LD_LIBRARY_PATH=/opt/libraries "$made"
    tree commit --quiet --rm "$made" "$triton_base" >/dev/null
}

inside() { tree run --isolation chroot "$container" -- "$@"; }

field() { # an expression of d, the image's settings
    tree inspect --type image "$image" |
        python3 -c "import json, sys; d = json.load(sys.stdin)['Docker']['config']; print($1)"
}

health() { inside env TRITONE_HEALTH_URL="http://127.0.0.1:$http" "${health_command[@]}"; }

ours() { comm -23 <(pgrep -u "$user" | sort) <(sort <<<"$earlier"); }

stop_server() { # what `docker stop` does: signal the first process (buildah's own above it have other names)
    local first
    first=$(comm -12 <(pgrep -u "$user" -f '^[^ ]*python[^ ]* .*tritone serve' | sort) <(ours) | head -1)
    kill -TERM "$first"
    wait "$runner"
}

# ---- the file itself
if command -v hadolint >/dev/null; then
    hadolint Dockerfile && say "hadolint: nothing to say"
else
    say "hadolint not found: not linted"
fi

# ---- the build
tree inspect --type image "$base" >/dev/null 2>&1 || make_python_image
[[ $target != gpu ]] || tree inspect --type image "$triton_base" >/dev/null 2>&1 || make_triton_image
build "$target" "$image"

# ---- what is in it
container=$(tree from "$image")
user=$(inside id -u)
[[ $user != 0 ]] || fail "the image runs as root"
say "user $user; stop signal $(field "d['StopSignal']"); ports $(field "' '.join(sorted(d['ExposedPorts']))")"
mapfile -t health_command < <(field '"\n".join(d["Healthcheck"]["Test"][1:])')
[[ $target == gpu ]] || for compiler in cc gcc clang zig; do
    ! inside sh -c "command -v $compiler" >/dev/null 2>&1 || fail "there is a compiler in the image: $compiler"
done
mounted=$(tree mount "$container")
say "$(du -sm "$mounted" | cut -f1) MB, of which /opt/tritone $(du -sm "$mounted/opt/tritone" | cut -f1) MB:"
(cd "$mounted" && find . -xdev -maxdepth 8 \( -path '*-packages/*' -o -path '*/tritone/server' \) -prune \
    -exec du -sm {} + | sort -rn | head -12 >&2)

# ---- does it speak?
read -r http grpc metrics health < <(python3 -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
print(*(s.getsockname()[1] for s in sockets))')
mapfile -t command < <(field '"\n".join((d.get("Entrypoint") or []) + (d.get("Cmd") or []))')
say "starting: ${command[*]} (on 127.0.0.1, port $http)"
earlier=$(pgrep -u "$user" || true)
inside "${command[@]}" --host 127.0.0.1 --http-port "$http" --grpc-port "$grpc" --metrics-port "$metrics" --health-port "$health" \
    >"$folder/serve.log" 2>&1 &
runner=$!
began=$SECONDS
until grep -q '^ready' "$folder/serve.log"; do
    kill -0 "$runner" 2>/dev/null || { cat "$folder/serve.log" >&2; fail "the server did not start"; }
    ((SECONDS - began < 120)) || { cat "$folder/serve.log" >&2; fail "the server was not ready after 120 s"; }
    sleep 0.2
done
say "$(grep '^ready' "$folder/serve.log")"

python3 - "$http" <<'EOF' || fail "the sentence"
import base64, json, sys, time, urllib.request

url = f"http://127.0.0.1:{sys.argv[1]}/v2/models/tts/generate_stream"
text = ("This sentence was spoken inside a container, and came out of it in pieces of at most two seconds each, "
        "over plain HTTP.")
for attempt in ("first", "second"):
    sent, first, audio, chunks = time.perf_counter(), None, b"", []
    body = json.dumps({"text": text, "encoding": "base64", "seed": 1}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=60) as answer:
        for line in answer:
            if line.startswith(b"data:"):
                chunks.append(json.loads(line[5:]))
                audio += base64.b64decode(chunks[-1]["audio"])
                first = first or time.perf_counter() - sent
    last = time.perf_counter() - sent
    seconds = len(audio) / 2 / chunks[0]["sample_rate"]
    loudest = max(abs(int.from_bytes(audio[i:i + 2], "little", signed=True)) for i in range(0, len(audio), 2))
    assert [chunk["chunk_index"] for chunk in chunks] == list(range(len(chunks))), "chunks out of order"
    assert [chunk["is_last"] for chunk in chunks] == [False] * (len(chunks) - 1) + [True], "no last chunk"
    assert 4 < seconds < 15, f"{seconds:.1f} s of audio for that sentence"
    assert loudest > 3000, f"the loudest sample is {loudest} of 32767"
    print(f"check_image: {attempt} request: {len(chunks)} chunks, {seconds:.2f} s of audio, the first after "
          f"{first * 1000:.0f} ms, all after {last * 1000:.0f} ms", file=sys.stderr)
EOF
health || fail "the health check of a server that speaks"

# ---- does it stop?
began=$SECONDS
stop_server || fail "the server ended with status $?: $(tail -3 "$folder/serve.log")"
runner=""
say "stopped after $((SECONDS - began)) s, status 0"
[[ -z $(ours) ]] || fail "processes left behind: $(ours | xargs ps -o pid,args -p)"
! health 2>/dev/null || fail "the health check calls a stopped server healthy"
say "target $target: all is well"
