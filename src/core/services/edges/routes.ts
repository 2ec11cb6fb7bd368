import type { WireFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedBy } from '../../go/remember.ts';
import { declarationsOf } from '../reach/declarations.ts';
import type { Expression } from '../wire/expression.ts';
import { lastName } from './by-key.ts';
import { Site } from './site.ts';
import { sitesOf } from './sites.ts';

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
const PATH = /^["`](?:[A-Z]+ )?\//;
/** What puts a prefix before the routes of what it returns. */
const PREFIX = /^(?:Group|Route|PathPrefix|Subrouter|Party)$/;

/** The routes that code registers by name, in frameworks that are known. */
export const routesOf: (index: GoIndex) => readonly Route[] = rememberedBy((index: GoIndex) =>
  sitesOf(index).all.flatMap((site) => routeAt(site, index) ?? []),
);

/** Those of some files alone. */
export function routesIn(index: GoIndex, paths: ReadonlySet<string>): Route[] {
  const packages = new Set([...paths].flatMap((path) => index.packageOf(path) ?? []));
  return [...packages].flatMap((own) => {
    const { byName, methods, initial } = declarationsOf(own);
    const all = [...byName.values(), ...methods.values(), initial].flat();
    return all.flatMap((declaration) => {
      const { file, fact } = declaration;
      if (declaration.is === 'type' || !paths.has(file.path)) return [];
      const context = { index, package: own, file, fact: declaration.fact };
      return (('wire' in fact && fact.wire) || []).flatMap(
        (wire) => routeAt(new Site(declaration, context, wire), index) ?? [],
      );
    });
  });
}

/** Those that go-zero is given at some sites, with the prefix of theirs. */
export function zeroRoutesIn(index: GoIndex, sites: readonly Site[]): Route[] {
  return sites.flatMap((site) => (site.fact.call.endsWith('Route{}') ? (zeroRoute(site, index) ?? []) : []));
}

/** What registers a route by name says so in its text: a method, and a path among the first arguments. */
function mayRegister({ call, args }: WireFact): boolean {
  const name = lastName(call);
  return (VERB.test(name) || ANY.test(name)) && args.length > 1 && args.slice(0, 3).some((arg) => PATH.test(arg));
}

/** `{Method: http.MethodPost, Path: "/orders"}` of go-zero, below the prefix that the call around gives. */
function zeroRoute(site: Site, index: GoIndex): Route | null {
  const { named, args, fields, fact } = site;
  if (named?.name !== 'Route' || !/\/go-zero\/rest$/.test(named.package)) return null;
  const path = args[fields.indexOf('Path')];
  const method = args[fields.indexOf('Method')];
  if (path?.is !== 'text') return null;
  const after = (sitesOf(index).of.get(site.declaration) ?? []).filter((other) => other.fact.line > fact.line);
  const next = Math.min(...after.flatMap((other) => (other.named?.name === 'AddRoutes' ? [other.fact.line] : [])));
  const [prefix] = after.find(({ named: of, fact: at }) => of?.name === 'WithPrefix' && at.line < next)?.args ?? [];
  const full = `${prefix?.is === 'text' ? prefix.value : ''}${path.value}`.replace(/\/{2,}/g, '/');
  const verb = method?.is === 'select' ? method.name.replace(/^Method/, '').toUpperCase() : '';
  return { name: verb === '' ? full : `${verb} ${full}`, site };
}

function routeAt(site: Site, index: GoIndex): Route | null {
  if (site.fact.call.endsWith('Route{}')) return zeroRoute(site, index);
  if (!mayRegister(site.fact)) return null;
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
