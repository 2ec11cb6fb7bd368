import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { formatText } from '../support/format.ts';
import { declaredName } from '../support/functions.ts';
import { returnedValues } from '../support/guard.ts';
import { entryOf, mapsRpcErrors } from '../support/handlers.ts';
import { isTestCode } from '../support/test-code.ts';

const GEN =
  'package gen\n\ntype UnimplementedOrdersServer struct{}\n\ntype PlaceRequest struct{ Id string }\n\ntype PlaceReply struct{}\n';
const HEAD = (imports: string) => `package orders

import (
	"context"
${imports}
	pb "example.com/service/gen"
)

type server struct {
	pb.UnimplementedOrdersServer
}
`;

export const grpcRawError = defineStandard({
  id: 'api/grpc-raw-error',
  severity: 'medium',
  lane: 'H',
  flags: ['no-error-strategy'],
  title: 'gRPC method returns an error without a status',
  why: 'gRPC sends an error without a status as code Unknown. Clients cannot tell a bad request from an outage: they retry what can never succeed, give up on what would, and alerts on error codes count both as one.',
  fix: 'Say the code.\n\n```go\nreturn nil, status.Errorf(codes.InvalidArgument, "order id %q is not valid", req.GetId())\n```',
  references: ['https://pkg.go.dev/google.golang.org/grpc/status', 'https://grpc.io/docs/guides/error/'],
  examples: {
    bad: [
      {
        'orders/orders.go': `${HEAD('\t"errors"\n')}
func (s *server) Place(ctx context.Context, req *pb.PlaceRequest) (*pb.PlaceReply, error) {
	if req.Id == "" {
		return nil, errors.New("no id") // want
	}
	return &pb.PlaceReply{}, nil
}
`,
        'gen/gen.go': GEN,
      },
      // A client that decides by the code.
      {
        'orders/orders.go': `${HEAD('\t"errors"\n')}
func (s *server) Cancel(ctx context.Context, req *pb.PlaceRequest) (*pb.PlaceReply, error) {
	return nil, errors.New("no id") // want
}
`,
        'gen/gen.go': GEN,
        'shop/shop.go': `package shop

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "example.com/service/gen"
)

func retries(ctx context.Context, orders pb.OrdersClient) bool {
	_, err := orders.Cancel(ctx, &pb.PlaceRequest{})
	return status.Code(err) == codes.Unavailable
}
`,
      },
      {
        'orders/orders.go': `${HEAD('\tf "fmt"\n')}
func (s *server) Place(_ context.Context, in *pb.PlaceRequest) (*pb.PlaceReply, error) {
	return nil, f.Errorf("order %s is not there", in.Id) // want
}
`,
        'gen/gen.go': GEN,
      },
      {
        'orders/orders.go': `${HEAD('\t"fmt"\n')}
func (s server) Watch(in *pb.PlaceRequest, stream pb.Orders_WatchServer) error {
	if in.Id == "" {
		return fmt.Errorf("no id") // want
	}
	return nil
}
`,
        'gen/gen.go': `${GEN}\ntype Orders_WatchServer interface{ Send(*PlaceReply) error }\n`,
      },
    ],
    good: [
      {
        'orders/orders.go': `${HEAD('\t"errors"\n\n\t"google.golang.org/grpc/codes"\n\t"google.golang.org/grpc/status"\n')}
var errNoID = errors.New("no id")

func (s *server) Place(ctx context.Context, req *pb.PlaceRequest) (*pb.PlaceReply, error) {
	if req.Id == "" {
		return nil, status.Error(codes.InvalidArgument, errNoID.Error())
	}
	if err := s.check(req.Id); err != nil {
		return nil, status.Errorf(codes.Internal, "check")
	}
	return &pb.PlaceReply{}, nil
}

func (s *server) check(id string) error { return errors.New("no") }
`,
        'gen/gen.go': GEN,
      },
      {
        'orders/orders.go': `${HEAD('\t"errors"\n')}
type client struct{}

func (c *client) Place(ctx context.Context, req *pb.PlaceRequest) (*pb.PlaceReply, error) {
	return nil, errors.New("no id")
}
`,
        'gen/gen.go': GEN,
      },
      {
        'orders/orders.go': `${HEAD('\t"errors"\n')}
func (s *server) Place(ctx context.Context, req *pb.PlaceRequest) (*pb.PlaceReply, error) {
	return nil, errors.New("no id")
}
`,
        'gen/gen.go': GEN,
        'rpc/rpc.go': `package rpc

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func errorsToStatus(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	reply, err := next(ctx, req)
	if err != nil {
		return nil, status.Error(codes.Internal, "internal")
	}
	return reply, nil
}
`,
      },
      {
        'orders/orders.go': `${HEAD('\t"fmt"\n')}
func (s *server) Place(ctx context.Context, req *pb.PlaceRequest) (*pb.PlaceReply, error) {
	if err := forward(ctx); err != nil {
		return nil, fmt.Errorf("forward: %w", err)
	}
	return nil, nil
}

func forward(ctx context.Context) error { return nil }
`,
        'gen/gen.go': GEN,
      },
    ],
  },
  go: {
    return_statement(statement, file, report) {
      const { tree } = file;
      const value = returnedValues(file, statement).at(-1) ?? NONE;
      if (!isCall(tree, value)) return;
      const made = file.isCallTo(value, 'errors', 'New') || file.isCallTo(value, 'fmt', 'Errorf');
      if (!made || isTestCode(file)) return;
      // A wrapped status is found by gRPC.
      if (/%w/.test(formatText(file, file.arguments(value)[0] ?? NONE) ?? '')) return;
      if (entryOf(file, enclosingFunction(tree, statement)) !== 'RPC method' || mapsRpcErrors(file.index)) return;
      const client = clientThatAsks(file, statement);
      const method = `\`${file.symbolAt(statement)}\``;
      report(value, {
        message: client
          ? `\`${client}\`, which calls ${method}, looks at codes and gets Unknown for this error: it cannot tell whether its request was wrong or the service is down, and so whether to retry.`
          : `Clients of ${method} get code Unknown for this error: one that goes by the code cannot tell whether its request was wrong or the service is down.`,
      });
    },
  },
});

/** A function of the repository that calls the method and looks at the code that it gets; null where none is seen. */
function clientThatAsks(file: GoFile, statement: NodeId): string | null {
  const call = `.${declaredName(file, statement)}`;
  for (const { path, facts } of file.index.importers('google.golang.org/grpc/codes')) {
    if (file.index.packageOf(path) === file.package) continue;
    const code = `${file.index.nameOfImport(facts, 'google.golang.org/grpc/codes')}.`;
    const asking = facts.functions.find(
      ({ uses }) =>
        uses.includes(call) &&
        uses.some((use) => use.startsWith(code)) &&
        uses.some((use) => /\.(?:Code|Convert|FromError)$/.test(use)),
    );
    if (asking) return asking.name;
  }
  return null;
}
