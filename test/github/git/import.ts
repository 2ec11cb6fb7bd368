import { feed } from './run.ts';

/** Content as text or bytes; null removes the path. */
export type FileChange =
  | string
  | Uint8Array
  | null
  | { content: string | Uint8Array; executable?: boolean }
  /** A symbolic link to there. */
  | { link: string }
  /** The commit of another repository. */
  | { submodule: string };

export type FileChanges = Readonly<Record<string, FileChange>>;

export interface CommitRequest {
  ref: string;
  /** First parent; null makes a root. */
  parent: string | null;
  /** Merged besides the parent. */
  merged?: string | null;
  message: string;
  author: string;
  at: Date;
  files: FileChanges;
  /** Start from an empty tree rather than from the parent's. */
  whole?: boolean;
}

/** Makes one commit in one process. Gives its id. */
export async function importCommit(folder: string, request: CommitRequest): Promise<string> {
  const parts: Buffer[] = [];
  const say = (text: string): void => void parts.push(Buffer.from(text));
  const data = (content: string | Uint8Array): void => {
    const bytes = Buffer.from(content);
    say(`data ${bytes.length}\n`);
    parts.push(bytes, Buffer.from('\n'));
  };
  const when = `${Math.floor(request.at.getTime() / 1000)} +0000`;
  const name = request.author.replace(/[<>\n]/g, '');
  // A fresh ref for each commit: fast-import would otherwise insist on building upon the old tip.
  say(`feature done\ncommit ${request.ref}\nmark :1\n`);
  say(`author ${name} <${name}@users.noreply.github.com> ${when}\ncommitter GitHub <noreply@github.com> ${when}\n`);
  data(request.message);
  if (request.parent !== null) say(`from ${request.parent}\n`);
  if (request.merged) say(`merge ${request.merged}\n`);
  if (request.whole) say('deleteall\n');
  for (const [path, change] of Object.entries(request.files)) {
    const quoted = quote(path);
    if (change === null) say(`D ${quoted}\n`);
    else if (typeof change === 'string' || change instanceof Uint8Array) {
      say(`M 100644 inline ${quoted}\n`);
      data(change);
    } else if ('submodule' in change) say(`M 160000 ${change.submodule} ${quoted}\n`);
    else if ('link' in change) {
      say(`M 120000 inline ${quoted}\n`);
      data(change.link);
    } else {
      say(`M ${change.executable ? '100755' : '100644'} inline ${quoted}\n`);
      data(change.content);
    }
  }
  say('get-mark :1\ndone\n');
  const output = await feed(folder, ['fast-import', '--quiet', '--force'], Buffer.concat(parts));
  return output.toString().trim();
}

function quote(path: string): string {
  return `"${path.replace(/["\\\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))}"`;
}
