import type { GoFile } from '../../go/file.ts';
import type { Step } from '../../go/flow/graph.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isContext, isError, type Type } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { leakOf } from '../support/acquisition.ts';
import { isCancelledOnReturn } from '../support/cancelled.ts';
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
        ends: (step, when) => endsStream(file, step, when),
      });
      if (!leak?.name) return;
      report(call, {
        message: `\`${leak.name}\` is neither read to its end nor cancelled ${leak.when}: its goroutine and buffers stay as long as the context does.`,
        evidence: [leak.exit],
        // The caller's context may end soon.
        ...(isForever(file, call) ? {} : { lane: 'H' }),
      });
    },
  },
});

function isClientStream(file: GoFile, type: Type): boolean {
  return findMember(file.index, type, 'CloseSend')?.owner.package === 'google.golang.org/grpc';
}

/** A call that takes a context starts the stream; a getter does not. */
function isOpening(file: GoFile, call: NodeId): boolean {
  return file.arguments(call).some((argument) => isContext(file.typeOf(argument)));
}

function isForever(file: GoFile, call: NodeId): boolean {
  const context = file.arguments(call).find((argument) => isContext(file.typeOf(argument))) ?? NONE;
  const made = file.tree.kind(context) === Kind.identifier ? lastValue(file, context) : context;
  return made !== NONE && file.isCallTo(made, 'context', 'Background', 'TODO');
}

/** An error of the stream's own methods ends it: `err != nil` after `Recv` or `Send`, `err == io.EOF`. */
function endsStream(file: GoFile, { node, evaluates }: Step, when: boolean | null): boolean {
  const { tree } = file;
  if (when === null) return evaluates && isContextOver(file, node);
  // `errors.Is(err, io.EOF)`, `status.Code(err) == codes.Aborted`
  if (isAboutError(file, node)) return when;
  if (tree.kind(node) !== Kind.binary_expression) return false;
  const operator = tree.kind(tree.child(node, Field.operator));
  const [left, right] = [tree.child(node, Field.left), tree.child(node, Field.right)];
  const isNil = tree.kind(right) === Kind.nil;
  if (isContextMethod(file, left, 'Err')) return isNil && when === (operator === Token['!=']);
  if (isAboutError(file, left)) return when;
  if (!isOfStream(file, left)) return false;
  if (operator === Token['!=']) return isNil && when;
  return operator === Token['=='] && (isNil ? !when : when);
}

/** A call that is handed the stream's error. */
function isAboutError(file: GoFile, node: NodeId): boolean {
  return (
    isCall(file.tree, node) &&
    file.arguments(node).some((argument) => isError(file.typeOf(argument)) && isOfStream(file, argument))
  );
}

/** `case <-ctx.Done():` */
function isContextOver(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const end = tree.next(node);
  for (let at = node; at < end; at++) {
    if (tree.kind(at) === Kind.func_literal) at = tree.next(at) - 1;
    else if (isContextMethod(file, at, 'Done')) return true;
  }
  return false;
}

function isContextMethod(file: GoFile, node: NodeId, name: string): boolean {
  const { tree } = file;
  if (!isCall(tree, node)) return false;
  const callee = calleeOf(tree, node);
  if (tree.kind(callee) !== Kind.selector_expression || tree.textOf(tree.child(callee, Field.field)) !== name)
    return false;
  return isContext(file.typeOf(tree.child(callee, Field.operand)));
}

/** The error that a method of a stream returned last. */
function isOfStream(file: GoFile, error: NodeId): boolean {
  const { tree } = file;
  const made = isCall(tree, error) ? error : lastValue(file, error);
  if (made === NONE || !isCall(tree, made)) return false;
  const callee = calleeOf(tree, made);
  if (tree.kind(callee) !== Kind.selector_expression) return false;
  return isClientStream(file, file.typeOf(tree.child(callee, Field.operand)));
}
