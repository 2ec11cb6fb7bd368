import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard, type Report } from '../standard.ts';
import { constantInt } from '../support/constants.ts';
import { imported } from '../support/mend/imported.ts';
import { replaced } from '../support/mend/statement.ts';
import { isOptedIn } from '../support/opt-in.ts';
import { quoted } from '../support/quoted.ts';
import { isTestCode } from '../support/test-code.ts';
import { settingInLiteral, settingsAssigned, type TlsSetting } from '../support/tls-config.ts';

/** Versions below TLS 1.2 as they stand on the wire. */
const BROKEN = new Map([
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
]);

export const tlsMinVersion = defineStandard({
  id: 'security/tls-min-version',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'TLS below version 1.2',
  why: 'SSL 3.0, TLS 1.0 and TLS 1.1 rest on broken ciphers and hashes and are deprecated. An attacker on the way forces the weakest version that both sides accept, and audits such as PCI DSS fail on an endpoint that still takes one.',
  fix: 'Ask for TLS 1.2 at least, or leave the field out: Go defaults to it.\n\n```go\ncfg := &tls.Config{MinVersion: tls.VersionTLS12}\n```',
  references: [
    'https://www.rfc-editor.org/rfc/rfc8996',
    'https://www.rfc-editor.org/rfc/rfc7568',
    'https://pkg.go.dev/crypto/tls#Config',
  ],
  examples: {
    bad: [
      `func config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS10} // want
}`,
      `package edge

import (
	wire "crypto/tls"
	"net/http"
)

const oldest uint16 = 0x0300

func serve(srv *http.Server) {
	lowest := uint16(wire.VersionTLS11)
	srv.TLSConfig = &wire.Config{MinVersion: lowest} // want, no suggestion: the variable would be unused
	srv.TLSConfig.MinVersion = oldest // want
}`,
      `func limited() tls.Config {
	return tls.Config{
		MinVersion: tls.VersionSSL30, // want
		MaxVersion: tls.VersionTLS11, // want, no suggestion: the peer may know no more
	}
}`,
    ],
    good: [
      `func asked(c struct{ TLSMaxVersion string }) *tls.Config {
	config := &tls.Config{}
	if c.TLSMaxVersion == "1.1" {
		config.MaxVersion = tls.VersionTLS11
	}
	return config
}`,
      `func config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS13}
}`,
      `func unset() []*tls.Config {
	return []*tls.Config{{ServerName: "orders"}, {MinVersion: 0}}
}`,
      `func chosen(name string, floor uint16) *tls.Config {
	cfg := &tls.Config{MinVersion: floor}
	switch name {
	case "legacy":
		cfg.MinVersion = tls.VersionTLS10
	}
	return cfg
}`,
      `type limits struct{ MinVersion uint16 }

func other() (limits, bool) {
	cfg := limits{MinVersion: tls.VersionTLS10}
	return cfg, cfg.MinVersion == tls.VersionTLS11
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
  if (setting.field !== 'MinVersion' && setting.field !== 'MaxVersion') return;
  const version = BROKEN.get(constantInt(file, setting.value) ?? 0);
  if (version === undefined || isTestCode(file) || isOptedIn(file, node)) return;
  const effect =
    setting.field === 'MinVersion'
      ? `accepts ${version}, which RFC 8996 forbids for its known weaknesses, from every peer that offers no more`
      : `never goes above ${version}, so every connection uses a broken protocol, and peers that ask for TLS 1.2 refuse`;
  report(node, {
    message: `\`${setting.field}\` is ${quoted(file.tree, setting.value)} here and so ${effect}.`,
    mend: () => (setting.field === 'MinVersion' ? raised(file, setting) : null),
  });
}

/** TLS 1.2, named as the file names the package. */
function raised(file: GoFile, { value }: TlsSetting): Edit[] | null {
  const tls = imported(file, 'crypto/tls', value);
  return tls && [...tls.edits, replaced(file.tree, value, `${tls.name}.VersionTLS12`)];
}
