import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isContext, isNamed, type Type } from '../../go/types/type.ts';
import { parameterNodes } from './functions.ts';

/** The context that a function was handed by its caller. */
export interface CallerContext {
  /** Name of the parameter that carries it. */
  parameter: string;
  /** Go expression that yields the context: `ctx`, `r.Context()`. */
  expression: string;
  fn: NodeId;
}

/** How the request types of HTTP libraries yield their context. */
const REQUESTS: readonly [path: string, name: string, context: string][] = [
  ['net/http', 'Request', '.Context()'],
  ['github.com/gin-gonic/gin', 'Context', '.Request.Context()'],
  ['github.com/labstack/echo/v4', 'Context', '.Request().Context()'],
  ['github.com/gofiber/fiber/v2', 'Ctx', '.UserContext()'],
];

/** The context among the function's own named parameters, a plain `context.Context` before a request; null for none. */
export function callerContext(file: GoFile, fn: NodeId): CallerContext | null {
  const parameters = parameterNodes(file, fn).filter(({ text, variadic }) => text !== '' && !variadic);
  const typed = parameters.map(({ text, type }) => ({ text, type: file.typeAt(type) }));
  const plain = typed.find(({ type }) => isContext(type));
  if (plain) return { parameter: plain.text, expression: plain.text, fn };
  for (const { text, type } of typed) {
    const access = contextOfRequest(file, type);
    if (access !== null) return { parameter: text, expression: text + access, fn };
  }
  return null;
}

function contextOfRequest(file: GoFile, type: Type): string | null {
  const request = REQUESTS.find(([path, name]) => isNamed(type, path, name));
  if (request) return request[2];
  const member = findMember(file.index, type, 'Context');
  return member?.method && member.owner.package === 'google.golang.org/grpc' ? '.Context()' : null;
}

/** The function answers one HTTP request: it has the response or the request among its parameters. */
export function isHttpHandler(file: GoFile, fn: NodeId): boolean {
  return parameterNodes(file, fn).some(({ type }) => {
    const found = file.typeAt(type);
    return isNamed(found, 'net/http', 'ResponseWriter') || REQUESTS.some(([path, name]) => isNamed(found, path, name));
  });
}
