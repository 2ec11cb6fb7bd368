const DOCKERFILE =
  'FROM golang:1.25 AS b\nCOPY . /src\nWORKDIR /src\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n';

/** A service of a shop that is deployed with compose: it serves its own path, and asks its peers over HTTP. */
export function shopService(name: string, peers: readonly string[], want = false): string {
  const asks = peers.map((peer) => `\t_, _ = http.Get("http://${peer}/${peer}")${want ? ' // want' : ''}\n`).join('');
  return `package main

import "net/http"

func main() {
	http.HandleFunc("/${name}", func(w http.ResponseWriter, r *http.Request) { ask() })
	_ = http.ListenAndServe(":80", nil)
}

func ask() {
${asks}}
`;
}

/** The files of services that stay as they are, beside those that a change is about. */
export function shopAround(names: readonly string[], programs: Readonly<Record<string, string>>) {
  const compose = `services:\n${names.map((name) => `  ${name}: {build: services/${name}}\n`).join('')}`;
  return {
    '=compose.yaml': compose,
    ...Object.fromEntries(names.map((name) => [`=services/${name}/Dockerfile`, DOCKERFILE])),
    ...Object.fromEntries(Object.entries(programs).map(([name, text]) => [`=services/${name}/main.go`, text])),
  };
}
