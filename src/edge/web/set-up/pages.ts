import { html } from 'hono/html';
import type { App, Registration } from './registration.ts';

type Html = ReturnType<typeof html>;

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
  label, fieldset { display: block; margin: 1rem 0; } fieldset { border: 0; padding: 0; }
  input[type=text], input[type=url] { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .4rem; }
  fieldset label { margin: .2rem 0; } small { display: block; opacity: .75; } .wrong { color: #c33; }
  button { font: inherit; padding: .5rem 1rem; } td, th { text-align: left; padding: .1rem 1rem .1rem 0; }
`;

function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · go-architect</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`;
}

/** What was typed, and what is wrong with it, by field. */
export interface Form {
  given: Readonly<Record<string, string>>;
  wrong: Readonly<Record<string, string | undefined>>;
}

export function formPage({ given, wrong }: Form): Html {
  const complaint = (field: string) => wrong[field] && html`<small class="wrong">${wrong[field]}</small>`;
  const checked = (field: string, value: string) => (given[field] === value ? 'checked' : '');
  return page(
    'Register the App',
    html`<p>GitHub will make an App that only the account below can install. Nothing is sent before you confirm.</p>
      <form method="post" action="/">
        <fieldset>
          <legend>The App belongs to</legend>
          <label>
            <input type="radio" name="kind" value="organisation" required ${checked('kind', 'organisation')} />
            an organisation
          </label>
          <label><input type="radio" name="kind" value="user" ${checked('kind', 'user')} /> my own account</label>
        </fieldset>
        <label>Name of that account
          <input type="text" name="owner" required value="${given.owner ?? ''}" autocomplete="off" />
          ${complaint('owner')}
        </label>
        <label>Address at which GitHub reaches this service
          <input type="url" name="publicUrl" required placeholder="https://" value="${given.publicUrl ?? ''}" />
          <small>To try it on your own machine, open https://smee.io/new and give the address it shows.</small>
          ${complaint('publicUrl')}
        </label>
        <label>Name of the App
          <input type="text" name="name" maxlength="34" value="${given.name ?? ''}" autocomplete="off" />
          <small>No other App at GitHub may have it. Without one: go-architect- and the account.</small>
          ${complaint('name')}
        </label>
        <label>
          <input type="checkbox" name="resolves" value="yes" ${checked('resolves', 'yes')} />
          Let it write contents
          <small>Needed only to resolve threads whose finding is fixed, and to open branches with mends.</small>
        </label>
        <button>Continue</button>
      </form>`,
  );
}

export function confirmPage(registration: Registration, action: string): Html {
  const { name, hook_attributes: hook, default_permissions: permissions, default_events: events } = registration;
  return page(
    'Confirm',
    html`<p>GitHub will be asked for the App <b>${name}</b>, whose webhooks go to <code>${hook.url}</code>.</p>
      <table>
        <tr><th>permission</th><th>access</th></tr>
        ${Object.entries(permissions).map(([scope, access]) => html`<tr><td>${scope}</td><td>${access}</td></tr>`)}
      </table>
      <p>Events: ${events.join(', ')}.</p>
      <form method="post" action="${action}">
        <input type="hidden" name="manifest" value="${JSON.stringify(registration)}" />
        <button>Continue at GitHub</button> <a href="/">Change</a>
      </form>`,
  );
}

export function donePage(app: App, file: string): Html {
  return page(
    'Registered',
    html`<p>The credentials are in <code>${file}</code>, readable by you alone. The service is starting.</p>
      <p><a href="${app.html_url}/installations/new">Install the App on repositories</a>, and open a pull request.</p>`,
  );
}

export function wrongPage(what: string): Html {
  return page('That did not work', html`<p>${what}</p>`);
}
