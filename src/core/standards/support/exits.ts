import type { Callee } from '../../go/file.ts';

const FATAL = /^(?:Fatal|Exit)(?:f|ln|w|Depth|Context|Fn)?$/;
/** Loggers whose `Fatal*` ends the process. */
const LOGGERS = new Set([
  'log',
  'github.com/sirupsen/logrus',
  'go.uber.org/zap',
  'github.com/rs/zerolog',
  'github.com/rs/zerolog/log',
  'github.com/go-kratos/kratos/v2/log',
  'k8s.io/klog/v2',
  'k8s.io/klog',
  'github.com/golang/glog',
]);

/** The call ends the process: `os.Exit`, `log.Fatalf`. */
export function isExit({ package: path, name }: Callee): boolean {
  return path === 'os' ? name === 'Exit' : LOGGERS.has(path) && FATAL.test(name);
}
