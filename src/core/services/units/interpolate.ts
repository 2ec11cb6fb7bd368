/**
 * Fills `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}` and `${NAME:?…}` as a shell or compose would. What is
 * not known stays as it is written.
 */
export function interpolate(text: string, value: (name: string) => string | undefined): string {
  let filled = text;
  // A default may hold a variable in turn.
  for (let depth = 0; depth < 3 && filled.includes('$'); depth++) {
    const next = filled.replace(
      /\$\$|\$\{(\w+)(?:(:?[-?+])([^{}]*))?\}|\$(\w+)/g,
      (
        whole,
        braced: string | undefined,
        operator: string | undefined,
        other: string | undefined,
        bare: string | undefined,
      ) => {
        const name = braced ?? bare;
        if (name === undefined) return whole;
        const found = value(name);
        if (operator?.endsWith('+')) return found ? (other ?? '') : '';
        if (found !== undefined && !(found === '' && operator === ':-')) return found;
        return operator?.endsWith('-') ? (other ?? '') : whole;
      },
    );
    if (next === filled || next.length > 20_000) break;
    filled = next;
  }
  return filled;
}
