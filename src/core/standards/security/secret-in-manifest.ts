import type { EnvironmentFact, FactPlace, ManifestFacts } from '../../services/manifests/facts.ts';
import { defineStandard, type ManifestReport } from '../standard.ts';
import { isForDevelopers } from '../support/images.ts';
import { type LiteralSecret, literalSecret } from '../support/secret-value.ts';
import { masked } from '../support/secrets.ts';

export const secretInManifest = defineStandard({
  id: 'security/secret-in-manifest',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Secret written into a manifest',
  why: 'Whoever can read the repository, its history, the objects of the cluster or the layers of the image has the secret. It is the same in every environment, changing it takes a deployment, and it shows up wherever manifests are printed: in CI logs, in `kubectl describe`, in `docker history`.',
  fix: 'Keep it in a secret store and refer to it, and change the one that was committed.\n\n```yaml\nenv:\n  - name: DATABASE_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        name: orders-database\n        key: password\n```\n\nFor a build, mount it: `RUN --mount=type=secret,id=netrc …`.',
  references: [
    'https://kubernetes.io/docs/concepts/configuration/secret/',
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
  ],
  subsumes: ['security/hardcoded-secret'],
  examples: {
    bad: [
      {
        'deploy/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  template:
    spec:
      containers:
        - name: orders
          image: shop/orders:1.2.0
          env:
            - name: DATABASE_PASSWORD
              value: winter-orders-7 # want
            - name: BROKER_URL
              value: amqp://shop:blue-heron-42@rabbitmq:5672/ # want
            - name: REDIS_PASSWORD
              value: redis # want
`,
        'deploy/config.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: orders # want
data:
  REGION: eu
  SMTP_PASSWORD: winter-orders-7
`,
      },
      {
        'docker-compose.yml': `services:
  orders:
    build: .
    environment:
      JWT_SECRET: k8Zq2vX9sT4mB7wR1nY6cL3hJ0dF5gPa # want
  stock:
    build: .
    environment:
      - GITHUB_TOKEN=ghp_aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW2xY4 # want
`,
      },
      {
        Dockerfile: `FROM golang:1.25
ARG NPM_TOKEN=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b # want
ENV DB_PASSWORD="tR9#vL2q!Zm7Kx4w" # want
`,
        'deploy/prod.env': 'REGION=eu\nAPI_KEY=9f86d081884c7d659a2feaa0c55ad015 # want\n',
      },
    ],
    good: [
      {
        'deploy/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  template:
    spec:
      containers:
        - name: orders
          image: shop/orders:1.2.0
          env:
            - name: DATABASE_PASSWORD
              valueFrom: { secretKeyRef: { name: orders-database, key: password } }
            - name: DATABASE_PASSWORD_FILE
              value: /run/secrets/password
            - name: TOKEN_URL
              value: https://login.example.com/token
            - name: BROKER_URL
              value: amqp://$(BROKER_USER):$(BROKER_PASSWORD)@rabbitmq:5672/
            - name: API_TOKEN
              value: vault:secret/data/orders#token
            - name: PAGE_TOKEN
              value: 9f86d081884c7d659a2feaa0c55ad015
`,
      },
      {
        'docker-compose.yml': `services:
  orders:
    build: .
    environment:
      DATABASE_URL: postgres://orders:orders@orders-db:5432/orders
      JWT_SECRET: \${JWT_SECRET:?}
      API_TOKEN: change-me-in-production-please
  orders-db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: postgres
`,
        '.env.example': 'JWT_SECRET=k8Zq2vX9sT4mB7wR1nY6cL3hJ0dF5gPa\n',
      },
      {
        Dockerfile: 'FROM golang:1.25\nARG NPM_TOKEN\nARG DB_PASSWORD=$PASSWORD\nENV API_KEY=""\n',
        'chart/templates/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  template:
    spec:
      containers:
        - name: orders
          env:
            - name: DATABASE_PASSWORD
              value: "{{ .Values.password }}"
`,
      },
    ],
  },
  manifest({ path, facts }, report) {
    if (/(?:example|sample|template|tmpl|dist|default|ci|test)[^/]*$/i.test(path) && facts.form === 'environment')
      return;
    const named = /(?:^|[-_./])(?:prod|production|staging)(?:[-_./]|$)/i.test(path);
    const strict = facts.form === 'kubernetes' || named;
    const seen = new Set<string>();
    for (const { name, value, at, foreign, about } of variablesOf(facts)) {
      const place = `${at.line} ${name}`;
      const secret = seen.has(place) ? null : literalSecret(name, value);
      const lane = secret && laneOf(secret, facts.form, { strict, named });
      if (!secret || !lane) continue;
      seen.add(place);
      reportSecret(
        secret,
        { name, at, about, lane: isForDevelopers(path) || (foreign && !strict) ? 'H' : lane, form: facts.form },
        report,
      );
    }
  },
});

