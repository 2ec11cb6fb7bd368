/** A main package: its imports, and what follows them. */
export function mainPackage(imports: readonly string[], body: string): string {
  return `package main\n\nimport (\n${imports.map((path) => `\t${path.includes('"') ? path : `"${path}"`}\n`).join('')})\n\n${body}\n`;
}

/** A program that serves orders over HTTP; `extra` are further imports and statements of its main. */
export function httpProgram(extra: { imports?: readonly string[]; body?: string; want?: boolean } = {}): string {
  return mainPackage(
    ['net/http', ...(extra.imports ?? [])],
    `func main() {${extra.want ? ' // want' : ''}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders", orders)
${extra.body ?? ''}	_ = http.ListenAndServe(":8080", mux)
}

func orders(w http.ResponseWriter, r *http.Request) {}`,
  );
}

/** A program that serves RPCs of generated code. */
export function grpcProgram(extra: { imports?: readonly string[]; body?: string; want?: boolean } = {}): string {
  return mainPackage(
    ['net', 'google.golang.org/grpc', 'pb "example.com/proto/stock"', ...(extra.imports ?? [])],
    `type server struct{ pb.UnimplementedStockServer }

func main() {${extra.want ? ' // want' : ''}
	listener, _ := net.Listen("tcp", ":7000")
	s := grpc.NewServer()
	pb.RegisterStockServer(s, server{})
${extra.body ?? ''}	_ = s.Serve(listener)
}`,
  );
}
