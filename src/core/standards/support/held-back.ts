import type { GoFile } from '../../go/file.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isListed, type Sources } from './sources.ts';

/** By import path, deferred calls of which the end of the process does not do the work itself. */
const FLUSHES: Sources = {
  bufio: /^Writer\.Flush$/,
  'encoding/csv': /^Writer\.Flush$/,
  'text/tabwriter': /^Writer\.Flush$/,
  'compress/gzip': /^Writer\.Close$/,
  'compress/zlib': /^Writer\.Close$/,
  'archive/zip': /^Writer\.Close$/,
  'archive/tar': /^Writer\.Close$/,
};

const SENDS: Sources = {
  'go.opentelemetry.io/otel/sdk/trace': /^TracerProvider\.(?:Shutdown|ForceFlush)$/,
  'go.opentelemetry.io/otel/sdk/metric': /^MeterProvider\.(?:Shutdown|ForceFlush)$/,
  'go.opentelemetry.io/otel/sdk/log': /^LoggerProvider\.(?:Shutdown|ForceFlush)$/,
  'github.com/getsentry/sentry-go': /^Flush$/,
  'github.com/segmentio/kafka-go': /^Writer\.Close$/,
  'github.com/confluentinc/confluent-kafka-go/v2/kafka': /^Producer\.(?:Flush|Close)$/,
  'github.com/IBM/sarama': /^AsyncProducer\.Close$/,
  'github.com/nats-io/nats.go': /^Conn\.(?:Drain|Flush)$/,
};

const REMOVES: Sources = { os: /^Remove(?:All)?$/ };

const PROFILES: Sources = { 'runtime/pprof': /^StopCPUProfile$/, 'runtime/trace': /^Stop$/ };

/** A function of the program that says by its name that it hands on what was held back. */
const NAMED = /^(?:shut_?down|flush)(?:[A-Z_]\w*)?$|(?:Shutdown|Flush|ShutDown)$/;

export function lossOf(file: GoFile, call: NodeId): string {
  const callee = file.callee(call);
  if (callee && isListed(FLUSHES, callee)) return 'what it still holds is never written';
  if (callee && isListed(REMOVES, callee)) return 'the files stay behind';
  if (callee && isListed(PROFILES, callee)) return 'the profile is left incomplete';
  if (callee && isListed(SENDS, callee))
    return 'what it was to send last, what tells of this failure among it, is lost';
  return 'what it was to finish stays undone';
}

export function matters(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  if (callee && [FLUSHES, SENDS, REMOVES, PROFILES].some((each) => isListed(each, callee))) return true;
  const own = callee === null || callee.package === file.package?.path;
  return own && NAMED.test(file.calledName(call));
}

/** Calls by which a program begins to do what it is there for, so that there is something to tell of. */
const WORKS = /serve|run|start|listen|consume|process|handle|wait|work|record|sleep|publish|send|produce|write/i;

/** A tracer or producer that was just made holds nothing back yet: the program has to have begun its work. */
export function hasSomething(file: GoFile, statement: NodeId, call: NodeId, exit: NodeId): boolean {
  const { tree } = file;
  const callee = file.callee(call);
  if (callee === null || !isListed(SENDS, callee)) return true;
  const loop = tree.ancestor(exit, Kind.for_statement, Kind.func_literal);
  if (tree.kind(loop) === Kind.for_statement && loop > statement) return true;
  for (let node = tree.next(statement); node < tree.next(exit); node++)
    if (node !== exit && isCall(tree, node) && WORKS.test(file.calledName(node))) return true;
  return false;
}