interface Variable {
  name: string;
  value: string | null;
  at: FactPlace;
  /** Of a program of others that a compose file starts beside, for developers mostly. */
  foreign: boolean;
  /** Lines that it stands in, where its own is not known. */
  about?: { line: number; endLine: number } | undefined;
}

function variablesOf(facts: ManifestFacts): Variable[] {
  const all = (environment: readonly EnvironmentFact[], foreign = false) =>
    environment.map((one) => ({ ...one, at: one, foreign }));
  switch (facts.form) {
    case 'dockerfile':
      return facts.stages.flatMap(({ steps }) =>
        steps.flatMap((step) =>
          step.op === 'env' || step.op === 'arg' ? [{ ...step, at: step, foreign: false }] : [],
        ),
      );
    case 'compose':
      return facts.services.flatMap(({ environment, build }) => all(environment, build === null));
    case 'kubernetes':
      return facts.objects.flatMap((object) => [
        ...[...object.containers, ...(object.workload?.init ?? [])].flatMap(({ environment }) => all(environment)),
        ...Object.entries(object.data).map(([name, value]) => {
          const about = { line: object.from, endLine: object.to };
          return { name, value, at: object, foreign: false, about };
        }),
      ]);
    case 'environment':
      return all(facts.variables);
    default:
      return [];
  }
}

/** Null for what is no worry there: the default password of a database that developers start. */
function laneOf(
  { weak, random, known, password }: LiteralSecret,
  form: ManifestFacts['form'],
  { strict, named }: { strict: boolean; named: boolean },
): 'D' | 'H' | null {
  if (known !== null && random) return /Google|JWT/.test(known) ? 'H' : 'D';
  // A compose file mostly starts things for those who write them, with keys that are good for nothing else.
  if (random) return strict ? 'D' : 'H';
  if (!strict) return form === 'dockerfile' && password && !weak ? 'H' : null;
  // What somebody can have thought of may be what every installation starts with, and is told to change.
  return named && password && !weak ? 'D' : 'H';
}

const WHO: Partial<Record<ManifestFacts['form'], string>> = {
  dockerfile: 'everybody who can pull the image reads it in its history',
  kubernetes: 'everybody who can read the repository, or list what runs in the namespace, has it',
};

function reportSecret(
  { text, known, weak }: LiteralSecret,
  {
    name,
    at,
    about,
    lane,
    form,
  }: Pick<Variable, 'name' | 'at' | 'about'> & {
    lane: 'D' | 'H';
    form: ManifestFacts['form'];
  },
  report: ManifestReport,
): void {
  const what = weak ? 'a password that everybody tries first' : `${masked(text)}${known ? `, ${known}` : ''}`;
  const who = WHO[form] ?? 'everybody who can read the repository has it, now and from its history';
  report(at, {
    of: name,
    ...(about ? { about } : {}),
    ...(lane === 'H' ? { lane } : {}),
    ...(weak ? { severity: 'medium' as const } : {}),
    message: `\`${name}\` is set to ${what}: ${who}. Take it from a secret${weak ? '' : ', and change the one that was committed'}.`,
  });
}
