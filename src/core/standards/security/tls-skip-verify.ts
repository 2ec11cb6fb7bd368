import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { constantText } from '../support/constants.ts';
import { isNamedAsUnsafe, isOptedIn } from '../support/opt-in.ts';
import { isOneShot } from '../support/program.ts';
import { remarkAt } from '../support/remark.ts';
import { isDebugBuild, isTestCode } from '../support/test-code.ts';
import { alsoSets, settingInLiteral, settingsAssigned, type TlsSetting } from '../support/tls-config.ts';

const OWN_CHECK = ['VerifyPeerCertificate', 'VerifyConnection'];

export const tlsSkipVerify = defineStandard({
  id: 'security/tls-skip-verify',
  severity: 'critical',
  lane: 'D',
  flags: ['missing-auth'],
  title: 'TLS certificates not verified',
  why: 'Without verification any certificate will do. Whoever controls a switch, a DNS answer or a pod on the way can pose as the server, read every request with its credentials, and answer what they like; nothing is logged, and the connection still counts as encrypted.',
  fix: 'Trust the authority that signed the certificate instead.\n\n```go\npool := x509.NewCertPool()\npool.AppendCertsFromPEM(caPEM)\ncfg := &tls.Config{RootCAs: pool, ServerName: "orders.internal"}\n```\n\nWhere chains cannot be checked, pin the certificate in `VerifyConnection`.',
  references: [
    'https://pkg.go.dev/crypto/tls#Config',
    'https://cwe.mitre.org/data/definitions/295.html',
    'https://owasp.org/www-community/vulnerabilities/Improper_certificate_validation',
  ],
  examples: {
    bad: [
      `func client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // want
	}}
}`,
      `package pay

import (
	crypto "crypto/tls"
	"net/http"
)

const skip = true

func dial(t *http.Transport, addr string) (*crypto.Conn, error) {
	t.TLSClientConfig = &crypto.Config{}
	t.TLSClientConfig.InsecureSkipVerify = true // want
	cfg := &crypto.Config{
		ServerName:         "pay",
		InsecureSkipVerify: skip, // want
	}
	return crypto.Dial("tcp", addr, cfg)
}`,
      `func credentialsFor(u *url.URL) credentials.TransportCredentials {
	if u.Scheme == "https" {
		cfg := tls.Config{}
		cfg.InsecureSkipVerify = true // want
		return credentials.NewTLS(&cfg)
	}
	return nil
}`,
    ],
    good: [
      // Only where the setting says so.
      `func client(pool *x509.CertPool) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if os.Getenv("LEDGER_CHECK_CERT") != "false" {
		config.RootCAs = pool
	} else {
		config.InsecureSkipVerify = true
	}
	return config
}`,
      `type settings struct{ SkipVerify bool }

func config(s settings) *tls.Config {
	cfg := &tls.Config{InsecureSkipVerify: s.SkipVerify}
	if s.SkipVerify {
		cfg.InsecureSkipVerify = true
	}
	return cfg
}`,
      `func pinned(check func(tls.ConnectionState) error) *tls.Config {
	cfg := &tls.Config{InsecureSkipVerify: true}
	cfg.VerifyConnection = check
	return cfg
}

func spiffe(check func([][]byte, [][]*x509.Certificate) error) *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: check}
}`,
      `func expiry(addr string) (time.Time, error) {
	conn, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		return time.Time{}, err
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].NotAfter, nil
}`,
      {
        'client/dev.go': `//go:build devcert

package client

import "crypto/tls"

func Config() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }
`,
      },
      `type Config struct{ InsecureSkipVerify bool }

func strict() []any {
	return []any{Config{InsecureSkipVerify: true}, &tls.Config{InsecureSkipVerify: false}}
}`,
      `package client

import (
	"crypto/tls"
	"testing"
)

func Config(t *testing.T) *tls.Config {
	t.Helper()
	return &tls.Config{InsecureSkipVerify: true}
}`,
    ],
  },
  go: {
    keyed_element(element, file, report) {
      const setting = settingInLiteral(file, element);
      if (setting) judge(setting, element, file, report);
    },
    assignment_statement(assignment, file, report) {
      for (const setting of settingsAssigned(file, assignment)) judge(setting, assignment, file, report);
    },
  },
});

