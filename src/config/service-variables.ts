/** A variable of the service's environment. */
export interface Variable {
  /** What it is; a row of docs/operations.md. */
  about: string;
  fallback: string | null;
  /** What to do when it is missing or wrong. */
  mend: string;
}

export type VariableName =
  | 'APP_ID'
  | 'PRIVATE_KEY'
  | 'PRIVATE_KEY_PATH'
  | 'WEBHOOK_SECRET'
  | 'APP_SLUG'
  | 'ALLOWED_OWNERS'
  | 'PUBLIC_URL'
  | 'PORT'
  | 'HOST'
  | 'METRICS_PORT'
  | 'METRICS_HOST'
  | 'DATA_DIR'
  | 'DATABASE_URL'
  | 'GITHUB_API_URL'
  | 'GHE_HOST'
  | 'RECORDINGS_DAYS'
  | 'RECORDINGS_MB'
  | 'MODEL_FORKS'
  | 'LOG_LEVEL';

export const VARIABLES: Readonly<Record<VariableName, Variable>> = {
  APP_ID: {
    about: "the App's id",
    fallback: null,
    mend: "give the App ID that the App's page at GitHub shows",
  },
  PRIVATE_KEY: {
    about: "the App's private key: the text of the PEM file, or that in base64",
    fallback: null,
    mend: 'give the text of the PEM file that "Generate a private key" downloads, or its path as PRIVATE_KEY_PATH',
  },
  PRIVATE_KEY_PATH: {
    about: 'or the file that holds it',
    fallback: null,
    mend: 'give the path of a PEM file that this user may read',
  },
  WEBHOOK_SECRET: {
    about: "the App's webhook secret, of at least 16 characters",
    fallback: null,
    mend: "make one with `openssl rand -hex 32`, and set it as the App's webhook secret at GitHub too",
  },
  APP_SLUG: {
    about: "the App's name in addresses, `https://github.com/apps/…`; GitHub is asked for it at start",
    fallback: null,
    mend: "give the last part of the App's address, https://github.com/apps/…",
  },
  ALLOWED_OWNERS: {
    about: 'accounts whose repositories are reviewed, separated by commas; `*` for all that install the App',
    fallback: null,
    mend: 'name the accounts whose repositories are reviewed, such as acme,acme-labs, or * for all that install the App',
  },
  PUBLIC_URL: {
    about:
      'the address at which GitHub reaches `PORT`; the App’s webhook address is corrected to it at start. One with a path is taken as it is, otherwise `/api/github/webhooks` is added',
    fallback: null,
    mend: 'give an address that begins with https://',
  },
  PORT: {
    about: 'for webhooks, `/health` and `/ready`',
    fallback: '3000',
    mend: 'give a number up to 65535',
  },
  HOST: {
    about: 'address of this machine to listen on; all of them unless set',
    fallback: null,
    mend: 'give an address of this machine, such as 127.0.0.1',
  },
  METRICS_PORT: {
    about: 'for `/metrics`, `/health` and `/ready`; `off` for none',
    fallback: '9464',
    mend: 'give a number up to 65535, or off',
  },
  METRICS_HOST: {
    about: 'address to listen on for metrics; `0.0.0.0` in a cluster',
    fallback: '127.0.0.1',
    mend: 'give an address of this machine, such as 127.0.0.1',
  },
  DATA_DIR: {
    about: 'folder of the queue, of caches, and of the credentials that the set-up page writes',
    fallback: '~/.local/share/go-architect',
    mend: 'give the path of a folder',
  },
  DATABASE_URL: {
    about: 'PostgreSQL for the queue instead of the one embedded in `DATA_DIR`; several replicas need it',
    fallback: null,
    mend: 'give an address that begins with postgres://, or leave it out for the embedded database',
  },
  GITHUB_API_URL: {
    about: 'REST API of another GitHub, such as `https://ghe.acme.example/api/v3`',
    fallback: 'https://api.github.com',
    mend: 'give an address that begins with https://, such as https://ghe.acme.example/api/v3',
  },
  GHE_HOST: {
    about: 'or its host alone',
    fallback: null,
    mend: 'give a host, such as ghe.acme.example',
  },
  RECORDINGS_DAYS: {
    about: 'how many days `architect replay` can run a review again; `0` keeps nothing for it',
    fallback: '30',
    mend: 'give a number of days up to 3650',
  },
  RECORDINGS_MB: {
    about: 'room for that in `DATA_DIR`, in megabytes; the oldest go first',
    fallback: '1024',
    mend: 'give a number of megabytes',
  },
  MODEL_FORKS: {
    about:
      'whether the architect model is asked about pull requests from forks, by people without write access, to public repositories: when someone with it asks (`ask`), `always` or `never`',
    fallback: 'ask',
    mend: 'give ask, always or never',
  },
  LOG_LEVEL: {
    about: 'the least that is logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`',
    fallback: 'info',
    mend: 'give fatal, error, warn, info, debug, trace or silent',
  },
};
