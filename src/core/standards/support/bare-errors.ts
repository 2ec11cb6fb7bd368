import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isError } from '../../go/types/type.ts';
import { isErrorValue } from './error-value.ts';
import { lastValue } from './values.ts';

/** A package-level variable that holds an error for comparison. */
export function isSentinel(file: GoFile, node: NodeId): boolean {
  const name = file.qualified(node);
  const member = name ? file.member(name.package, name.name) : null;
  if (!name || member?.kind !== 'var') return false;
  const named = /^[eE]rr[A-Z_]/.test(name.name);
  // Without an initialiser it is a variable that is written later: a result, not a sentinel.
  if (isError(member.type)) return named || member.at === null || member.value !== null;
  return named && member.type.kind === 'unknown';
}

/** Errors that their makers document to return bare; by origin where one sentinel has several. */
const ALWAYS = new Set([
  'io.EOF',
  'io.ErrUnexpectedEOF',
  'net/http.ErrServerClosed',
  'net/http.ErrAbortHandler',
  'path/filepath.SkipDir',
  'path/filepath.SkipAll',
  'io/fs.SkipDir',
  'io/fs.SkipAll',
  'flag.ErrHelp',
  'github.com/spf13/pflag.ErrHelp',
  'google.golang.org/grpc.ErrServerStopped',
  'google.golang.org/api/iterator.Done',
]);
const FROM: Record<string, RegExp> = {
  'database/sql.ErrNoRows': /^Scan$/,
  'database/sql.ErrTxDone': /^(?:Commit|Rollback)$/,
  'github.com/jackc/pgx/v5.ErrNoRows': /^Scan$/,
  'github.com/jackc/pgx/v5.ErrTxClosed': /^(?:Commit|Rollback)$/,
  'context.Canceled': /^(?:Err|Cause)$/,
  'context.DeadlineExceeded': /^(?:Err|Cause)$/,
  'net/http.ErrNoCookie': /^Cookie$/,
  'net/http.ErrMissingFile': /^FormFile$/,
  'bufio.ErrTooLong': /^Err$/,
  'bufio.ErrBufferFull': /^(?:Peek|ReadSlice|ReadLine)$/,
  'go.mongodb.org/mongo-driver/mongo.ErrNoDocuments': /^(?:Decode|Raw|Err)$/,
  'go.mongodb.org/mongo-driver/v2/mongo.ErrNoDocuments': /^(?:Decode|Raw|Err)$/,
  'os.ErrProcessDone': /^(?:Kill|Signal)$/,
  'golang.org/x/crypto/bcrypt.ErrMismatchedHashAndPassword': /^CompareHashAndPassword$/,
};
const UNWRAPS = /^(?:Cause|RootCause|Unwrap|UnwrapAll)$/;

/** `pathError.Err`: the error inside another, one link of the chain taken by hand. */
function isLink(file: GoFile, value: NodeId): boolean {
  const { tree } = file;
  return tree.kind(value) === Kind.selector_expression && isErrorValue(file, tree.child(value, Field.operand));
}

/** The error comes straight from what promises not to wrap it. */
export function isBare(file: GoFile, value: NodeId, sentinel: NodeId): boolean {
  const found = file.qualified(sentinel);
  const key = found ? `${found.package}.${found.name}` : '';
  if (ALWAYS.has(key)) return true;
  const { tree } = file;
  if (isLink(file, value)) return true;
  const origin = isCall(tree, value) ? value : lastValue(file, value);
  // A signal kept or passed between two functions of one package, which knows both ends.
  const own = !isExported(found?.name ?? '') && found?.package === file.package?.path;
  if (own && tree.kind(value) === Kind.selector_expression) return true;
  if (!isCall(tree, origin)) return false;
  const callee = calleeOf(tree, origin);
  const name = tree.textOf(tree.child(callee, Field.field) || callee);
  if (UNWRAPS.test(name) || FROM[key]?.test(name)) return true;
  return own && file.callee(origin)?.package === file.package?.path;
}

/** File errors come inside a `*fs.PathError`, the one way in which the standard library returns them. */
export function isAlwaysWrapped(file: GoFile, sentinel: NodeId): boolean {
  return (
    /^(?:os|io\/fs)$/.test(packageOf(file, sentinel)) &&
    /\bErr(?:NotExist|Exist|Permission|Closed)$/.test(file.tree.textOf(sentinel))
  );
}

/** Import path of the package that declares the name; empty for a local one. */
export function packageOf(file: GoFile, name: NodeId): string {
  return file.qualified(name)?.package ?? '';
}
