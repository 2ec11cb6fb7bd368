import { knownSecret, looksRandom, namesSecret } from './secrets.ts';

/** A secret that a variable is given as a literal. */
export interface LiteralSecret {
  text: string;
  /** Format that says by itself what it is; null where the name or the place says so. */
  known: string | null;
  /** Nobody types this as an example: by its format, or as a generator makes it. */
  random: boolean;
  /** A default that everyone knows, `postgres`, `changeme`. */
  weak: boolean;
  /** The name or the place leaves nothing else than a password. */
  password: boolean;
}

/** Parts in angle brackets, of templates or of a shell; references to where secrets are kept; paths and addresses. */
const ELSEWHERE =
  /⟦|\$[\w{(]|\{\{|^<.*>$|^(?:vault|op|ssm|sm|arn|gcp|secret|env|file|ref|akv|awssm|berglas|bao|sops|ENC)\b[:[]|^[./~]|^\w+:\/\//i;
/** `TOKEN_VALUE`, to be filled in; a switch. */
const NONE_YET = /^[A-Z][A-Z]*(?:_[A-Z]+)+$|^(?:true|false|yes|no|on|off|null|none|auto)$/;
const IN_ADDRESS = /^[a-z][a-z0-9+.-]{0,30}:\/\/([^:/@\s]{0,100}):([^@\s/]{1,200})@[^\s@]+$/i;

/** The literal that the value holds; null where it is none, or where nothing says that it is a secret. */
export function literalSecret(name: string, value: string | null): LiteralSecret | null {
  if (value === null || value.length > 4000) return null;
  const [, user = '', inAddress] = IN_ADDRESS.exec(value.trim()) ?? [];
  const text = inAddress ?? value.trim();
  const known = knownSecret(text);
  if (text === '' || ELSEWHERE.test(text) || NONE_YET.test(text)) return null;
  if (inAddress === undefined && known === null && !namesSecret(name)) return null;
  const password = inAddress !== undefined || /pass(?:word|wd|phrase)$/i.test(name);
  // One short word is what an installation starts with, not what somebody made up to keep.
  const isWord = password && /^[a-z]{3,8}$/.test(text);
  const weak = isWeak(text) || isWord || [name, user].some((word) => word.toLowerCase().includes(text.toLowerCase()));
  const random = !weak && (known !== null || (looksRandom(text) && !WORDS.test(text)));
  return { text, known, random, weak, password };
}

/** `shop-k8s-demo`, as somebody calls a project. */
const WORDS = /^[a-z]{3,}(?:[-_.][a-z\d]{2,12})+$/;

const PLACEHOLDER =
  /change[-_ ]?(?:me|it|this)|your|example|placeholder|dummy|fake|replace|insert|redacted|todo|sample|not[-_ ]?set|\.{3}|x{4}|\*{3}|…/i;
const COMMON =
  /^(?:my|the|some|super|very|top|dev|test|local|default)*[-_]?(?:pass(?:word|wd|phrase)?|secret|token|key|admin|root|user|guest|test|dev|demo|local|default|foo|bar|baz|none|null|nil|true|false|yes|no|on|off|disabled?|enabled?|auto|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|rabbit(?:mq)?|redis|minio|minioadmin|grafana|keycloak|kafka|nats|elastic|clickhouse|db)*[-_]?(?:\d{1,4})?[!@#]?$/i;

/** What stands in for a secret, or what everybody tries first. */
function isWeak(text: string): boolean {
  return text.length < 4 || /^\d+$/.test(text) || PLACEHOLDER.test(text) || (text.length <= 60 && COMMON.test(text));
}
