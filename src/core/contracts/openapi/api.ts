import type { Part } from './part.ts';

/** An HTTP interface as OpenAPI 3 or Swagger 2.0 describes it. */
export interface Api {
  title: string;
  /** `2` or `3`. */
  generation: string;
  /** Before every path: `basePath`, or the path of the first server. */
  basePath: string;
  operations: readonly Operation[];
  /** It is made from code and the comments in it: what it says of operations is what somebody wrote above them. */
  isMadeFromCode: boolean;
}

export interface Operation {
  /** `GET`. */
  method: string;
  /** As written: `/orders/{id}`. */
  path: string;
  part: Part;
  /** What holds it and the other methods of its path. */
  item: Part;
  deprecated: boolean;
  /** What stands there promises nothing yet: `x-stability-level: alpha`. */
  unstable: boolean;
  parameters: readonly Parameter[];
  body: Body | null;
  /** By status code. */
  answers: ReadonlyMap<string, Answer>;
}

export interface Parameter {
  /** `query`, `header`, `path`, `cookie`, `formData`. */
  where: string;
  name: string;
  required: boolean;
  part: Part;
  schema: Part;
}

/** Schemas by media type; `*` where none is named, null where nothing is said of what is within. */
export type Content = ReadonlyMap<string, Part | null>;

export interface Body {
  part: Part;
  required: boolean;
  content: Content;
}

export interface Answer {
  part: Part;
  content: Content;
  headers: ReadonlyMap<string, Part>;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'options', 'head', 'trace', 'query'];
/** https://www.oasdiff.com and Zalando's guidelines write it so. */
const UNSTABLE = /^(?:draft|alpha|beta|experimental|development)$/i;

/** Null for data that is no description of an API. */
export function apiOf(root: Part): Api | null {
  const version = root.text('openapi') ?? root.text('swagger') ?? '';
  const generation = /^[23]\./.exec(version)?.[0].slice(0, 1);
  const paths = root.get('paths');
  if (generation === undefined || !paths) return null;
  const operations = paths.entries().flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const part = isPath(path) ? item.get(method) : null;
      return part ? [operationOf(root, { path, item, method, part })] : [];
    }),
  );
  return {
    title: root.get('info')?.text('title') ?? '',
    generation,
    basePath: (root.text('basePath') ?? serverPath(root)).replace(/\/$/, ''),
    operations,
    isMadeFromCode: isMadeFromCode(root),
  };
}

/** Schemas are called as types are in Go: `models.Order`. swag, beego and go-swagger write such descriptions. */
function isMadeFromCode(root: Part): boolean {
  const schemas = (root.get('definitions') ?? root.get('components')?.get('schemas'))?.entries() ?? [];
  const like = schemas.filter(([name, part]) => /^[\w-]+\.[\w&]/.test(name) || part.get('x-go-package') !== null);
  return like.length > 0 && like.length * 2 >= schemas.length;
}

/** Generators write what they could not translate. */
function isPath(text: string): boolean {
  return /^\/(?:[^{}]|\{[^{}]*\})*$/.test(text);
}

/** `/api/v1` of `https://shop.example/api/v1`. */
function serverPath(root: Part): string {
  const url = root.get('servers')?.items()[0]?.text('url') ?? '';
  return /^(?:[a-z][\w+.-]*:)?\/\/[^/]*(\/.*)?$/i.exec(url)?.[1] ?? (url.startsWith('/') ? url : '');
}

interface Found {
  path: string;
  item: Part;
  method: string;
  part: Part;
}

function operationOf(root: Part, { path, item, method, part }: Found): Operation {
  const own = (part.get('parameters')?.items() ?? []).flatMap(parameterOf);
  const shared = (item.get('parameters')?.items() ?? [])
    .flatMap(parameterOf)
    .filter((one) => !own.some(({ where, name }) => where === one.where && name === one.name));
  const all = [...shared, ...own];
  const listed = (key: string) => (part.get(key) ?? root.get(key))?.items().map(({ value }) => String(value)) ?? [];
  const stability = part.text('x-stability-level') ?? part.text('x-stability') ?? part.text('x-status') ?? '';
  return {
    ...{ method: method.toUpperCase(), path, part, item },
    deprecated: part.text('deprecated') === 'true',
    unstable: UNSTABLE.test(stability) || ['x-internal', 'x-experimental'].some((key) => part.text(key) === 'true'),
    parameters: all.filter(({ where }) => where !== 'body'),
    body: bodyOf(part, all, listed('consumes')),
    answers: new Map(
      (part.get('responses')?.entries() ?? [])
        .filter(([code]) => !code.startsWith('x-'))
        .map(([code, answer]) => [code.toUpperCase(), answerOf(answer, listed('produces'))]),
    ),
  };
}

function parameterOf(part: Part): Parameter[] {
  const [where, name] = [part.text('in'), part.text('name')];
  if (where === null || name === null) return [];
  const [content] = part.get('content')?.entries() ?? [];
  const schema = part.get('schema') ?? content?.[1].get('schema') ?? part;
  return [{ where, name, required: part.text('required') === 'true' || where === 'path', part, schema }];
}

function bodyOf(operation: Part, parameters: readonly Parameter[], consumes: readonly string[]): Body | null {
  const part = operation.get('requestBody');
  if (part) return { part, required: part.text('required') === 'true', content: contentOf(part) };
  const own = parameters.find(({ where }) => where === 'body');
  return own ? { part: own.part, required: own.required, content: typed(own.schema, consumes) } : null;
}

function answerOf(part: Part, produces: readonly string[]): Answer {
  const schema = part.get('schema');
  return {
    part,
    content: schema ? typed(schema, produces) : contentOf(part),
    headers: new Map(
      part
        .get('headers')
        ?.entries()
        .map(([name, header]) => [name.toLowerCase(), header]),
    ),
  };
}

function typed(schema: Part, types: readonly string[]): Content {
  return new Map((types.length > 0 ? types : ['*']).map((type) => [mediaType(type), schema]));
}

function contentOf(part: Part): Content {
  return new Map(
    part
      .get('content')
      ?.entries()
      .map(([type, media]) => [mediaType(type), media.get('schema')]),
  );
}

function mediaType(text: string): string {
  return text.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
