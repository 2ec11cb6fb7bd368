import { defineStandard } from '../standard.ts';
import { grpcProgram, httpProgram } from '../support/examples/programs.ts';
import { deployment, programsOf, serves } from '../support/programs.ts';

export const noAuthAtAll = defineStandard({
  id: 'security/no-auth-at-all',
  severity: 'medium',
  lane: 'H',
  flags: ['missing-auth'],
  title: 'Service that asks nobody who they are',
  why: 'A service that trusts whoever reaches its port is as safe as the network around it: one compromised pod, one port forwarded for a moment or one gateway rule too wide, and everything behind it can be read and changed without a trace of who did it.',
  fix: 'Check a credential before any handler: a verified token in a middleware, the peer’s certificate in an interceptor. Where a gateway or a mesh does it for every call, say so in `.github/architect.yml`:\n\n```yaml\nplatform:\n  gateway: [auth]\n  mesh: [mtls, auth]\n```',
  references: [
    'https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/',
    'https://csrc.nist.gov/pubs/sp/800/207/final',
  ],
  examples: {
    bad: [
      { 'main.go': httpProgram({ want: true }) },
      { 'main.go': grpcProgram({ want: true }) },
      // The sibling does.
      {
        'cmd/orders/main.go': httpProgram({ want: true }),
        'cmd/stock/main.go': httpProgram({
          imports: ['github.com/golang-jwt/jwt/v5'],
          body: '\t_ = jwt.Parse\n',
        }),
      },
    ],
    good: [
      // A token is checked somewhere.
      {
        'cmd/orders/main.go': httpProgram({ imports: ['example.com/service/web'], body: '\tweb.RequireToken(mux)\n' }),
        'web/web.go':
          'package web\n\nimport "net/http"\n\nfunc RequireToken(next http.Handler) http.Handler {\n\treturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n\t\tif r.Header.Get("Authorization") == "" {\n\t\t\tw.WriteHeader(401)\n\t\t}\n\t})\n}\n',
      },
      // Peers show certificates.
      {
        'main.go': grpcProgram({
          imports: ['crypto/tls'],
          body: '\t_ = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert}\n',
        }),
      },
      // It serves nobody.
      { 'main.go': 'package main\n\nfunc main() { println("done") }\n' },
    ],
  },
  services(judged, report) {
    const { platform } = judged;
    if (platform.gateway.includes('auth') || platform.mesh.includes('auth')) return;
    for (const program of programsOf(judged)) {
      const { service, equipment } = program;
      const how = serves(program);
      if (how === null || equipment.mayHave('authentication')) continue;
      report(equipment.main, {
        wherever: true,
        message: `\`${service.name}\` serves ${how === 'HTTP' ? 'routes' : 'RPCs'}, and nothing that its main reaches looks at a credential: whoever gets to its port can call all of them.`,
        evidence: deployment(program),
      });
    }
  },
});
