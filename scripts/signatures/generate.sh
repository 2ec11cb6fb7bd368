#!/bin/sh
# Writes data/signatures/std.jsonl and data/signatures/modules.jsonl.
set -eu

cd "$(dirname "$0")"
if ! command -v go >/dev/null 2>&1; then
  echo "generate.sh: the go command is needed: https://go.dev/dl/" >&2
  exit 1
fi

# A workspace or flags around this repository must not change what is loaded.
export GOWORK=off GOFLAGS=

out=../../data/signatures
mkdir -p "$out"
go run . -out "$out"
wc -c "$out"/std.jsonl "$out"/modules.jsonl
