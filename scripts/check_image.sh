#!/usr/bin/env bash
# Build a CPU target of the Dockerfile for real, start it and stream a sentence from it; without Docker and without an image registry.
#
#   sudo scripts/check_image.sh [--target cpu|cpu-torch] [--pip-conf FILE] [--volume HOST:CONTAINER]... [--mirror URL] [--keep]
#
# Needs root, debootstrap and buildah (Debian, Ubuntu: apt-get install debootstrap buildah) and the network that apt and pip use.
# The base image is a Debian made by debootstrap with Debian's Python in it, in place of the official slim Python image, which is made
# the same way but carries a Python of its own. The server is started as the image says, as the image's user, on free ports of
# 127.0.0.1. All that is written lies in one temporary folder; --keep leaves it there, to be used again through TRITONE_CHECK_DIR.
set -euo pipefail
cd "$(dirname "$0")/.."

target=cpu pip_conf="" mirror="" keep="" volumes=()
while (($#)); do
    case $1 in
        --target) target=$2; shift 2 ;;
        --pip-conf) pip_conf=$2; shift 2 ;;
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
    command -v "$program" >/dev/null || fail "$program not found; Debian and Ubuntu: apt-get install debootstrap buildah python3 procps"
done

folder=${TRITONE_CHECK_DIR:-$(mktemp -d -t tritone-image-XXXXXX)}
mkdir -p "$folder"
tree() { buildah --root "$folder/storage" --runroot "$folder/run" "$@"; }
runner="" container="" mounted=""
clean_up() {
    status=$?
    [[ -z $runner ]] || ! kill -0 "$runner" 2>/dev/null || { stop_server || true; }
    [[ -z $mounted ]] || tree umount "$container" >/dev/null || true
    [[ -z $container ]] || tree rm "$container" >/dev/null || true
    if [[ -z $keep ]]; then
        tree rmi --all --force >/dev/null 2>&1 || true
        rm -rf --one-file-system "$folder"
    fi
    exit "$status"
}
trap clean_up EXIT

# ---- the file itself
if command -v hadolint >/dev/null; then
    hadolint Dockerfile && say "hadolint: nothing to say"
else
    say "hadolint not found: not linted"
fi

