import { parseProto } from '../../../../src/core/contracts/proto/parse.ts';
import type { GoIndex } from '../../../../src/core/go/index/go-index.ts';
import { mapOf } from '../../../../src/core/services/map/map.ts';
import type { ServiceMap } from '../../../../src/core/services/service-map.ts';
import type { Sibling } from '../../../../src/core/services/siblings/contracts.ts';
import { contractsOf } from '../../../../src/core/services/siblings/contracts-of.ts';
import { withSiblings } from '../../../../src/core/services/siblings/join.ts';
import { goTree } from '../../../support/go.ts';
import { manifestsOf } from '../tree.ts';

export type Files = Readonly<Record<string, string>>;

/** A repository of one module, `acme.example/NAME`, with these files. */
export function repository(name: string, files: Files): Files {
  return { 'go.mod': `module acme.example/${name}\n\ngo 1.25\n`, ...files };
}

export function mapped(files: Files): { map: ServiceMap; index: GoIndex } {
  const { index } = goTree(files);
  return { index, map: mapOf(index, manifestsOf(files), []) };
}

export function sibling(repository: string, files: Files): Sibling {
  const { map, index } = mapped(files);
  // It is kept as JSON.
  const contracts = JSON.parse(JSON.stringify(contractsOf(map, index, protosOf(files)))) as Sibling['contracts'];
  return { repository, commit: null, forModel: true, contracts };
}

/** The map of these files with what the siblings know. */
export function joined(files: Files, ...read: Sibling[]): ServiceMap {
  const { map, index } = mapped(files);
  return withSiblings(map, contractsOf(map, index, protosOf(files)), { read });
}

/** Edges as `from -> to kind state subject (place)`, in order. */
export function edgesIn({ edges }: ServiceMap): string[] {
  return edges
    .map(
      ({ from, to, kind, state, subject, evidence: [at] }) =>
        `${from} -> ${to} ${kind} ${state} ${subject} (${at?.path})`,
    )
    .sort();
}

function protosOf(files: Files) {
  return Object.entries(files).flatMap(([path, text]) =>
    path.endsWith('.proto') ? (parseProto(path, text) ?? []) : [],
  );
}

/** A program that listens, and calls a URL when it is asked. */
export function calling(url: string, route = '/'): string {
  return `package main

import (
	"net/http"
	"os"
)

func main() {
	_ = os.Args
	http.HandleFunc("${route}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = http.Post(${url}, "application/json", nil)
	})
	_ = http.ListenAndServe(":80", nil)
}
`;
}

/** A program that answers one route. */
export function answering(route: string): string {
  return `package main

import "net/http"

func main() {
	http.HandleFunc("${route}", func(http.ResponseWriter, *http.Request) {})
	_ = http.ListenAndServe(":80", nil)
}
`;
}

/** The main of a program that calls one method of a stub in the package at this path. */
export function client(path: string, service: string, method: string): string {
  return `package main

import (
	"context"

	pb "${path}"
	"google.golang.org/grpc"
)

func main() {
	conn, _ := grpc.NewClient("dns:///somewhere:443")
	stub := pb.New${service}Client(conn)
	_, _ = stub.${method}(context.Background(), &pb.${method}Request{})
}
`;
}

/** The main of a program that serves it. */
export function serving(path: string, service: string): string {
  return `package main

import (
	"net"

	pb "${path}"
	"google.golang.org/grpc"
)

type impl struct{ pb.Unimplemented${service}Server }

func main() {
	s := grpc.NewServer()
	pb.Register${service}Server(s, &impl{})
	lis, _ := net.Listen("tcp", ":50051")
	_ = s.Serve(lis)
}
`;
}
