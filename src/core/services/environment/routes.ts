import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedWith } from '../../go/remember.ts';
import { type Site, sitesOf } from '../edges/sites.ts';
import { Values } from '../edges/values.ts';
import { reachableFrom } from '../reach/reachable.ts';

/** Routes that a program registers, as far as the text of each is known. */
export interface ServedRoutes {
  routes: readonly { path: string; site: Site }[];
  /** It serves paths that are not known: a prefix, files, what a library or another handler serves. */
  open: boolean;
  /** Some text of the program holds this one. */
  mentions(text: string): boolean;
}

/** Calls that give a router a path, and libraries whose routers those are. */
const REGISTERS = /^(?:Handle|HandleFunc|Handler|HandlerFunc|GET|Get|HEAD|Head|Any|All|Method|MethodFunc|Match|Path)$/;
const ROUTERS =
  /^(?:net\/http|github\.com\/(?:gin-gonic\/gin|labstack\/echo(?:\/v\d+)?|go-chi\/chi(?:\/v\d+)?|gorilla\/mux|gofiber\/fiber(?:\/v\d+)?|julienschmidt\/httprouter))$/;
/** Libraries that serve health themselves, or whole servers. */
const SERVES_ITSELF =
  /health|probe|controller-runtime|\/kratos|go-micro|go-zero|\/dapr|\/fx$|apiserver|component-base|\/iris|beego|revel|buffalo|encore|\/goa\b|connectrpc|grpc-gateway|go-swagger|go-openapi|\/huma|fasthttp|hertz|pprof|actuator|goji|negroni|martini|armon|swagger/i;

/** What the program of a main package's directory serves over HTTP. */
export const routesOfProgram = rememberedWith((index: GoIndex, main: string): ServedRoutes => {
  const reached = reachableFrom(index, main);
  const values = new Values(sitesOf(index), reached);
  const routes: { path: string; site: Site }[] = [];
  const texts = new Set<string>();
  let open = false;
  const packages = new Set([...reached].map(({ file }) => file));
  const imported = new Set([...packages].flatMap(({ facts }) => facts.imports.map(({ path }) => path)));
  if ([...imported].some((path) => SERVES_ITSELF.test(path) && !index.sourcePackage(path))) open = true;
  if (![...imported].some((path) => ROUTERS.test(path))) open = true;
  for (const declaration of reached)
    for (const site of sitesOf(index).of.get(declaration) ?? []) {
      for (const arg of site.fact.args) texts.add(arg);
      if (site.callee.is !== 'select' && site.callee.is !== 'name') continue;
      if (!REGISTERS.test(site.callee.name)) continue;
      const [first, second] = site.args;
      const known = first && first.is !== 'unknown' ? values.texts(first, site.context) : [];
      const paths = known.length > 0 ? known : second?.is === 'text' ? [second.value] : [];
      if (paths.length === 0 || paths.some((path) => /[*$]/.test(path))) open = true;
      for (const path of paths) {
        const route = path.replace(/^[A-Z]+ /, '');
        if (route === '/' || route === '' || (route.endsWith('/') && route.startsWith('/'))) open = true;
        routes.push({ path: route, site });
      }
    }
  for (const { fact, is } of reached) if (is === 'value' && fact.value !== null) texts.add(fact.value);
  return {
    routes,
    open: open || routes.length === 0,
    mentions: (text) => [...texts].some((one) => one.includes(text)),
  };
});
