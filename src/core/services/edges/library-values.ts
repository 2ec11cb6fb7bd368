/** Functions that give back their first argument, changed in ways that an address or a name survives. */
const KEEPS =
  /^(?:Trim\w*|ToLower|ToUpper|Replace(?:All)?|Clean|String|Parse|MustParse|ParseRequestURI|QueryEscape|PathEscape|ExpandEnv|Split\w*|Fields|Must|Ptr|To|AppendQuery)$/;
/** Connections by the argument that says to whom. */
const CONNECTS: readonly [path: RegExp, name: RegExp, at: number][] = [
  [/^google\.golang\.org\/grpc$/, /^(?:Dial|NewClient)$/, 0],
  [/^google\.golang\.org\/grpc$/, /^DialContext$/, 1],
  [/grpc/i, /^Dial\w*Context$/, 1],
];

type Texts = () => readonly string[];

/**
 * What a call of a library gives back, as text: `os.Getenv` a variable, `fmt.Sprintf` its format filled in; of a client
 * or connection the address that it is made with. `receiver` gives the texts of what a method is called on.
 */
export function libraryValue(
  path: string | null,
  name: string,
  args: readonly Texts[],
  receiver: Texts,
  join: (parts: readonly (readonly string[])[]) => string[],
): string[] {
  const arg = (at: number) => [...(args[at]?.() ?? [])];
  if (path === 'os' && (name === 'Getenv' || name === 'LookupEnv')) return arg(0).map((variable) => `\${${variable}}`);
  if (path === 'fmt' && /^Sprint/.test(name))
    return name === 'Sprintf' ? formatted(arg(0), args.slice(1), join) : join(args.map((one) => one()));
  if (path === 'net' && name === 'JoinHostPort') return join([arg(0), [':'], arg(1)]);
  if (path === 'net/url' && name === 'JoinPath')
    return join(args.flatMap((one, at) => (at === 0 ? [one()] : [['/'], one()])));
  if (path === 'path' && name === 'Join') return join(args.flatMap((one, at) => (at === 0 ? [one()] : [['/'], one()])));
  if (path === 'strings' && name === 'Join') return arg(0);
  if (path === 'cmp' && name === 'Or') return args.flatMap((one) => [...one()]);
  if (path === 'flag') return arg(1);
  if (path !== null && /\/viper$/.test(path) && /^Get/.test(name))
    return arg(0).map((key) => `\${${key.replace(/[.-]/g, '_').toUpperCase()}}`);
  for (const [of, called, at] of CONNECTS) if (path !== null && of.test(path) && called.test(name)) return arg(at);
  if (path !== null && KEEPS.test(name)) return arg(0);
  if (path !== null && /^(?:Must)?(?:New|Dial|Connect|Open|With)\w*/.test(name))
    return args.flatMap((one) => [...one()]);
  if (path === null && name === 'JoinPath') return join([receiver(), ...args.flatMap((one) => [['/'], one()])]);
  if (path === null) return [...receiver()];
  return [];
}

function formatted(
  formats: readonly string[],
  args: readonly Texts[],
  join: (parts: readonly (readonly string[])[]) => string[],
): string[] {
  return formats.flatMap((format) => {
    let at = 0;
    const parts = format.split(/(%%|%[-+# 0]*\d*(?:\.\d+)?[a-zA-Z])/).map((part, index) => {
      if (index % 2 === 0) return [part];
      return part === '%%' ? ['%'] : (args[at++]?.() ?? []);
    });
    return join(parts);
  });
}
