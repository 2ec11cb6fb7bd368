import type { GoIndex } from '../../go/index/go-index.ts';
import type { Expression } from '../wire/expression.ts';
import { lastName } from './by-key.ts';
import { type Site, sitesOf } from './sites.ts';

/** A path that a program answers. */
export interface Route {
  /** `POST /v1/orders/{id}`; the path alone where any method is answered. What stands before it is not always known. */
  name: string;
  site: Site;
}

const ROUTERS =
  /^(?:net\/http$|github\.com\/(?:gin-gonic\/gin|labstack\/echo|go-chi\/chi|gofiber\/fiber|gorilla\/mux|julienschmidt\/httprouter|cloudwego\/hertz|gogf\/gf|beego\/beego|kataras\/iris)(?:\/|$))/;
const VERB = /^(?:get|head|post|put|patch|delete|options|connect|trace)$/i;
const ANY = /^(?:Handle|HandleFunc|Any|All|HandlerFunc|Handler|Method|MethodFunc)$/;
/** What puts a prefix before the routes of what it returns. */
const PREFIX = /^(?:Group|Route|PathPrefix|Subrouter|Party)$/;

const KNOWN = new WeakMap<GoIndex, readonly Route[]>();

/** The routes that code registers by name, in frameworks that are known. */
export function routesOf(index: GoIndex): readonly Route[] {
  let found = KNOWN.get(index);
  if (!found) {
    found = sitesOf(index).all.flatMap((site) => routeAt(site) ?? []);
    KNOWN.set(index, found);
  }
  return found;
}

function routeAt(site: Site): Route | null {
  const called = lastName(site.fact.call);
  if (!VERB.test(called) && !ANY.test(called)) return null;
  const { named, args, callee } = site;
  // `http.Get` asks, `mux.Get` answers.
  if (!named || !ROUTERS.test(named.package) || (named.package === 'net/http' && named.receiver === 'Client'))
    return null;
  const isVerb = VERB.test(named.name) && named.package !== 'net/http';
  if (!isVerb && !ANY.test(named.name)) return null;
  const texts = args.flatMap((arg) => (arg.is === 'text' ? [arg.value] : []));
  const path = texts.find((text) => /^(?:[A-Z]+ )?\//.test(text));
  if (path === undefined || args.length < 2) return null;
  const [method, own] = / /.test(path) ? path.split(' ', 2) : [verbOf(named.name, isVerb, texts), path];
  const full = `${prefixOf(callee)}${own}`.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  return { name: method === '' ? full : `${method} ${full}`, site };
}

function verbOf(name: string, isVerb: boolean, texts: readonly string[]): string {
  if (isVerb) return name.toUpperCase();
  return texts.find((text) => VERB.test(text))?.toUpperCase() ?? '';
}

/** `/v1/orders` of `r.Group("/v1").Group("/orders").Get`. */
function prefixOf(callee: Expression): string {
  if (callee.is !== 'select') return '';
  const { of } = callee;
  if (of.is !== 'call') return '';
  const [first] = of.args;
  const isPrefix = of.of.is === 'select' && PREFIX.test(of.of.name);
  return `${prefixOf(of.of)}${isPrefix && first?.is === 'text' ? first.value : ''}`;
}
