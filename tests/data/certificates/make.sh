#!/usr/bin/env bash
# Makes the certificates beside it, for tests only: authorities, servers and a client, valid for a hundred years unless
# their names say otherwise. Needs openssl; the tests do not.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

authority() { # NAME
    openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.key"
    openssl req -x509 -new -key "$work/$1.key" -days 36500 -subj "/CN=Tritone tests, $1" -out "$1.pem" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"
}

signed() { # NAME AUTHORITY START END USAGE
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$work/$1.csr"
    : >"$work/index.txt"
    printf '[ca]\ndefault_ca=here\n[here]\ndatabase=%s/index.txt\nnew_certs_dir=%s\nserial=%s/serial\ndefault_md=sha256\npolicy=any\n' \
        "$work" "$work" "$work" >"$work/ca.cnf"
    printf 'x509_extensions=usage\nunique_subject=no\n[any]\ncommonName=supplied\n[usage]\nbasicConstraints=critical,CA:FALSE\n' >>"$work/ca.cnf"
    printf 'extendedKeyUsage=%s\nsubjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n' "$5" >>"$work/ca.cnf"
    openssl ca -batch -notext -config "$work/ca.cnf" -cert "$2.pem" -keyfile "$work/$2.key" -create_serial -rand_serial \
        -startdate "$3" -enddate "$4" -in "$work/$1.csr" -out "$1.pem" 2>/dev/null
}

authority authority
authority stranger
signed server authority 20260101000000Z 21260101000000Z serverAuth
signed client authority 20260101000000Z 21260101000000Z clientAuth
signed client-of-stranger stranger 20260101000000Z 21260101000000Z clientAuth
signed expired authority 20200101000000Z 20210101000000Z serverAuth
signed too-early authority 21200101000000Z 21260101000000Z serverAuth
openssl ec -in server.key -aes128 -passout pass:secret -out encrypted.key 2>/dev/null
