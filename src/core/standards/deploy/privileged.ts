import type { FactPlace } from '../../services/manifests/facts.ts';
import type { KubeContainer, SecurityFact, Setting } from '../../services/manifests/pod-facts.ts';
import { defineStandard } from '../standard.ts';
import { DEPLOYMENT, DOCKERFILE } from '../support/examples/orders.ts';
import { isInEarnest } from '../support/in-earnest.ts';
import { called, extentOf, isOptional, type Workload, workloadsIn } from '../support/workloads.ts';

const workload = (pod: string, container = '') => `${DEPLOYMENT}${pod.replaceAll(/^(?=.)/gm, '      ')}
      containers:
        - name: orders
          image: shop/orders:1.4.2
${container.replaceAll(/^(?=.)/gm, '          ')}
`;
const CODE = {
  'services/orders/Dockerfile': DOCKERFILE,
  'services/orders/main.go':
    'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":8080", nil) }\n',
};

export const privileged = defineStandard({
  id: 'deploy/privileged',
  severity: 'high',
  lane: 'D',
  flags: ['missing-auth'],
  title: 'Container with more rights than a service needs',
  why: 'Whoever gets into such a container, by one library with a hole, has more than the service: a privileged one owns the node with all its pods and their secrets, one in the namespaces of the host sees its traffic and its processes, and root with the wrong capability is a short way to both.',
  fix: 'Run as a user of its own, with nothing added.\n\n```yaml\nsecurityContext:\n  runAsNonRoot: true\n  allowPrivilegeEscalation: false\n  readOnlyRootFilesystem: true\n  capabilities: {drop: [ALL]}\n```',
  references: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  ],
  subsumes: ['deploy/image-runs-as-root'],
  examples: {
    bad: [
      { ...CODE, 'deploy/orders.yaml': workload('', 'securityContext:\n  privileged: true # want') },
      { ...CODE, 'deploy/orders.yaml': workload('hostNetwork: true # want\nhostPID: false\nhostIPC: true # want') },
      {
        ...CODE,
        'deploy/orders.yaml': workload(
          'securityContext:\n  runAsUser: 0 # want',
          'securityContext:\n  capabilities:\n    drop: [ALL]\n    add:\n      - NET_BIND_SERVICE\n      - SYS_ADMIN # want\n  allowPrivilegeEscalation: true # want',
        ),
      },
      {
        ...CODE,
        'deploy/orders.yaml': workload(
          'volumes:\n  - name: docker\n    hostPath:\n      path: /var/run/docker.sock # want',
        ),
      },
    ],
    good: [
      {
        ...CODE,
        'deploy/orders.yaml': workload(
          'hostNetwork: false\nsecurityContext: {runAsNonRoot: true, runAsUser: 65532}',
          'securityContext: {privileged: false, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}',
        ),
      },
      // The container has the last word.
      {
        ...CODE,
        'deploy/orders.yaml': workload('securityContext: {runAsUser: 0}', 'securityContext: {runAsUser: 65532}'),
      },
      {
        ...CODE,
        'chart/Chart.yaml': 'name: orders\n',
        'chart/templates/orders.yaml': workload(
          '{{- if .Values.host }}\nhostNetwork: true\n{{- end }}',
          'securityContext:\n  privileged: {{ .Values.privileged }}',
        ),
      },
      { ...CODE, 'deploy/orders.yaml': workload('volumes: [{name: tmp, hostPath: {path: /var/lib/orders}}]') },
    ],
  },
  manifest({ path, snapshot }, report) {
    for (const found of workloadsIn({ path, snapshot })) {
      const { containers, workload } = found.object;
      // What runs on every node is often there for the node's sake.
      const isCertain = found.object.kind !== 'DaemonSet' && isInEarnest(snapshot, found);
      const blame = (rights: readonly Right[], within: { from: number; to: number }, who: string) => {
        for (const { at, what, gives, lane } of rights)
          if (!isOptional(at, found))
            report(at, {
              message: `${who} ${what}: ${gives}.`,
              ...(isCertain && !lane ? {} : { lane: 'H' as const }),
              about: extentOf(within),
              of: `${found.object.kind} ${found.object.name} ${who} ${what}`,
            });
      };
      blame(ofPod(found), found.object, called(found.object));
      for (const container of [...workload.init, ...containers])
        blame(ofContainer(container), container, `\`${container.name}\` in ${called(found.object)}`);
    }
  },
});

interface Right {
  at: FactPlace;
  what: string;
  gives: string;
  lane?: 'H';
}

const HOST: Readonly<Record<string, string>> = {
  hostNetwork: 'whoever gets in hears the traffic of the node, and reaches what listens on it alone',
  hostPID: 'whoever gets in sees and signals every process of the node, with the secrets in their environment',
  hostIPC: 'whoever gets in reads the shared memory of every process of the node',
};
/** Sockets of what runs containers. */
const RUNTIME = /(?:docker|containerd|crio)\.sock$/;

function ofPod({ object: { workload, containers } }: Workload): Right[] {
  const { settings } = workload.security;
  const overruled = containers.every(({ security }) => security.settings.runAsUser ?? security.settings.runAsNonRoot);
  return [
    ...workload.host.flatMap(({ name, setting }): Right[] =>
      setting.value === 'true' ? [{ at: setting, what: `sets \`${name}\``, gives: HOST[name] ?? '' }] : [],
    ),
    ...workload.hostPaths.flatMap((at): Right[] =>
      RUNTIME.test(at.value)
        ? [{ at, what: `mounts \`${at.value}\``, gives: 'whoever gets in starts containers on the node as root' }]
        : [],
    ),
    ...(overruled ? [] : asRoot(settings.runAsUser)),
  ];
}

function ofContainer({ security }: KubeContainer): Right[] {
  const { settings } = security;
  const isSet = (name: string) => (settings[name]?.value === 'true' ? [settings[name]] : []);
  const privilege = isSet('privileged').map(
    (at): Right => ({
      at,
      what: 'is privileged',
      gives: 'whoever gets in owns the node, with its pods and their secrets',
    }),
  );
  if (privilege.length > 0) return privilege;
  return [
    ...asRoot(settings.runAsUser),
    ...isSet('allowPrivilegeEscalation').map(
      (at): Right => ({
        at,
        what: 'allows privilege escalation',
        gives: 'a program with the setuid bit makes whoever gets in root',
      }),
    ),
    ...added(security),
  ];
}

function asRoot(setting: Setting | undefined): Right[] {
  if (setting?.value !== '0') return [];
  return [{ at: setting, what: 'runs as root', gives: 'a way out of the container is root on the node' }];
}

/** What lets a process change the network, the kernel or others' files; to bind a low port harms nobody. */
function added({ adds }: SecurityFact): Right[] {
  return adds
    .filter(({ value }) => /^[A-Z_]+$/.test(value) && !/^(?:CAP_)?NET_BIND_SERVICE$/.test(value))
    .map(
      (at): Right => ({
        at,
        what: `adds the capability \`${at.value}\``,
        gives: 'whoever gets in has it too, on a kernel that all pods of the node share',
      }),
    );
}
