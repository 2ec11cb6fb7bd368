import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isError } from '../../go/types/type.ts';
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
  'net/http.ErrServerClosed',
  'net/http.ErrAbortHandler',
  'path/filepath.SkipDir',
  'path/filepath.SkipAll',
  'io/fs.SkipDir',
  'io/fs.SkipAll',
  'flag.ErrHelp',
  'github.com/spf13/pflag.ErrHelp',
  'google.golang.org/grpc.ErrServerStopped',
]);
const FROM: Record<string, RegExp> = {
  'io.ErrUnexpectedEOF': /^Read(?:Full|AtLeast)$/,
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

/** The error comes straight from what promises not to wrap it. */
export function isBare(file: GoFile, value: NodeId, sentinel: NodeId): boolean {
  const found = file.qualified(sentinel);
  const key = found ? `${found.package}.${found.name}` : '';
  if (ALWAYS.has(key)) return true;
  const { tree } = file;
  const origin = isCall(tree, value) ? value : lastValue(file, value);
  if (!isCall(tree, origin)) return false;
  const callee = calleeOf(tree, origin);
  const name = tree.textOf(tree.child(callee, Field.field) || callee);
  if (UNWRAPS.test(name) || FROM[key]?.test(name)) return true;
  // A signal between two functions of one package, which knows both ends.
  return !isExported(found?.name ?? '') && file.callee(origin)?.package === file.package?.path;
}
