#!/bin/sh
# Makes a throwaway authority, one certificate per service and a token key.
set -eu
cd "$(dirname "$0")/.."
mkdir -p certs
cd certs
[ -f ca.crt ] && exit 0

openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=shop-dev-ca -keyout ca.key -out ca.crt
for service in gateway orders payments inventory; do
	openssl req -newkey rsa:2048 -nodes -subj "/CN=$service" -keyout "$service.key" -out "$service.csr"
	printf 'subjectAltName=DNS:%s\n' "$service" > "$service.ext"
	openssl x509 -req -in "$service.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile "$service.ext" -out "$service.crt"
done
openssl genrsa -out token.key.pem 2048
openssl rsa -in token.key.pem -pubout -out token.pub.pem
# The containers run as another user.
chmod a+r ./*.key
rm -f ./*.csr ./*.ext
