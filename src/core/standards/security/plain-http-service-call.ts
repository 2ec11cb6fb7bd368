import type { GoFile } from '../../go/file.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const plainHttpServiceCall = defineStandard({
  id: 'security/plain-http-service-call',
  severity: 'low',
  lane: 'H',
  flags: ['missing-auth'],
  title: 'Another service called over plain HTTP',
  why: 'Between the two services nothing is encrypted or proven: who gets into the network reads tokens and personal data, and whoever answers under the name is taken for the service.',
  fix: 'Call it over TLS, mutual where both ends are yours. Where a mesh encrypts the connection, say so with an ignore comment.\n\n```go\nrefundsURL := settings.String("REFUNDS_URL", "https://refunds:8443")\n```',
  references: ['https://cwe.mitre.org/data/definitions/319.html', 'https://csrc.nist.gov/pubs/sp/800/207/final'],
  examples: {
    bad: [
      `func load(c *http.Client) (*http.Response, error) {
	return c.Get("http://refunds:8081/v1/refunds") // want
}`,
      'package clients\n\nconst inventory = `http://inventory.shop.svc.cluster.local` // want\n',
      `func target(env func(name, or string) string) string {
	return env("REFUNDS_URL", "http://refunds.internal:8081") // want
}`,
    ],
    good: [
      `func load(c *http.Client, port int) (*http.Response, error) {
	if _, err := c.Get("https://refunds:8443/v1/refunds"); err != nil {
		return nil, err
	}
	if _, err := c.Get("http://localhost:8080/ready"); err != nil {
		return nil, err
	}
	return c.Get(fmt.Sprintf("http://127.0.0.1:%d", port))
}`,
      `func plain(url string) bool { return strings.HasPrefix(url, "http://refunds:8081") || url == "http://orders:80" }`,
      // A name in a document, the cloud's own address, a socket.
      `const namespace = "http://www.w3.org/2000/svg"

func token(c *http.Client) (*http.Response, error) {
	if _, err := c.Get("http://unix/containers/json"); err != nil {
		return nil, err
	}
	return c.Get("http://metadata.google.internal/computeMetadata/v1/")
}`,
    ],
  },
  go: {
    interpreted_string_literal: judge,
    raw_string_literal: judge,
  },
});

/** A name that only resolves inside: one label with a port, or a domain of the cluster. */
const INSIDE =
  /^["`]http:\/\/([a-z][a-z\d-]*(?::\d{2,5})|[a-z\d-]+(?:\.[a-z\d-]+)*\.(?:svc|svc\.cluster\.local|cluster\.local|internal|consul)(?::\d+)?)(?:[/?"`]|$)/;
const NOBODY =
  /^(?:localhost|unix|docker|socket|dummy|fake|foo|bar|host|server|example|placeholder|metadata\.google\.internal|(?:host|gateway)\.docker\.internal|127)(?::\d+)?$/;

function judge(literal: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  if (!tree.text.startsWith('http://', tree.start(literal) + 1)) return;
  const host = INSIDE.exec(tree.textOf(literal))?.[1];
  if (host === undefined || NOBODY.test(host) || isTestCode(file) || isTooling(file)) return;
  const parent = tree.parent(literal);
  if (tree.kind(parent) === Kind.binary_expression && tree.field(literal) !== Field.left) return;
  if (/^(?:==|!=)$/.test(tree.textOf(tree.child(parent, Field.operator)))) return;
  const call = tree.parent(parent);
  if (
    isCall(tree, call) &&
    /^(?:Has|Trim|Cut|Contains|Replace|Errorf|Print|Info|Debug|Log|Usage)/.test(file.calledName(call))
  )
    return;
  report(literal, {
    message: `\`${host}\` is called without TLS, unless a mesh adds it: whoever gets into the network between reads the tokens and data in its requests, and can answer in its place.`,
  });
}
