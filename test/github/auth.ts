import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, verify } from 'node:crypto';
import { z } from 'zod';
import { FORBIDDEN, HttpError } from './http/errors.ts';
import type { Needs } from './http/router.ts';
import {
  type Account,
  covers,
  type Installation,
  type Level,
  type Permissions,
  type Repo,
  type World,
} from './world.ts';

export interface InstallationToken {
  token: string;
  installation: Installation;
  permissions: Permissions;
  /** Null for all that the installation covers. */
  repositories: Set<number> | null;
  expiresAt: Date;
}

/** Who makes a request. */
export type Caller =
  | { kind: 'nobody' }
  | { kind: 'app' }
  | { kind: 'installation'; token: InstallationToken }
  | { kind: 'user'; account: Account };

const LONGEST_JWT_SECONDS = 600;
const TOKEN_HOURS = 1;

let keyPair: { privateKey: string } | null = null;

/** One key for the process, since making one takes a tenth of a second; in the form that GitHub gives keys out. */
export function appPrivateKey(): string {
  keyPair ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return keyPair.privateKey;
}

const JwtHeader = z.object({ alg: z.literal('RS256') });
const JwtClaims = z.object({ iss: z.union([z.string(), z.number()]), iat: z.number(), exp: z.number() });

/** Who may do what: App tokens, installation tokens, tokens of people. */
export class Auth {
  readonly #world: World;
  readonly #appId: number;
  readonly #publicKey: KeyObject;
  readonly #tokens = new Map<string, InstallationToken>();
  readonly #users = new Map<string, Account>();

  constructor(world: World, app: { id: number; privateKey: string }) {
    this.#world = world;
    this.#appId = app.id;
    this.#publicKey = createPublicKey(app.privateKey);
  }

  /** @throws HttpError 401 */
  caller(header: string | undefined): Caller {
    if (header === undefined) return { kind: 'nobody' };
    const [scheme = '', credential = ''] = header.split(' ');
    if (!['bearer', 'token'].includes(scheme.toLowerCase())) throw new HttpError(401, 'Bad credentials');
    if (credential.split('.').length === 3) return this.#jwt(credential);
    const account = this.#users.get(credential);
    if (account !== undefined) return { kind: 'user', account };
    const token = this.#tokens.get(credential);
    const live = token !== undefined && token.expiresAt > this.#world.now() && token.installation.suspendedAt === null;
    if (!live || !this.#world.installations.has(token.installation.id)) throw new HttpError(401, 'Bad credentials');
    return { kind: 'installation', token };
  }

  userToken(account: Account): string {
    const token = `ghp_${randomBytes(18).toString('hex')}`;
    this.#users.set(token, account);
    return token;
  }

  installationToken(
    installation: Installation,
    permissions: Permissions,
    repositories: Set<number> | null,
  ): InstallationToken {
    const token: InstallationToken = {
      token: `ghs_${randomBytes(18).toString('hex')}`,
      installation,
      permissions,
      repositories,
      expiresAt: new Date(this.#world.now().getTime() + TOKEN_HOURS * 3_600_000),
    };
    this.#tokens.set(token.token, token);
    return token;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  /** Ends all tokens at once, as a new private key or a revocation would. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  #jwt(jwt: string): Caller {
    const [header = '', claims = '', signature = ''] = jwt.split('.');
    const head = JwtHeader.safeParse(json(header));
    const body = JwtClaims.safeParse(json(claims));
    const signed = Buffer.from(`${header}.${claims}`);
    if (
      !head.success ||
      !body.success ||
      !verify('sha256', signed, this.#publicKey, Buffer.from(signature, 'base64url'))
    )
      throw new HttpError(401, 'A JSON web token could not be decoded');
    const now = this.#world.now().getTime() / 1000;
    const { iss, iat, exp } = body.data;
    if (String(iss) !== String(this.#appId)) throw new HttpError(404, 'Integration not found');
    if (exp <= now)
      throw new HttpError(
        401,
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    // A second of grace: claims are whole seconds.
    if (exp - now > LONGEST_JWT_SECONDS + 1)
      throw new HttpError(401, "'Expiration time' claim ('exp') is too far in the future");
    if (iat > now + 1)
      throw new HttpError(
        401,
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    return { kind: 'app' };
  }
}

function json(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return null;
  }
}

/** The repository is within what the token was made for. */
export function reaches(token: InstallationToken, repo: Repo): boolean {
  return covers(token.installation, repo) && (token.repositories === null || token.repositories.has(repo.id));
}

/**
 * GitHub's answer to a call on a repository: 404 when the caller may not know of it, 403 when it knows and may not.
 *
 * @throws HttpError
 */
export function authorise(caller: Caller, repo: Repo, needs: Needs): void {
  const reading = needs.some((need) => Object.values(need).every((level) => level === 'read'));
  switch (caller.kind) {
    case 'app':
      throw new HttpError(401, 'A JSON web token could not be decoded');
    case 'nobody':
      if (repo.private) throw new HttpError(404, 'Not Found');
      if (!reading) throw new HttpError(401, 'Requires authentication');
      return;
    case 'user': {
      const role = roleOf(repo, caller.account);
      if (role === 'none') throw new HttpError(404, 'Not Found');
      return;
    }
    case 'installation': {
      const { token } = caller;
      if (!reaches(token, repo)) {
        if (repo.private) throw new HttpError(404, 'Not Found');
        if (!reading) throw new HttpError(403, FORBIDDEN);
        return;
      }
      const open = !repo.private && reading;
      if (!open && !needs.some((need) => grants(token.permissions, need))) throw new HttpError(403, FORBIDDEN);
    }
  }
}

export function grants(permissions: Permissions, need: Readonly<Record<string, Level>>): boolean {
  return Object.entries(need).every(([name, level]) => {
    const granted = permissions[name] ?? (name === 'metadata' ? 'read' : undefined);
    return granted === 'write' || granted === level;
  });
}

/** On a public repository everyone has read. */
export function roleOf(repo: Repo, account: Account): Exclude<ReturnType<Repo['roles']['get']>, undefined> {
  if (account.id === repo.owner.id) return 'admin';
  return repo.roles.get(account.login.toLowerCase()) ?? (repo.private ? 'none' : 'read');
}
