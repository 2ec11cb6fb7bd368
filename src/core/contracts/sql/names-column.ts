import { tablesOf } from '../../services/edges/sql.ts';

/** Whether a statement reads or writes a table; names in lower case. */
export function namesTable(statement: string, table: string): boolean {
  return tablesOf(statement).some((use) => lastOf(use.table) === table);
}

/** Whether a statement names a column of a table for certain: by its table, or with no other table about. */
export function namesColumn(statement: string, table: string, column: string): boolean {
  const text = statement.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').replace(/'(?:[^']|'')*'/g, "''");
  const tables = new Set(tablesOf(text).map((use) => lastOf(use.table)));
  if (!tables.has(table)) return false;
  const names = aliasesOf(text, table);
  const isAlone = tables.size === 1 && !/\bWITH\b/i.test(text);
  for (const { 1: quoted = '', index } of text.matchAll(/["`[]?([A-Za-z_]\w*)["`\]]?/g)) {
    if (quoted.toLowerCase() !== column) continue;
    const before = text.slice(Math.max(0, index - 80), index);
    const after = text.slice(index + quoted.length).replace(/^["`\]]/, '');
    const qualifier = /(\w+)["`\]]?\s*\.\s*["`[]?$/.exec(before)?.[1]?.toLowerCase();
    if (qualifier !== undefined) {
      if (names.has(qualifier)) return true;
      continue;
    }
    // A function, a parameter, another name for a result, or the table itself.
    const isOther =
      /^\s*(?:\(|\.)/.test(after) || /(?:[:@$?\w]|\bAS\s+|\bFROM\s+|\bJOIN\s+|\bINTO\s+|\bUPDATE\s+)$/i.test(before);
    if (!isOther && (isAlone || isInserted(text, table, column))) return true;
  }
  return false;
}

/** `INSERT INTO orders (id, total)`, whatever it selects from. */
function isInserted(text: string, table: string, column: string): boolean {
  const list =
    new RegExp(`\\bINTO\\s+(?:\\w+\\.)?["\`[]?${table}["\`\\]]?\\s*\\(([^()]*)\\)`, 'i').exec(text)?.[1] ?? '';
  return list.split(',').some((name) => name.replace(/["`[\]\s]/g, '').toLowerCase() === column);
}

const KEYWORD =
  /^(?:set|where|on|using|left|right|inner|outer|full|cross|natural|join|order|group|having|limit|offset|returning|values|select|union|for|default|as|and|or|when|with|window|fetch|lateral)$/i;

/** What a statement may call a table. */
function aliasesOf(text: string, table: string): Set<string> {
  const names = new Set([table]);
  for (const [, alias = ''] of text.matchAll(new RegExp(`["\`[]?\\b${table}\\b["\`\\]]?\\s+(?:AS\\s+)?(\\w+)`, 'gi')))
    if (!KEYWORD.test(alias)) names.add(alias.toLowerCase());
  return names;
}

function lastOf(table: string): string {
  return table.slice(table.lastIndexOf('.') + 1);
}
