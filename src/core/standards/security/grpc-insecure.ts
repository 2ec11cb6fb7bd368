import type { GoFile } from '../../go/file.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { constantText } from '../support/constants.ts';
import { isLocalAddress } from '../support/listener.ts';
import { isNamedAsUnsafe, isOptedIn } from '../support/opt-in.ts';
import { isCommandLine } from '../support/program.ts';
import { quoted } from '../support/quoted.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const GRPC = 'google.golang.org/grpc';

export const grpcInsecure = defineStandard({
  id: 'security/grpc-insecure',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-auth'],
  title: 'gRPC to another host without TLS',
  why: 'Nothing between the two services is encrypted or proven: who gets into the network reads tokens and personal data, and whoever answers on the address is taken for the service. One compromised pod is enough.',
  fix: 'Use TLS, mutual where both ends are yours. Where a mesh encrypts the connection, say so with an ignore comment.\n\n```go\nconn, err := grpc.NewClient(target, grpc.WithTransportCredentials(credentials.NewTLS(config)))\n```',
  references: [
    'https://grpc.io/docs/guides/auth/',
    'https://pkg.go.dev/google.golang.org/grpc/credentials/insecure',
    'https://cwe.mitre.org/data/definitions/319.html',
  ],
  examples: {
    bad: [
      `func dial() (*grpc.ClientConn, error) {
	return grpc.NewClient("orders:7000", grpc.WithTransportCredentials(insecure.NewCredentials())) // want
}`,
      `package clients

import (
	"context"

	rpc "google.golang.org/grpc"
)

const target = "dns:///inventory.shop.svc.cluster.local:7000"

func dial(ctx context.Context) (*rpc.ClientConn, error) {
	options := []rpc.DialOption{rpc.WithInsecure(), rpc.WithBlock()}
	return rpc.DialContext(ctx, target, options...) // want
}`,
      `type config struct{ Orders string }

func dial(c config) (*grpc.ClientConn, error) {
	plain := insecure.NewCredentials()
	return grpc.NewClient(c.Orders, grpc.WithTransportCredentials(plain)) // want
}`,
    ],
    good: [
      // A balancer brings the addresses.
      `func dial(balanced grpc.DialOption) (*grpc.ClientConn, error) {
	return grpc.Dial("", grpc.WithInsecure(), balanced)
}`,
      `func dial(c credentials.TransportCredentials) (*grpc.ClientConn, error) {
	return grpc.NewClient("orders:7000", grpc.WithTransportCredentials(c))
}`,
      `func dial(port int, l net.Listener) (*grpc.ClientConn, error) {
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	if _, err := grpc.NewClient("unix:///run/orders.sock", plain); err != nil {
		return nil, err
	}
	if _, err := grpc.NewClient(l.Addr().String(), plain); err != nil {
		return nil, err
	}
	return grpc.NewClient(fmt.Sprintf("localhost:%d", port), plain)
}`,
      `func dial(pipe func(context.Context, string) (net.Conn, error)) (*grpc.ClientConn, error) {
	return grpc.NewClient("passthrough:///bufnet",
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithContextDialer(pipe))
}`,
      `type config struct {
	Addr     string
	Insecure bool
}

func dial(c config, secure grpc.DialOption) (*grpc.ClientConn, error) {
	if c.Insecure {
		return grpc.NewClient(c.Addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	}
	return grpc.NewClient(c.Addr, secure)
}`,
    ],
  },
  calls: /^(?:NewClient|Dial|DialContext)$/,
  go: {
    call_expression(call, file, report) {
      const name = file.calledName(call);
      if (!/^(?:NewClient|Dial|DialContext)$/.test(name)) return;
      if (!file.isCallTo(call, GRPC, 'NewClient', 'Dial', 'DialContext')) return;
      const [first = NONE, ...others] = file.arguments(call);
      const [target = NONE, ...given] = name === 'DialContext' ? others : [first, ...others];
      const options = given.flatMap((option) => spread(file, option));
      const plain = options.find((option) => isInsecure(file, option));
      if (plain === undefined || options.some((option) => dialsItself(file, option))) return;
      if (isHere(file, target) || isTestCode(file) || isTooling(file) || isCommandLine(file, call)) return;
      if ([call, plain].some((node) => isOptedIn(file, node) || isNamedAsUnsafe(file, node))) return;
      const peer = quoted(file.tree, target);
      const text = constantText(file, target);
      // Without an address, an option brings the addresses.
      if (text === '""') return;
      const known = text !== null;
      report(call, {
        message: known
          ? `Calls to ${peer} leave this host in the clear: whoever gets into the network between reads the tokens and data in them, and can answer in its place.`
          : `Calls to ${peer} are neither encrypted nor is the peer proven, unless a mesh does both: whoever gets into the network between reads the tokens and data in them, and can answer in its place.`,
        evidence: [plain],
        ...(known && !isOneOfTwo(file, call) ? {} : { lane: 'H' as const }),
      });
    },
  },
});

/** The other branch of a condition connects too: a setting decides how. */
function isOneOfTwo(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const around = tree.ancestor(call, Kind.if_statement, Kind.func_literal, Kind.function_declaration);
  if (tree.kind(around) !== Kind.if_statement) return false;
  return [Field.consequence, Field.alternative].some((branch) => {
    const other = tree.child(around, branch);
    if (other === NONE || tree.contains(other, call)) return false;
    return [...tree.descendants(other, Kind.call_expression)].some((one) =>
      file.isCallTo(one, GRPC, 'NewClient', 'Dial', 'DialContext'),
    );
  });
}

/** `options...` by its elements, where it is a literal. */
function spread(file: GoFile, option: NodeId): NodeId[] {
  const { tree } = file;
  if (tree.kind(option) !== Kind.variadic_argument) return [file.initialiser(option) || option];
  const slice = file.initialiser(tree.children(option)[0] ?? NONE);
  if (tree.kind(slice) !== Kind.composite_literal) return [];
  const elements = tree.children(tree.child(slice, Field.body));
  return elements.map((element) => tree.children(element)[0] ?? NONE).map((each) => file.initialiser(each) || each);
}

function isInsecure(file: GoFile, option: NodeId): boolean {
  if (!isCall(file.tree, option)) return false;
  if (file.isCallTo(option, GRPC, 'WithInsecure')) return true;
  if (!file.isCallTo(option, GRPC, 'WithTransportCredentials')) return false;
  const made = file.initialiser(file.arguments(option)[0] ?? NONE);
  return isCall(file.tree, made) && file.isCallTo(made, `${GRPC}/credentials/insecure`, 'NewCredentials');
}

function dialsItself(file: GoFile, option: NodeId): boolean {
  return isCall(file.tree, option) && file.isCallTo(option, GRPC, 'WithContextDialer', 'WithDialer');
}

/** This machine, a socket file, or the address of a listener of this process. */
function isHere(file: GoFile, target: NodeId): boolean {
  if (isLocalAddress(file, target)) return true;
  const text = constantText(file, target);
  if (text !== null) return /^["`](?:unix|passthrough|bufnet|bufconn|:)|localhost|127\.0\.0\.1|\[::1\]/.test(text);
  return /\.Addr\(\)|local|sock|unix|bufnet|bufconn|loopback/i.test(
    file.tree.textOf(file.initialiser(target) || target),
  );
}