# ---- a base image
base=localhost/tritone-check-python
if ! tree inspect --type image "$base" >/dev/null 2>&1; then
    say "making a Debian root with Python"
    nice debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv,python3-pip,libpython3.11 \
        bookworm "$folder/root" ${mirror:+"$mirror"} >"$folder/debootstrap.log" 2>&1 || { tail "$folder/debootstrap.log" >&2; fail "debootstrap"; }
    rm -rf "$folder"/root/var/lib/apt/lists/* "$folder"/root/var/cache/apt/archives/*.deb
    scratch=$(tree from scratch)
    tree add --quiet "$scratch" "$folder/root" / >/dev/null
    tree commit --quiet --rm "$scratch" "$base" >/dev/null
    rm -rf --one-file-system "$folder/root"
fi

# ---- the build
image=localhost/tritone-check:$target
secret=()
[[ -z $pip_conf ]] || secret=(--secret "id=pip_conf,src=$pip_conf")
say "building target $target"
nice buildah --root "$folder/storage" --runroot "$folder/run" build --isolation chroot --layers --format docker --target "$target" \
    --build-arg PYTHON_IMAGE="$base" "${secret[@]}" "${volumes[@]}" --tag "$image" . >"$folder/build.log" 2>&1 \
    || { tail -30 "$folder/build.log" >&2; fail "the build; its whole log is $folder/build.log (with --keep)"; }

# ---- what is in it
container=$(tree from "$image")
inside() { tree run --isolation chroot "$container" -- "$@"; }
field() { tree inspect --type image "$image" | python3 -c "import json, sys; d = json.load(sys.stdin)['Docker']['config']; print($1)"; }
user=$(inside id -u)
[[ $user != 0 ]] || fail "the image runs as root"
say "user $user; stop signal $(field "d['StopSignal']"); ports $(field "' '.join(sorted(d['ExposedPorts']))")"
[[ $(field "d['Healthcheck']['Test'][0]") == CMD ]] || fail "no health check"
for compiler in cc gcc clang zig; do
    ! inside sh -c "command -v $compiler" >/dev/null 2>&1 || fail "there is a compiler in the image: $compiler"
done
mounted=$(tree mount "$container")
say "size: $(du -sm "$mounted" | cut -f1) MB in all, $(du -sm "$mounted/opt/tritone" | cut -f1) MB of it in /opt/tritone:"
(cd "$mounted/opt/tritone" && du -sm share/tritone/server lib/python3*/site-packages/* | sort -rn | head -12 >&2)

# ---- does it speak?
read -r http grpc metrics < <(python3 - <<'EOF'
import socket
sockets = [socket.socket() for _ in range(3)]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))
EOF
)
mapfile -t command < <(field '"\n".join((d.get("Entrypoint") or []) + (d.get("Cmd") or []))')
say "starting: ${command[*]} (on 127.0.0.1, port $http)"
earlier=$(pgrep -u "$user" || true)
ours() { comm -23 <(pgrep -u "$user" | sort) <(sort <<<"$earlier"); }
inside "${command[@]}" --host 127.0.0.1 --http-port "$http" --grpc-port "$grpc" --metrics-port "$metrics" >"$folder/serve.log" 2>&1 &
runner=$!
stop_server() {  # what `docker stop` does: signal the container's first process (buildah's own, above it, has another name)
    local first
    first=$(comm -12 <(pgrep -u "$user" -f '^[^ ]*python[^ ]* .*tritone serve' | sort) <(ours) | head -1)
    kill -TERM "$first"
    wait "$runner"
}
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
text = "This sentence was spoken inside a container, and came out of it in pieces of at most two seconds each, over plain HTTP."
for attempt in ("first", "second"):
    sent, first, audio, chunks = time.perf_counter(), None, b"", []
    body = json.dumps({"text": text, "encoding": "base64", "seed": 1}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=60) as answer:
        for line in answer:
            if line.startswith(b"data:"):
                chunks.append(json.loads(line[5:]))
                audio += base64.b64decode(chunks[-1]["audio"])
                first = first or time.perf_counter() - sent
    seconds = len(audio) / 2 / chunks[0]["sample_rate"]
    loudest = max(abs(int.from_bytes(audio[i:i + 2], "little", signed=True)) for i in range(0, len(audio), 2))
    assert [chunk["chunk_index"] for chunk in chunks] == list(range(len(chunks))), "chunks out of order"
    assert [chunk["is_last"] for chunk in chunks] == [False] * (len(chunks) - 1) + [True], "no last chunk"
    assert 4 < seconds < 15, f"{seconds:.1f} s of audio for that sentence"
    assert loudest > 3000, f"the loudest sample is {loudest} of 32767"
    print(f"check_image: {attempt} request: {len(chunks)} chunks, {seconds:.2f} s of audio, first after {first * 1000:.0f} ms, "
          f"all after {(time.perf_counter() - sent) * 1000:.0f} ms", file=sys.stderr)
EOF

mapfile -t health < <(field '"\n".join(d["Healthcheck"]["Test"][1:])')
inside env TRITONE_HEALTH_URL="http://127.0.0.1:$http" "${health[@]}" || fail "the health check of a server that speaks"

# ---- does it stop?
began=$SECONDS
stop_server || fail "the server ended with status $?: $(tail -3 "$folder/serve.log")"
say "stopped after $((SECONDS - began)) s, status 0"
runner=""
[[ -z $(ours) ]] || fail "processes left behind: $(ours | xargs ps -o pid,args -p)"
! inside env TRITONE_HEALTH_URL="http://127.0.0.1:$http" "${health[@]}" 2>/dev/null || fail "the health check calls a stopped server healthy"
say "target $target: all is well"
