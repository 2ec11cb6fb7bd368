import type { GoFile } from '../../go/file.ts';
import type { Step } from '../../go/flow/graph.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext, isError } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { acquisitionOf, leakOf } from '../support/acquisition.ts';
import { isCancelledOnReturn } from '../support/cancelled.ts';
import { returnedValues } from '../support/guard.ts';
import { endsStream, isClientStream, isOfStream } from '../support/stream-end.ts';
import { lastValue } from '../support/values.ts';

const RELEASES = new Set(['.CloseAndRecv()', '.CloseAndReceive()']);
const RELEASED_BY = new Set([...RELEASES, '.Recv()', '.RecvMsg()']);

export const streamNotFinished = defineStandard({
  id: 'resource/stream-not-finished',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'gRPC stream neither read to its end nor cancelled',
  why: 'A client stream lives until its context ends or a receive fails; that includes its goroutine and its buffers on both sides. Left behind under a long-lived context they add up call by call, and count against the limit of concurrent streams, at which new calls just wait.',
  fix: 'Give the stream a context that ends with the function.\n\n```go\nctx, cancel := context.WithCancel(ctx)\ndefer cancel()\nstream, err := client.Watch(ctx, req)\n```\n\nOr receive until `io.EOF`.',
  references: ['https://pkg.go.dev/google.golang.org/grpc#ClientConn.NewStream'],
  lasting: true,
  examples: {
    bad: [
      `func first(cc *grpc.ClientConn, desc *grpc.StreamDesc) error {
	stream, err := cc.NewStream(context.Background(), desc, "/shop.Stock/Watch") // want
	if err != nil {
		return err
	}
	var event any
	return stream.RecvMsg(&event)
}`,
      `type Event struct{ Kind string }

type watchClient interface {
	Recv() (*Event, error)
	grpc.ClientStream
}

type stockClient interface {
	Watch(ctx context.Context, opts ...grpc.CallOption) (watchClient, error)
}

func until(c stockClient, kind string) error {
	ctx := context.TODO()
	stream, err := c.Watch(ctx) // want
	if err != nil {
		return err
	}
	for {
		event, err := stream.Recv()
		if err != nil {
			return err
		}
		if event.Kind == kind {
			return nil
		}
	}
}`,
      `import rpc "google.golang.org/grpc"

type client struct{ cc *rpc.ClientConn }

func (c *client) send(ctx context.Context, desc *rpc.StreamDesc, events []any) error {
	stream, err := c.cc.NewStream(ctx, desc, "/shop.Stock/Report") // want
	if err != nil {
		return err
	}
	for _, event := range events {
		if err := stream.SendMsg(event); err != nil {
			return err
		}
	}
	return stream.CloseSend()
}`,
    ],
    good: [
      // The group cancels at the first error; so does who has the function to do it.
      `func relay(ctx context.Context, cc *grpc.ClientConn, desc *grpc.StreamDesc, send func(any) error) error {
	stream, err := cc.NewStream(ctx, desc, "/shop.Stock/Watch")
	if err != nil {
		return err
	}
	for {
		var event any
		if err := stream.RecvMsg(&event); err != nil {
			return err
		}
		if err := send(event); err != nil {
			return fmt.Errorf("relay: %w", err)
		}
	}
}

func peek(cc *grpc.ClientConn, desc *grpc.StreamDesc, check func() bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	stream, err := cc.NewStream(ctx, desc, "/shop.Stock/Watch")
	if err != nil {
		cancel()
		return err
	}
	if check() {
		cancel()
		return nil
	}
	var event any
	err = stream.RecvMsg(&event)
	cancel()
	return err
}`,
      `func first(ctx context.Context, cc *grpc.ClientConn, desc *grpc.StreamDesc) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := cc.NewStream(ctx, desc, "/shop.Stock/Watch")
	if err != nil {
		return err
	}
	var event any
	return stream.RecvMsg(&event)
}`,
      `func all(cc *grpc.ClientConn, desc *grpc.StreamDesc) error {
	stream, err := cc.NewStream(context.Background(), desc, "/shop.Stock/Watch")
	if err != nil {
		return err
	}
	for {
		var event any
		err := stream.RecvMsg(&event)
		if err == io.EOF {
			return nil
		}
		if status.Code(err) == codes.Aborted {
			return errors.New("again")
		}
		if err != nil {
			return err
		}
	}
}`,
      `type report interface {
	Send(*int) error
	CloseAndRecv() (*int, error)
	grpc.ClientStream
}

type stock interface {
	Report(ctx context.Context) (report, error)
}

func send(c stock, n int) error {
	stream, err := c.Report(context.Background())
	if err != nil {
		return err
	}
	for i := range n {
		if err := stream.Send(&i); err != nil {
			return err
		}
	}
	_, err = stream.CloseAndRecv()
	return err
}`,
      `type reader struct{ stream grpc.ClientStream }

func open(ctx context.Context, cc *grpc.ClientConn, desc *grpc.StreamDesc) (*reader, error) {
	stream, err := cc.NewStream(ctx, desc, "/shop.Stock/Watch")
	if err != nil {
		return nil, err
	}
	return &reader{stream}, nil
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      const type = file.typeOf(call);
      const value = type.kind === 'tuple' && type.of.length === 2 ? type.of[0] : undefined;
      if (!value || !isClientStream(file, value) || !isOpening(file, call) || isCancelledOnReturn(file, call)) return;
      const leak = leakOf(file, call, {
        releases: RELEASES,
        releasedBy: RELEASED_BY,
        ends: (step, when) => endsStream(file, step, when) || cancels(file, call, step),
      });
      if (!leak?.name) return;
      const lasts = isForever(file, call);
      // Who hears of an error cancels: an errgroup, a caller that gives up.
      if (!lasts && endsInError(file, leak.steps)) return;
      report(call, {
        message: `\`${leak.name}\` is neither read to its end nor cancelled ${leak.when}: its goroutine and buffers stay as long as the context does.`,
        evidence: [leak.exit],
        // The caller's context may end soon.
        ...(lasts ? {} : { lane: 'H' }),
      });
    },
  },
});

