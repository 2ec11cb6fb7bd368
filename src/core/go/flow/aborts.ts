import type { GoFile } from '../file.ts';
import type { NodeId } from '../syntax/tree.ts';

/** Functions and methods that never return, by package; methods by `Type.Name`. */
const NEVER_RETURN: Readonly<Record<string, RegExp>> = {
  '': /^panic$/,
  os: /^Exit$/,
  syscall: /^Exit$/,
  runtime: /^Goexit$/,
  log: /^(?:Logger\.)?(?:Fatal|Panic)(?:f|ln)?$/,
  testing: /^(?:common|T|B|F|TB)\.(?:Fatalf?|FailNow|Skipf?|SkipNow)$/,
  'github.com/sirupsen/logrus':
    /^(?:Logger\.|Entry\.|Ext1FieldLogger\.|FieldLogger\.|StdLogger\.)?(?:Fatal|Panic)(?:f|ln)?$/,
  'go.uber.org/zap': /^(?:Logger|SugaredLogger)\.(?:Fatal|Panic)(?:f|w|ln)?$/,
  'k8s.io/klog/v2': /^(?:Fatal|Exit)(?:f|ln|Depth)?$/,
  'github.com/golang/glog': /^(?:Fatal|Exit)(?:f|ln|Depth)?$/,
  'github.com/go-kratos/kratos/v2/log': /^(?:Helper\.)?Fatal(?:f|w)?$/,
};

/** The call does not return: it panics, ends the process, the test or the goroutine. */
export function neverReturns(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  if (!callee) return false;
  const name = callee.receiver === null ? callee.name : `${callee.receiver}.${callee.name}`;
  if (NEVER_RETURN[callee.package]?.test(name)) return true;
  return file.index.functionFact(callee)?.aborts ?? false;
}
