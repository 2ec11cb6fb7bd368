export interface TableUse {
  table: string;
  write: boolean;
}

const NAME = String.raw`((?:[\w"\`\[\]]+\.)?["\`\[]?[A-Za-z_]\w*["\`\]]?)`;
const USES: readonly [RegExp, boolean][] = [
  [new RegExp(String.raw`\b(?:INSERT|REPLACE|MERGE)\s+(?:IGNORE\s+|OR\s+\w+\s+)?INTO\s+${NAME}`, 'gi'), true],
  [
    new RegExp(String.raw`\bUPDATE\s+(?:ONLY\s+)?${NAME}\s+(?:AS\s+)?(?:\w+\s+)?(?:SET\b|JOIN\b|INNER\b|LEFT\b)`, 'gi'),
    true,
  ],
  [new RegExp(String.raw`\bDELETE\s+FROM\s+(?:ONLY\s+)?${NAME}`, 'gi'), true],
  [new RegExp(String.raw`\b(?:TRUNCATE(?:\s+TABLE)?|COPY|LOCK\s+TABLE)\s+${NAME}`, 'gi'), true],
  [new RegExp(String.raw`\b(?:FROM|JOIN)\s+(?:ONLY\s+|LATERAL\s+)?${NAME}(?![\w.]|\s*\()`, 'gi'), false],
  [new RegExp(String.raw`\bFROM\s+[\w".\`]+(?:\s+(?:AS\s+)?\w+)?\s*,\s*${NAME}`, 'gi'), false],
];
/** Statements, not sentences that begin alike. */
const STATEMENT =
  /^\s*\(?(?:SELECT\b[\s\S]*\bFROM\b|INSERT\s[\s\S]*?INTO\b|UPDATE\b[\s\S]*\bSET\b|DELETE\s+FROM\b|WITH\b[\s\S]*?\bAS\b|REPLACE\s+INTO\b|MERGE\s+INTO\b|TRUNCATE\s|UPSERT\s+INTO\b|COPY\s[\s\S]*\b(?:FROM\s+(?:STDIN|PROGRAM|')|TO\s+(?:STDOUT|PROGRAM|'))|LOCK\s+TABLE\b)/i;
/** Words that follow FROM where no table does. */
const NO_TABLE =
  /^(?:select|unnest|generate_series|values|lateral|json\w*|dual|set|where|now|only|the|a|an|this|current_\w+|excluded|information_schema|pg_\w+|sqlite_master)$/i;

/** Tables that a statement reads and writes; none for a text that is no SQL. */
export function tablesOf(statement: string): TableUse[] {
  const text = statement
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/\bDISTINCT\s+FROM\b/gi, '=');
  if (!STATEMENT.test(text)) return [];
  const own = new Set(
    [
      ...text.matchAll(
        /(?:\bWITH\s+(?:RECURSIVE\s+)?|,\s*)(\w+)\s*(?:\([^()]*\))?\s+AS\s+(?:NOT\s+|MATERIALIZED\s+)*\(/gi,
      ),
    ].map(([, name = '']) => name.toLowerCase()),
  );
  const found = new Map<string, boolean>();
  let rest = text;
  for (const [pattern, write] of USES) {
    for (const [, name = ''] of rest.matchAll(pattern)) {
      const table = name.replace(/["`[\]]/g, '').toLowerCase();
      if (own.has(table) || NO_TABLE.test(table.split('.')[0] ?? '') || table === '') continue;
      found.set(table, (found.get(table) ?? false) || write);
    }
    // `DELETE FROM t` is no reading.
    if (write) rest = rest.replace(pattern, ' ');
  }
  return [...found].map(([table, write]) => ({ table, write }));
}
