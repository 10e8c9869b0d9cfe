#!/bin/sh
# Make what compose.yml needs and must not be the same everywhere: a caller's key, a certificate for this machine (signed by
# itself: put your own in its place), Grafana's password, and who may read them. What is there already stays.
#
#   deploy/compose/prepare.sh [HOST …]      names of this machine, as callers write them (localhost, and what `hostname` says)
set -eu
umask 077
cd "$(dirname "$0")"
command -v openssl >/dev/null || { echo "error: there is no program openssl (Debian and Ubuntu: apt install openssl)" >&2; exit 1; }
mkdir -p secrets/auth secrets/tls

if [ ! -e secrets/auth/auth.yaml ]; then
    key=$(openssl rand -hex 24)
    sed "s/credentials: \[\]/credentials:\n    - {client: first, key: $key}/" ../envoy/auth/auth.yaml > secrets/auth/auth.yaml.new
    mv secrets/auth/auth.yaml.new secrets/auth/auth.yaml
    echo "a key for callers: $key"
fi
if [ ! -e secrets/tls/tls.crt ]; then
    names="DNS:localhost,IP:127.0.0.1"
    for name in $(hostname) "$@"; do
        case $name in
            *[!0-9.]*) names="$names,DNS:$name" ;;
            *) names="$names,IP:$name" ;;
        esac
    done
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj "/CN=tritone" \
        -addext "subjectAltName=$names" -keyout secrets/tls/tls.key -out secrets/tls/tls.crt 2>/dev/null
    echo "a certificate for $names: deploy/compose/secrets/tls/tls.crt"
fi
cp ../envoy/tls/tls.yaml secrets/tls/tls.yaml
if [ ! -e .env ]; then
    password=$(openssl rand -hex 12)
    printf 'TRITONE_USER=%s:%s\nGRAFANA_PASSWORD=%s\n' "$(id -u)" "$(id -g)" "$password" > .env
    echo "Grafana at http://localhost:3000: admin, $password"
fi
echo "ready: docker compose -f deploy/compose/compose.yml up --build --detach"
