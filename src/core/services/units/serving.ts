import type { Evidence } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile } from '../../go/index/source-package.ts';
import { dirOf } from '../../go/modules.ts';
import type { MainPackage } from './mains.ts';

/** What starts to listen, by import path (or its beginning). */
const LISTENERS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^net\/http$/, ['ListenAndServe', 'ListenAndServeTLS', 'Serve', 'ServeTLS', 'Server']],
  [/^net$/, ['Listen', 'ListenTCP', 'ListenPacket', 'ListenUDP']],
  [/^google\.golang\.org\/grpc$/, ['NewServer']],
  [/^github\.com\/gin-gonic\/gin$/, ['Default', 'New']],
  [/^github\.com\/labstack\/echo(?:\/v\d+)?$/, ['New']],
  [/^github\.com\/gofiber\/fiber(?:\/v\d+)?$/, ['New']],
  [/^github\.com\/go-kratos\/kratos(?:\/v\d+)?$/, ['New']],
  [/^github\.com\/go-kratos\/kratos(?:\/v\d+)?\/transport\//, ['NewServer']],
  [/^github\.com\/zeromicro\/go-zero\/(?:rest|zrpc)$/, ['MustNewServer', 'NewServer']],
  [/^(?:go-micro\.dev\/v\d+|github\.com\/(?:asim|micro)\/go-micro(?:\/v\d+)?)$/, ['NewService', 'New', 'NewFunction']],
  [/^github\.com\/valyala\/fasthttp$/, ['ListenAndServe', 'Server']],
  [/^github\.com\/(?:beego\/beego|astaxie\/beego)/, ['Run']],
  [/^github\.com\/cloudwego\/(?:kitex|hertz)/, ['NewServer', 'Default', 'New']],
  [/^github\.com\/(?:IBM|Shopify)\/sarama$/, ['NewConsumerGroup', 'NewConsumer']],
  [/^github\.com\/segmentio\/kafka-go$/, ['NewReader', 'NewConsumerGroup']],
  [/^sigs\.k8s\.io\/controller-runtime$/, ['NewManager']],
  [/^go\.temporal\.io\/sdk\/worker$/, ['New']],
  [/^github\.com\/ThreeDotsLabs\/watermill\/message$/, ['NewRouter']],
  [/^github\.com\/hibiken\/asynq$/, ['NewServer', 'NewScheduler']],
  [/^github\.com\/zeromicro\/go-zero\/core\/service$/, ['NewServiceGroup']],
];

/** Tells whether a program serves, as far as the packages that it is made of tell: where it listens, or null. */
export function servingOf(index: GoIndex): (main: MainPackage) => Evidence | null {
  const listens = new Map<string, Evidence | null>();
  const listenerIn = (dir: string, files: readonly PackageFile[]) => {
    let found = listens.get(dir);
    if (found === undefined) {
      found = files.map(listenerOf).find((one) => one !== null) ?? null;
      listens.set(dir, found);
    }
    return found;
  };
  return (main) => {
    const own = index.packageOf(main.path);
    if (!own) return null;
    const seen = new Set([own.path]);
    const open = [own];
    for (let next = open.shift(); next; next = open.shift()) {
      const files = next.files.filter(({ path }) => !path.endsWith('_test.go'));
      const found = listenerIn(next.path, files);
      if (found) return found;
      for (const file of files)
        for (const { path } of file.facts.imports) {
          const other = seen.has(path) ? null : index.sourcePackage(path);
          seen.add(path);
          if (other) open.push(other);
        }
    }
    return null;
  };
}

function listenerOf(file: PackageFile): Evidence | null {
  const { imports } = file.facts;
  for (const { alias, path } of imports) {
    const names = LISTENERS.find(([pattern]) => pattern.test(path))?.[1];
    if (!names || alias === '_') continue;
    const usual =
      path
        .replace(/\/v\d+$/, '')
        .split('/')
        .at(-1)
        ?.replace(/^go-/, '') ?? '';
    const wanted = new Set(names.map((name) => `${alias ?? usual}.${name}`));
    const found = file.facts.functions.find(({ uses }) => uses.some((use) => wanted.has(use)));
    const use = found?.uses.find((one) => wanted.has(one));
    if (found && use && !/(?:^|\/)(?:tests?|testutil|mocks?)\//.test(`${dirOf(file.path)}/`))
      return { path: file.path, line: found.line, text: `func ${found.name}: ${use}` };
  }
  return null;
}
