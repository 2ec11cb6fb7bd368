/** Formats that say by themselves what they are. */
const KNOWN: readonly [format: RegExp, what: string][] = [
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an access key of AWS'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, 'a token of GitHub'],
  [/\bgithub_pat_[A-Za-z0-9_]{50,}\b/, 'a token of GitHub'],
  [/\bglpat-[\w-]{20,}/, 'a token of GitLab'],
  [/\bxox[abprs]-[0-9]{8,}-[\w-]{10,}/, 'a token of Slack'],
  [/\bAIza[0-9A-Za-z_-]{35}\b/, 'an API key of Google'],
  [/\bsk_live_[0-9a-zA-Z]{20,}/, 'a live key of Stripe'],
  [/\bSG\.[\w-]{20,}\.[\w-]{40,}/, 'an API key of SendGrid'],
  [/-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/=\s\\]{60,}/, 'a private key'],
  [/^eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}$/, 'a signed token (JWT)'],
];

/** What the text is, where its format says that it is a secret; null for any other text. */
export function knownSecret(text: string): string | null {
  if (!/AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|AIza|sk_live_|SG\.|PRIVATE KEY|^eyJ/.test(text)) return null;
  return KNOWN.find(([format]) => format.test(text))?.[1] ?? null;
}

const SECRET =
  /(?:password|passwd|passphrase|secret|secret_?key|private_?key|api_?key|access_?key|signing_?key|encryption_?key|aes_?key|jwt_?key|hmac_?key|auth_?token|access_?token|api_?token|bot_?token|refresh_?token|client_?secret|token)$/i;
/** They end so, and are something else. */
const OTHERWISE =
  /(?:page|next|continue|continuation|cancel|sync|csrf|xsrf|start|end|eof|public|invalid|missing|expired|no|bad|wrong|err|error|fake|dummy|test|mock|example|default|header|env|param|query|name|kind|type|label|annotation|scope|claim|tag|event|msg|message|path|reset|forgot|change)_?(?:password|token|secret|key|api_?key|secret_?key)$|^(?:err|invalid|missing|fake|dummy|test|mock|example|sample|stub)|posthog|mixpanel|sentry|segment|amplitude|analytics|telemetry|publishable|site_?key/i;

/** The variable or field holds a secret, by its name. */
export function namesSecret(name: string): boolean {
  return SECRET.test(name) && !OTHERWISE.test(name);
}

/** Something that is only shown, by the name of what holds it: `sampleToken`. */
export function namesSample(name: string): boolean {
  return /sample|example|test|fake|dummy|demo|mock|fixture/i.test(name);
}

const PLACEHOLDER =
  /change|your|example|placeholder|dummy|fake|sample|secret|password|passw|token|insert|replace|todo|test|mock|foo|bar|lorem|redact|hidden|default|not[-_ ]?set|none|null|undefined|\*{3}|x{5}|\.{3}|<.*>|\$\{|\{\{|%[sdvq]|1234|abcd|0000|JBSWY3DPEHPK3PXP/i;

/** Stands for a secret without being one. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

const LEAST_ENTROPY = 3.3;

/** No word, path, identifier or sentence, but characters as a generator or a careful person picks them. */
export function looksRandom(text: string): boolean {
  if (text.length < 12 || text.length > 200 || /\s|:\/\/|^[/.]|^\w+(?:\.\w+)+$/.test(text)) return false;
  if (isPlaceholder(text) || isWords(text)) return false;
  return /\d/.test(text) && /[A-Za-z]/.test(text) && entropy(text) >= LEAST_ENTROPY;
}

/** `X-Api-Key`, `PAYMENT_SECRET_V2`, `invalid_token`, `projects/shop/secrets`: parts that can be said aloud. */
function isWords(text: string): boolean {
  const parts = text.split(/[-_./:\s]|(?<=[a-z])(?=[A-Z])/).filter(Boolean);
  return parts.every(
    (part) => /^(?:[A-Za-z]?[a-z]+\d{0,3}|[A-Z]+\d{0,3}|[vV]?\d{1,3})$/.test(part) && part.length <= 18,
  );
}

/** Bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Enough to find it by, too little to use it: `AKIA…` with its length. */
export function masked(text: string): string {
  const start = /^[A-Za-z-]{3,5}(?=[_\d-])|^(?:AKIA|ASIA|AIza|eyJ)/.exec(text)?.[0] ?? text.slice(0, 2);
  return `\`${start}…\` (${text.length} characters)`;
}
