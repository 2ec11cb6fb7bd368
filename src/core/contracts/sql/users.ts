import type { Evidence } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { dirOf } from '../../go/modules.ts';
import { sitesOf } from '../../services/edges/sites.ts';
import { tableExchanges, writtenModel } from '../../services/edges/tables.ts';
import { Values } from '../../services/edges/values.ts';
import type { Removal } from './ddl.ts';
import { namesColumn, namesTable } from './names-column.ts';

/** Code that uses a database: a statement, or what a library makes one of. */
interface Use extends Evidence {
  /** Beside migrations it holds their text. */
  isGenerated: boolean;
  statement: string | null;
  /** Of a library's: the table. */
  table: string | null;
  /** Of a model that is written whole: its columns. */
  columns: ReadonlySet<string> | null;
}

/** What older migrations said ran long ago. */
const MIGRATES = /(?:^|\/)(?:migrations?|migrate|ddl)\//;

const USES = new WeakMap<GoIndex, readonly Use[]>();

/** A place that names something of a database. */
export interface User extends Evidence {
  /** The statement around the name, or the code, on one line. */
  excerpt: string;
}

/** Where code names what a migration at a path removes; none where nothing is known to. */
export function usersOf({ table, column }: Removal, migration: string, index: GoIndex): readonly User[] {
  return near(migration, index).flatMap((use): User[] => {
    const isUse =
      use.statement !== null
        ? column === null
          ? namesTable(use.statement, table)
          : namesColumn(use.statement, table, column)
        : use.table === table && (column === null || (use.columns?.has(column) ?? false));
    const { path, line, text } = use;
    return isUse ? [{ path, line, text, excerpt: excerptOf(use.statement ?? text, column ?? table) }] : [];
  });
}

const LONGEST = 90;

function excerptOf(statement: string, name: string): string {
  const text = statement.replace(/\s+/g, ' ').replaceAll('`', '').trim();
  const at = Math.max(0, text.toLowerCase().indexOf(name) - LONGEST / 2);
  const end = at + LONGEST;
  return `${at > 0 ? '…' : ''}${text.slice(at, end)}${end < text.length ? '…' : ''}`;
}

function usesOf(index: GoIndex): readonly Use[] {
  let found = USES.get(index);
  if (!found) {
    found = collect(index);
    USES.set(index, found);
  }
  return found;
}

function collect(index: GoIndex): Use[] {
  const values = new Values(sitesOf(index), new Set());
  const inCode = sitesOf(index).all.flatMap((site): Use[] => {
    const { fact, args, context, named } = site;
    const { path, facts } = context.file;
    if (MIGRATES.test(path)) return [];
    const at = { path, line: fact.line, text: fact.text, isGenerated: facts.generated };
    const [first] = args;
    if (fact.call === 'sql')
      return first
        ? values.texts(first, context).map((statement) => ({ ...at, statement, table: null, columns: null }))
        : [];
    if (!named?.receiver) return [];
    const model = writtenModel(index, site);
    return tableExchanges(index, site, values).flatMap(({ subject, peer }) =>
      subject === null || peer === 'mongodb'
        ? []
        : [{ ...at, statement: null, table: subject.toLowerCase(), columns: model }],
    );
  });
  return [...inCode, ...entUses(index)];
}

/** What ent generates for a type: its queries name every column (https://entgo.io/docs/code-gen). */
function entUses(index: GoIndex): Use[] {
  return [...index.allFiles()].flatMap((file): Use[] => {
    const [, folder, name] = /(?:^|\/)ent\/(\w+)\/(\w+)\.go$/.exec(file.path) ?? [];
    if (folder === undefined || folder !== name) return [];
    const constants = file.facts.values.flatMap((fact) => {
      const text = /^"(\w+)"$/.exec(fact.value ?? '')?.[1]?.toLowerCase();
      return text === undefined ? [] : [{ name: fact.name, line: fact.line, text }];
    });
    const table = constants.find((one) => one.name === 'Table');
    if (!table) return [];
    const at = (one: typeof table) => ({
      path: file.path,
      line: one.line,
      text: `${one.name} = "${one.text}"`,
      isGenerated: false,
    });
    const common = { statement: null, table: table.text };
    return [
      { ...at(table), ...common, columns: null },
      ...constants.flatMap((one) =>
        one.name.startsWith('Field') ? [{ ...at(one), ...common, columns: new Set([one.text]) }] : [],
      ),
    ];
  });
}

/**
 * Uses by the program that a migration belongs to: those below the nearest folder above it that holds a program, or is a
 * module, and uses a database.
 */
function near(migration: string, index: GoIndex): readonly Use[] {
  const uses = usesOf(index).filter(({ path, isGenerated }) => !isGenerated || !within(migration, dirOf(path)));
  const programs = [...index.modules.map(({ dir }) => dir), ...mainsOf(index)];
  for (let dir = dirOf(migration); ; dir = dirOf(dir)) {
    const own = uses.filter(({ path }) => within(path, dir));
    if (dir === '' || (own.length > 0 && programs.some((program) => within(program, dir)))) return own;
  }
}

const MAINS = new WeakMap<GoIndex, readonly string[]>();

function mainsOf(index: GoIndex): readonly string[] {
  let found = MAINS.get(index);
  if (!found) {
    found = [...new Set([...index.allFiles()].flatMap((file) => (file.package === 'main' ? dirOf(file.path) : [])))];
    MAINS.set(index, found);
  }
  return found;
}

function within(path: string, dir: string): boolean {
  return dir === '' || path === dir || path.startsWith(`${dir}/`);
}