/** A call that takes a context starts the stream; a getter does not. */
function isOpening(file: GoFile, call: NodeId): boolean {
  return file.arguments(call).some((argument) => isContext(file.typeOf(argument)));
}

function isForever(file: GoFile, call: NodeId): boolean {
  const context = file.arguments(call).find((argument) => isContext(file.typeOf(argument))) ?? NONE;
  const made = file.tree.kind(context) === Kind.identifier ? lastValue(file, context) : context;
  return made !== NONE && file.isCallTo(made, 'context', 'Background', 'TODO');
}

/** The way leaves the function with an error. */
function endsInError(file: GoFile, steps: readonly Step[]): boolean {
  const { tree } = file;
  const exit = steps.findLast(({ kind }) => kind === 'return')?.node ?? NONE;
  const value = exit ? (returnedValues(file, exit).at(-1) ?? NONE) : NONE;
  if (!value || tree.kind(value) === Kind.nil || !isError(file.typeOf(value))) return false;
  if (isCall(tree, value)) return !isOfStream(file, value);
  const around = tree.ancestor(exit, Kind.if_statement, Kind.func_literal);
  return tree.kind(around) === Kind.if_statement && /!= nil\b/.test(tree.textOf(tree.child(around, Field.condition)));
}

/** `cancel()`, or `cancel` handed on: the one that was made with the context of the call. */
function cancels(file: GoFile, call: NodeId, { node, evaluates }: Step): boolean {
  const { tree, bindings } = file;
  const context = file.arguments(call).find((argument) => isContext(file.typeOf(argument))) ?? NONE;
  const made = lastValue(file, context);
  const cancel = made === NONE ? NONE : (acquisitionOf(file, made)?.names[1] ?? NONE);
  if (!evaluates || cancel === NONE || tree.contains(node, cancel)) return false;
  for (let each = node; each < tree.next(node); each++) if (bindings[each] === bindings[cancel]) return true;
  return false;
}
