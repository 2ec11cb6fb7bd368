import type { Callee, GoFile } from '../file.ts';
import { calleeOf, isCall } from '../syntax/calls.ts';
import { Kind } from '../syntax/grammar.ts';
import type { NodeId } from '../syntax/tree.ts';

/** Functions and methods (`Type.Name`) that use an argument for the length of the call and leave it open. */
const CONSUMERS: Readonly<Record<string, RegExp>> = {
  '': /^(?:len|cap|print|println)$/,
  io: /^(?:ReadAll|Copy|CopyN|CopyBuffer|ReadFull|ReadAtLeast|WriteString)$/,
  'io/ioutil': /^ReadAll$/,
  fmt: /^(?:Print|Fprint|Sprint|Fscan|Errorf)/,
  log: /^(?:Logger\.)?(?:Print|Fatal|Panic|Output)/,
  'log/slog': /^(?:Logger\.)?(?:Debug|Info|Warn|Error|Log(?![a-z])|Any)/,
  bytes: /^Buffer\.(?:ReadFrom|WriteTo)$/,
  'encoding/binary': /^(?:Read|Write)$/,
  'net/http': /^(?:Error|Redirect|NotFound)$/,
  'net/http/httputil': /^Dump/,
  'github.com/sirupsen/logrus': /^(?:\w+\.)?(?:Trace|Debug|Info|Print|Warn|Error|Fatal|Panic|Log(?![a-z])|WithField)/,
  'go.uber.org/zap': /^(?:Any|Stringer|Reflect|\w*Logger\.\w*)$/,
  'github.com/rs/zerolog': /^Event\./,
  'github.com/stretchr/testify/assert': /./,
  'github.com/stretchr/testify/require': /./,
};

/** Those that make a reader or writer over an argument, which leaves it open. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  io: /^(?:LimitReader|TeeReader|NopCloser|MultiReader|MultiWriter)$/,
  'io/ioutil': /^NopCloser$/,
  'encoding/json': /^New(?:De|En)coder$/,
  'encoding/xml': /^New(?:De|En)coder$/,
  'encoding/gob': /^New(?:De|En)coder$/,
  'encoding/csv': /^New(?:Reader|Writer)$/,
  'compress/gzip': /^New(?:Reader|Writer(?:Level)?)$/,
  'archive/tar': /^New(?:Reader|Writer)$/,
  'archive/zip': /^NewWriter$/,
  bufio: /^New(?:Reader|ReaderSize|Scanner|Writer|WriterSize|ReadWriter)$/,
  'gopkg.in/yaml.v2': /^New(?:De|En)coder$/,
  'gopkg.in/yaml.v3': /^New(?:De|En)coder$/,
};

export function isConsumer(callee: Callee): boolean {
  return CONSUMERS[callee.package]?.test(nameOf(callee)) ?? false;
}

export function isWrapper(callee: Callee): boolean {
  return WRAPPERS[callee.package]?.test(nameOf(callee)) ?? false;
}

function nameOf({ receiver, name }: Callee): string {
  return receiver === null ? name : `${receiver}.${name}`;
}

/** `json.NewDecoder(r).Decode`, of which the text is `NewDecoder().Decode`: the wrapper goes no further. */
export function isChainedWrapper(callee: Callee): boolean {
  const made = /^(\w+)\(\)/.exec(callee.name)?.[1];
  return made !== undefined && isWrapper({ ...callee, name: made });
}

/**
 * The call takes the value and gives it back as it was: it consumes what it says, or what it makes of it is only used
 * on the spot (`json.NewDecoder(body).Decode(&v)`) or consumed in turn.
 */
export function isBorrowing(file: GoFile, call: NodeId, handedOn: (value: NodeId) => boolean): boolean {
  const callee = file.callee(call);
  if (callee === null) return false;
  if (isConsumer(callee)) return true;
  if (!isWrapper(callee)) return false;
  const { tree } = file;
  const parent = tree.parent(call);
  if (tree.kind(parent) !== Kind.argument_list) return !handedOn(call);
  const outer = tree.parent(parent);
  return isCall(tree, outer) && calleeOf(tree, outer) !== call && isBorrowing(file, outer, handedOn);
}
