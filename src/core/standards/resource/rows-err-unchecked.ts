import type { GoFile } from '../../go/file.ts';
import { fateOf } from '../../go/flow/fate.ts';
import { isHandedOn } from '../../go/flow/handing.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard } from '../standard.ts';
import { isRows } from '../support/database.ts';
import { failing } from '../support/mend/failing.ts';
import { imported } from '../support/mend/imported.ts';
import { lineAfter, nextStatement } from '../support/mend/statement.ts';
import { isTestCode } from '../support/test-code.ts';

export const rowsErrUnchecked = defineStandard({
  id: 'resource/rows-err-unchecked',
  severity: 'medium',
  lane: 'D',
  flags: ['no-error-strategy'],
  title: 'Rows read without asking why they ended',
  why: '`Next` is false at the end and also when the connection breaks or the context ends in the middle. Without `Err`, half a result is taken for all of it, and what is computed from it is wrong with nothing in the log.',
  fix: 'Ask after the loop.\n\n```go\nfor rows.Next() {\n\t…\n}\nif err := rows.Err(); err != nil {\n\treturn nil, fmt.Errorf("list orders: %w", err)\n}\n```',
  references: ['https://pkg.go.dev/database/sql#Rows.Err', 'https://go.dev/doc/database/querying#multiple_rows'],
  examples: {
    bad: [
      `func names(db *sql.DB) (out []string, err error) {
	rows, err := db.Query("SELECT name FROM item")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() { // want
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, nil
}`,
      `func total(ctx context.Context, conn *pgx.Conn) (sum int, err error) {
	rows, err := conn.Query(ctx, "SELECT price FROM item")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var price int
	for ; rows.Next(); sum += price { // want
		if err = rows.Scan(&price); err != nil {
			return 0, err
		}
	}
	return sum, err
}`,
      `import db "github.com/jmoiron/sqlx"

type item struct{ Name string }

func items(d *db.DB) ([]item, error) {
	r, err := d.Queryx("SELECT name FROM item")
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	var all []item
	for r.Next() { // want
		var i item
		if err := r.StructScan(&i); err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}`,
      `func count(ctx context.Context, db *sql.DB) (n int, err error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM item")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() { // want, no suggestion: the next statement tells the end of the context its own way
		n++
	}
	if ctx.Err() != nil {
		return 0, errors.New("counting took too long")
	}
	return n, nil
}`,
    ],
    good: [
      `func names(db *sql.DB) (out []string, err error) {
	rows, err := db.Query("SELECT name FROM item")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}`,
      // The caller has the rows and asks.
      `func scanAll(rows *sql.Rows) (n int) {
	for rows.Next() {
		n++
	}
	return n
}`,
      `func names(db *sql.DB) error {
	rows, err := db.Query("SELECT name FROM item")
	if err != nil {
		return err
	}
	defer func() { err = finish(rows) }()
	for rows.Next() {
	}
	return err
}

func finish(rows *sql.Rows) error { return errors.Join(rows.Err(), rows.Close()) }`,
      `type Rows struct{ left int }

func (r *Rows) Next() bool { r.left--; return r.left > 0 }

func drain(rows *Rows) {
	r := rows
	for r.Next() {
	}
}`,
    ],
  },
  go: {
    for_statement(loop, file, report) {
      const rows = turnedBy(file, loop);
      if (rows === NONE || isTestCode(file)) return;
      const declaration = file.bindings[rows] as number;
      if (!declaration || isParameter(file, declaration) || !isRows(file.typeOf(rows))) return;
      if (asksOrHandsOn(file, declaration)) return;
      const name = file.tree.textOf(rows);
      report(loop, {
        message: `Nobody asks \`${name}.Err()\` after this loop: when the connection breaks or the context ends midway, the rows read so far pass for all of them.`,
        evidence: [rows],
        mend: () => asked(file, loop, name),
      });
    },
  },
});

/** `rows` of `for rows.Next()`, when it is a variable. */
function turnedBy(file: GoFile, loop: NodeId): NodeId {
  const { tree } = file;
  const clause = tree.childOfKind(loop, Kind.for_clause);
  const condition = clause
    ? tree.child(clause, Field.condition)
    : (tree.children(loop).find((child) => tree.kind(child) === Kind.call_expression) ?? NONE);
  if (tree.kind(condition) !== Kind.call_expression) return NONE;
  const callee = calleeOf(tree, condition);
  if (tree.kind(callee) !== Kind.selector_expression || tree.textOf(tree.child(callee, Field.field)) !== 'Next')
    return NONE;
  const operand = tree.child(callee, Field.operand);
  return tree.kind(operand) === Kind.identifier ? operand : NONE;
}

function isParameter(file: GoFile, declaration: NodeId): boolean {
  return file.tree.kind(file.tree.parent(declaration)) === Kind.parameter_declaration;
}

/** `Err` is called on the rows, or somebody else has them who may. */
function asksOrHandsOn(file: GoFile, declaration: NodeId): boolean {
  const { tree, bindings } = file;
  const end = tree.next(enclosingDeclaration(tree, declaration));
  for (let node = declaration + 1; node < end; node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const parent = tree.parent(node);
    if (tree.kind(parent) === Kind.selector_expression) {
      const name = tree.textOf(tree.child(parent, Field.field));
      if (name === 'Err' || !isCall(tree, tree.parent(parent))) return true;
    } else if (isHandedOn(file, node) && !isOnlyRead(file, node)) return true;
  }
  return false;
}

const ASKS = new Set(['.Err()']);

/** An argument of a function of the repository that scans a row and keeps nothing. */
function isOnlyRead(file: GoFile, node: NodeId): boolean {
  const list = file.tree.parent(node);
  const call = file.tree.parent(list);
  if (file.tree.kind(list) !== Kind.argument_list || !isCall(file.tree, call)) return false;
  return fateOf(file, call, file.arguments(call).indexOf(node), ASKS) === 'borrowed';
}

/** The question behind the loop, its answer returned as the function returns its other errors. */
function asked(file: GoFile, loop: NodeId, rows: string): Edit[] | null {
  // `if ctx.Err() != nil` behind the loop tells the same failure its own way.
  if (file.tree.textOf(nextStatement(file.tree, loop)).includes('.Err()')) return null;
  const fmt = imported(file, 'fmt', loop);
  const left = fmt && failing(file, loop, `${fmt.name}.Errorf("read rows: %w", err)`);
  if (!left || file.tree.kind(file.tree.parent(loop)) !== Kind.statement_list) return null;
  const edit = lineAfter(file.tree, loop, `if err := ${rows}.Err(); err != nil {\n\t${left}\n}`);
  return edit && [...fmt.edits, edit];
}
