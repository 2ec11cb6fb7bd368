import type { GoFile } from '../../go/file.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { type Type, typeString } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';

export const valueKeyType = defineStandard({
  id: 'context/value-key-type',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Context value under a key of a built-in type',
  why: 'Keys are equal when type and value are. Two packages that both store under the string "user" overwrite each other silently: a handler then reads the value of a library, or a tenant of another middleware, and the type assertion behind it panics.',
  fix: 'Give the key a type of its own that no other package can name.\n\n```go\ntype userKey struct{}\n\nctx = context.WithValue(ctx, userKey{}, user)\n```',
  references: ['https://pkg.go.dev/context#WithValue', 'https://staticcheck.dev/docs/checks/#SA1029'],
  examples: {
    bad: [
      `func with(ctx context.Context, user string) context.Context {
	return context.WithValue(ctx, "user", user) // want
}`,
      `package service

import stdctx "context"

const userKey = "user"

type alias = int

func with(ctx stdctx.Context, n alias) stdctx.Context {
	ctx = stdctx.WithValue(ctx, userKey, n) // want
	return stdctx.WithValue(ctx, n, userKey) // want
}`,
      `package service

import . "context"

func all(ctx Context, values map[string]any) Context {
	for key, value := range values {
		ctx = WithValue(ctx, key, value) // want
	}
	ctx = WithValue(ctx, struct{}{}, 1) // want
	return WithValue(ctx, string([]byte("trace")), 1) // want
}`,
    ],
    good: [
      `type key int

const userKey key = iota

type traceKey struct{}

var local = &struct{ name string }{"local"}

func with(ctx context.Context, user string) context.Context {
	ctx = context.WithValue(ctx, userKey, user)
	ctx = context.WithValue(ctx, traceKey{}, user)
	ctx = context.WithValue(ctx, local, user)
	return context.WithValue(ctx, key(7), user)
}`,
      `func with[K comparable](ctx context.Context, key K, other any) context.Context {
	return context.WithValue(context.WithValue(ctx, key, 1), other, 2)
}`,
      `func with(ctx context.Context, user string) context.Context {
	//nolint
	return context.WithValue(ctx, "user", user)
}`,
      // The method's signature, and with it the key, is that of a framework's interface.
      `type requestContext struct{ ctx context.Context }

func (c *requestContext) Set(key string, value any) {
	c.ctx = context.WithValue(c.ctx, key, value)
}`,
      `type values struct{}

func (values) WithValue(ctx, key, value any) any { return nil }

func with() any {
	context := values{}
	return context.WithValue(nil, "user", 1)
}`,
      `type string struct{ name int }

func with(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, key, 1)
}`,
    ],
  },
  calls: /^WithValue$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'context', 'WithValue')) return;
      const key = file.arguments(call)[1];
      const type = key === undefined ? null : builtin(file, file.typeOf(key));
      if (key === undefined || type === null || isOfMethod(file, key) || isMeant(file, call)) return;
      report(call, {
        message: `The key \`${file.tree.textOf(key)}\` is a plain \`${type}\`: any other package that stores under the same \`${type}\` overwrites this value, and this one theirs.`,
      });
    },
  },
});

/** A bare `//nolint`: the linters that look for keys look for little else on such a line. */
function isMeant({ tree, facts }: GoFile, call: NodeId): boolean {
  const line = tree.line(call);
  return facts.directives.some(({ ids, from, to }) => ids.includes('*') && line >= from && line <= to);
}

/** A parameter of the method: its callers choose the key, most often those of an interface that fixes its type. */
function isOfMethod(file: GoFile, key: NodeId): boolean {
  const { tree } = file;
  const declaration = tree.kind(key) === Kind.identifier ? tree.parent(file.bindings[key] as number) : key;
  return (
    tree.kind(declaration) === Kind.parameter_declaration &&
    tree.kind(tree.parent(tree.parent(declaration))) === Kind.method_declaration
  );
}

/** The type that every package can name alike, aliases followed; null for any other type. */
function builtin(file: GoFile, type: Type): string | null {
  // `struct{}{}` equals every other one, whoever wrote it.
  if (type.kind === 'struct') return 'struct{}';
  if (type.kind !== 'named') return null;
  if (type.package === '') return /^(?:any|error)$/.test(type.name) ? null : typeString(type);
  const declared = file.index.package(type.package)?.type(type.name);
  return declared?.alias ? builtin(file, declared.alias) : null;
}