function judge(setting: TlsSetting, node: NodeId, file: GoFile, report: Report): void {
  if (setting.field !== 'InsecureSkipVerify' || constantText(file, setting.value) !== 'true') return;
  if (
    isTestCode(file) ||
    isDebugBuild(file) ||
    isOptedIn(file, node) ||
    alsoSets(file, setting, OWN_CHECK) ||
    inspects(file, node)
  )
    return;
  // A person runs it, and sees whom it talks to.
  const asked = isNamedAsUnsafe(file, node) || isOneShot(file, node) || ACCEPTED.test(remarkAt(file, node));
  const probe = isProbe(file, node);
  if (probe || callsItself(file, node) || fronts(file, node)) {
    report(node, {
      lane: 'H',
      message: `\`InsecureSkipVerify\` is always true here, for ${probe ? 'a probe' : "what is the program's own address"} by name: whoever is on the way can pose as the server, so nothing secret may go over it.`,
    });
    return;
  }
  report(node, {
    ...(asked || isConditional(file, node) || !sendsSecret(file, node) ? { lane: 'H' as const } : {}),
    message: asked
      ? '`InsecureSkipVerify` is always true here, in a command, or under a name or a comment that says so: check that production cannot choose it, as anyone on the way could then pose as the server.'
      : '`InsecureSkipVerify` is always true here, so any certificate is accepted: whoever is on the way can pose as the server, and read and change what is sent.',
  });
}

/** Under an `if` or a `case`: a setting may decide. */
function isConditional({ tree }: GoFile, node: NodeId): boolean {
  const around = enclosingDeclaration(tree, node);
  return [Kind.if_statement, Kind.expression_case].some((kind) => {
    const at = tree.ancestor(node, kind);
    return at !== NONE && at > around && !tree.contains(tree.child(at, Field.condition), node);
  });
}

/** What the function does next is worth stealing: it logs in, or hands over a credential. */
function sendsSecret({ tree }: GoFile, node: NodeId): boolean {
  const around = enclosingDeclaration(tree, node);
  for (const name of [...tree.descendants(around, Kind.identifier), ...tree.descendants(around, Kind.field_identifier)])
    if (
      !/^credentials$|TransportCredentials$/.test(tree.textOf(name)) &&
      /passw|credential|secret|token|api_?key|auth(?!or\b)|\bbind/i.test(tree.textOf(name))
    )
      return true;
  return false;
}

/** Somebody has weighed it, and says why. */
const ACCEPTED =
  /accept|because|since |self-?signed|same (?:pod|node|host)|on purpose|intention|deliberate|safe\b|trusted|loopback/i;

/** The client is made to find out who is there: the function, or one that it calls, says so by its name. */
function isProbe(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const probes = (name: string) => /^_?(?:probe|fingerprint|discover|scan|detect)/i.test(name);
  if (file.dir.split('/').some(probes) || probes(file.symbolAt(node)?.split('.').at(-1) ?? '')) return true;
  for (const call of tree.descendants(enclosingDeclaration(tree, node), Kind.call_expression))
    if (probes(file.calledName(call))) return true;
  return false;
}

/** The statement calls an address that is named as the program's own: `"https://localhost"`, `conf.LocalURL`. */
function callsItself(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const own = (text: string) =>
    /\blocalhost\b|\b127\.0\.0\.1\b|\bLocal\w*(?:URL|Addr\w*|Host)\b|\bself(?:URL|Addr)/i.test(text);
  for (let at = tree.parent(node); at !== NONE && tree.kind(at) !== Kind.statement_list; at = tree.parent(at)) {
    if (!isCall(tree, at)) continue;
    for (const name of tree.descendants(at, Kind.identifier))
      if (own(tree.textOf(name)) || own(tree.textOf(file.initialiser(name)))) return true;
  }
  return false;
}

/** `RegisterHandlerFromEndpoint(ctx, mux, ":8080", options)`: a gateway in front of the same process. */
function fronts(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const own = (text: string) => /^(?:fmt\.Sprintf\()?"(?::|localhost|127\.)/.test(text);
  for (const call of tree.descendants(enclosingDeclaration(tree, node), Kind.call_expression))
    if (/FromEndpoint$/.test(file.calledName(call)))
      return file.arguments(call).some((argument) => own(tree.textOf(file.initialiser(argument))));
  return false;
}

/** The function looks at the certificates itself. */
function inspects(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const around = enclosingDeclaration(tree, node);
  if (!around) return false;
  for (const selector of tree.descendants(around, Kind.selector_expression))
    if (tree.textOf(tree.child(selector, Field.field)) === 'PeerCertificates') return true;
  return false;
}
