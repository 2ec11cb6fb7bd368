import { isNamed, type Type } from '../../go/types/type.ts';

/** Names that nothing but a secret has. `Token` and `Secret` alone have other meanings, `SecretKey` names an entry. */
const SURE =
  /^(?:\w*_)?\w*(?:password|passwd|passphrase|(?:client|app|shared|jwt|signing|hmac|webhook)_?secret|secret_?access_?key|private_?key|api_?key|(?:access|refresh|auth|bearer|id|api|session|bot)_?token)$/i;
const NOT_SO =
  /(?:hash(?:ed)?|encrypted|masked|redacted|public|reset|forgot|invalid|missing|wrong|no|has|is|use|need|page|next|csrf|err|hide|show|old)_?(?:password|token|secret|(?:api|private|secret)_?key)$/i;

/** The field or variable holds a secret, as sure as a name can say it. */
export function isSecretName(name: string): boolean {
  return SURE.test(name) && !NOT_SO.test(name);
}

/** A `string` or `[]byte`: types of their own may hide what they hold. */
export function isText(type: Type): boolean {
  if (type.kind === 'slice') return isNamed(type.of, '', 'byte');
  return type.kind === 'named' && type.package === '' && type.name === 'string';
}
