import { defineStandard } from '../standard.ts';
import { httpProgram } from '../support/examples/programs.ts';
import { deployment, placeIn, programsOf, serves, siblingWith } from '../support/programs.ts';

const limited = () => httpProgram({ imports: ['golang.org/x/time/rate'], body: '\t_ = rate.NewLimiter(100, 200)\n' });

export const noRateLimit = defineStandard({
  id: 'resilience/no-rate-limit',
  severity: 'low',
  lane: 'H',
  flags: ['no-degradation'],
  title: 'HTTP service without the limit that its siblings have',
  why: 'Without a limit the service takes whatever comes: one client in a retry loop, or one launch that goes well, and it works on more requests than it can finish. All of them get slow together, instead of some being turned away at once.',
  fix: 'Turn away what is over the limit before any work is done.\n\n```go\nif !limiter.Allow() {\n\tw.Header().Set("Retry-After", "1")\n\thttp.Error(w, "too many requests", http.StatusTooManyRequests)\n\treturn\n}\n```\n\nWhere a gateway does it, say so in `.github/architect.yml`: `platform: {gateway: [rate-limiting]}`.',
  references: [
    'https://sre.google/sre-book/handling-overload/',
    'https://pkg.go.dev/golang.org/x/time/rate',
    'https://www.rfc-editor.org/rfc/rfc6585#section-4',
  ],
  examples: {
    bad: [
      { 'cmd/orders/main.go': httpProgram({ want: true }), 'cmd/stock/main.go': limited() },
      // A limiter that this main does not reach.
      {
        'cmd/orders/main.go': httpProgram({ want: true, imports: ['example.com/service/web'], body: '\tweb.Log()\n' }),
        'cmd/stock/main.go': httpProgram({ imports: ['example.com/service/web'], body: '\tweb.Bound()\n' }),
        'web/web.go':
          'package web\n\nimport (\n\t"net/http"\n\n\t"github.com/didip/tollbooth/v7"\n)\n\nfunc Log() {}\n\nfunc Bound() http.Handler { return tollbooth.LimitHandler(nil, nil) }\n',
      },
      {
        'cmd/orders/main.go': limited(),
        'cmd/mail/main.go':
          'package main\n\nimport "github.com/gin-gonic/gin"\n\nfunc main() { // want\n\tr := gin.New()\n\tr.POST("/mails", func(c *gin.Context) {})\n\t_ = r.Run()\n}\n',
      },
    ],
    good: [
      { 'cmd/orders/main.go': limited(), 'cmd/stock/main.go': limited() },
      // No service of the repository has any.
      { 'cmd/orders/main.go': httpProgram(), 'cmd/stock/main.go': httpProgram() },
      // Its own, by name.
      {
        'cmd/orders/main.go': `${httpProgram({ body: '\tlimitRate()\n' })}\nfunc limitRate() {}\n\ntype rateLimiter struct{}\n\nvar _ = rateLimiter{}\n`,
        'cmd/stock/main.go': limited(),
      },
    ],
  },
  services(judged, report) {
    if (judged.platform.gateway.includes('rate-limiting')) return;
    const programs = programsOf(judged);
    for (const program of programs) {
      const { service, equipment } = program;
      if (serves(program) !== 'HTTP' || equipment.mayHave('rate limit')) continue;
      const sibling = siblingWith('rate limit', program, programs);
      if (!sibling) continue;
      report(equipment.main, {
        wherever: true,
        message: `\`${service.name}\` serves HTTP without a limit, unlike ${placeIn(sibling, 'rate limit')}: it works on whatever comes until all requests are slow.`,
        evidence: deployment(program),
      });
    }
  },
});
