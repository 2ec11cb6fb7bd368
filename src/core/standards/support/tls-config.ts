import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { fieldOf, fieldsOf } from './composite.ts';
import { destinationOf } from './destination.ts';
import { isSamePath } from './values.ts';

/** A field of a `tls.Config` that is given a value. */
export interface TlsSetting {
  field: string;
  value: NodeId;
  /** The literal, or the path that is assigned through: `cfg` of `cfg.MinVersion = x`. */
  config: NodeId;
}

/** The setting that a keyed element of a literal makes; null for any other. */
export function settingInLiteral(file: GoFile, element: NodeId): TlsSetting | null {
  const { tree } = file;
  const value = tree.children(tree.child(element, Field.value))[0] ?? NONE;
  const found = value ? fieldOf(tree, value) : null;
  if (!found || !isConfig(file, found.literal)) return null;
  return { field: found.name, value, config: found.literal };
}

/** The settings that an assignment makes: `cfg.MinVersion = x`. */
export function settingsAssigned(file: GoFile, assignment: NodeId): TlsSetting[] {
  const { tree } = file;
  if (tree.kind(tree.child(assignment, Field.operator)) !== Token['=']) return [];
  const left = tree.children(tree.child(assignment, Field.left));
  const right = tree.children(tree.child(assignment, Field.right));
  if (left.length !== right.length) return [];
  return left.flatMap((target, index) => {
    if (tree.kind(target) !== Kind.selector_expression) return [];
    const config = tree.child(target, Field.operand);
    if (!isConfig(file, config)) return [];
    return [{ field: tree.textOf(tree.child(target, Field.field)), value: right[index] ?? NONE, config }];
  });
}

/** The same configuration is given one of these fields, in its literal or in the declaration around it. */
export function alsoSets(file: GoFile, { config }: TlsSetting, names: readonly string[]): boolean {
  const { tree } = file;
  let path = config;
  if (tree.kind(config) === Kind.composite_literal) {
    const fields = fieldsOf(tree, config);
    if (names.some((name) => fields.has(name))) return true;
    const goes = destinationOf(file, config);
    if (goes.to !== 'variable') return false;
    path = goes.name;
  }
  const around = enclosingDeclaration(tree, config);
  if (!around) return false;
  for (const selector of tree.descendants(around, Kind.selector_expression)) {
    if (!names.includes(tree.textOf(tree.child(selector, Field.field)))) continue;
    if (isSamePath(file, tree.child(selector, Field.operand), path)) return true;
  }
  return false;
}

function isConfig(file: GoFile, node: NodeId): boolean {
  return isNamed(file.typeOf(node), 'crypto/tls', 'Config');
}
