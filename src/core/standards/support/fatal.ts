import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, type Type } from '../../go/types/type.ts';
import { rootOf } from './values.ts';

const ENDS = ['Fatal', 'Fatalf', 'FailNow', 'Skip', 'Skipf', 'SkipNow'];
const REQUIRE = 'github.com/stretchr/testify/require';
const ASSERT = 'gotest.tools/v3/assert';

export function isTestValue(type: Type): boolean {
  const base = deref(type);
  return base.kind === 'named' && base.package === 'testing' && /^(?:T|B|F|TB)$/.test(base.name);
}

/**
 * The value whose test the call ends: `t` of `t.Fatal()` and `require.NoError(t, err)`, `r` of `r.NoError(err)` made by
 * `require.New(t)`. NONE for every other call.
 */
export function testEndedBy(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  const [first = NONE] = file.arguments(call);
  const named = file.qualified(callee);
  if (named) {
    const ends =
      (named.package === REQUIRE && named.name !== 'New') || (named.package === ASSERT && named.name !== 'Check');
    return ends && first && isTestValue(file.typeOf(first)) ? first : NONE;
  }
  if (tree.kind(callee) !== Kind.selector_expression) return NONE;
  const on = tree.child(callee, Field.operand);
  const type = file.typeOf(on);
  if (isTestValue(type)) return ENDS.includes(tree.textOf(tree.child(callee, Field.field))) ? on : NONE;
  const base = deref(type);
  return base.kind === 'named' && base.package === REQUIRE && base.name === 'Assertions' ? on : NONE;
}

/** The value was made outside the function: the test that it stands for runs in another goroutine. */
export function isFromOutside(file: GoFile, value: NodeId, literal: NodeId): boolean {
  const { tree } = file;
  const root = rootOf(tree, value);
  const declaration = root ? (file.bindings[root] as number) : NONE;
  if (!declaration) return false;
  if (!tree.contains(literal, declaration)) return true;
  // `go func(t *testing.T) {…}(t)`: the parameter is the outer test all the same.
  const parameters = tree.child(literal, Field.parameters);
  return tree.contains(parameters, declaration) && tree.kind(tree.parent(tree.parent(literal))) === Kind.go_statement;
}

/** Body of a function of this file that the call calls and hands a test value to; NONE for others. */
export function helperBody(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.identifier || file.resolve(callee).kind !== 'package') return NONE;
  if (!file.arguments(call).some((argument) => isTestValue(file.typeOf(argument)))) return NONE;
  const name = tree.textOf(callee);
  for (const declaration of tree.descendants(NONE, Kind.function_declaration))
    if (tree.textOf(tree.child(declaration, Field.name)) === name && !enclosingDeclaration(tree, declaration))
      return declaration;
  return NONE;
}

/** A function of another file of the package does so, as far as its facts tell. */
export function helperEndsTest(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.identifier || file.resolve(callee).kind !== 'package') return false;
  const found = file.package?.function(tree.textOf(callee));
  if (!found || found.file.path === file.path) return false;
  const { parameters, uses } = found.fact;
  const takesTest = parameters.some(({ type }) => /^(?:\*?testing\.)(?:T|B|F|TB)$/.test(type));
  if (!takesTest || parameters.some(({ type }) => /log/i.test(type))) return false;
  const require = file.index.nameOfImport(found.file.facts, REQUIRE);
  return uses.some(
    (use) => ['.Fatal', '.Fatalf', '.FailNow'].includes(use) || (require !== null && use.startsWith(`${require}.`)),
  );
}
