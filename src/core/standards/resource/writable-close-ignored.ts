import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { acquisitionOf } from '../support/acquisition.ts';
import { constantText } from '../support/constants.ts';
import { droppedClose, isFirst } from '../support/dropped-close.ts';
import { isPassing } from '../support/place.ts';
import { isCommandLine } from '../support/program.ts';
import { isListed, type Sources } from '../support/sources.ts';
import { isTestCode } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

/** Files, and writers that hold back data until they are closed. */
const FILES: Sources = { os: /^(?:Root\.)?(?:Create|OpenFile)$/ };
/** Read back at once, or never read: nobody counts on their content. */
const PASSING = /te?mp|scratch|lock|placeholder/i;
const WRITERS: Sources = {
  'compress/gzip': /^NewWriter(?:Level)?$/,
  'compress/zlib': /^NewWriter(?:Level|LevelDict)?$/,
  'archive/zip': /^NewWriter$/,
  'archive/tar': /^NewWriter$/,
};
const UPLOADS: Sources = { 'cloud.google.com/go/storage': /^ObjectHandle\.NewWriter$/ };

export const writableCloseIgnored = defineStandard({
  id: 'resource/writable-close-ignored',
  severity: 'medium',
  lane: 'D',
  lasting: true,
  flags: ['no-error-strategy'],
  title: 'Error of closing a written file dropped',
  why: 'The last bytes may be written only when the file is closed: a full disk, a quota or a network file system says so there and nowhere else. The caller hears of success and goes on with a file that is cut short.',
  fix: 'Close on the way to success and return what it says; the deferred close stays for the other ways.\n\n```go\ndefer f.Close()\nif _, err := f.Write(data); err != nil {\n\treturn err\n}\nreturn f.Close()\n```',
  references: [
    'https://pkg.go.dev/os#File.Close',
    'https://man7.org/linux/man-pages/man2/close.2.html',
    'https://pkg.go.dev/compress/gzip#Writer.Close',
  ],
  subsumes: ['errors/ignored-result', 'errors/blank-assign'],
  examples: {
    bad: [
      `func save(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close() // want
	_, err = f.Write(data)
	return err
}`,
      `func report(path string, rows [][]string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		f.Close()
		return err
	}
	f.Close() // want
	return nil
}`,
      `import gz "compress/gzip"

func pack(path string, r io.Reader) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := gz.NewWriter(f)
	defer func() {
		_ = w.Close() // want
	}()
	_, err = io.Copy(w, r)
	return err
}`,
    ],
    good: [
      // Into a temporary folder, and below /tmp.
      `func load(archive string) error {
	dir, err := os.MkdirTemp("", "load")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return extract(dir, archive)
}

func extract(dir, name string) error {
	out, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	_, err = out.WriteString("rows")
	out.Close()
	return err
}

const cached = "/tmp/countries.mmdb"

func keep(r io.Reader) error {
	w, err := os.Create(cached)
	if err != nil {
		return err
	}
	defer w.Close()
	_, err = io.Copy(w, r)
	return err
}`,
      `func save(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err = f.Write(data); err != nil {
		return err
	}
	return f.Close()
}`,
      `func save(path string, data []byte) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	_, err = f.Write(data)
	return err
}`,
      `func durable(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err = f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}`,
      `func read(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}`,
      // Nobody hears, and a log may lose a line.
      `func dump(path string, data []byte) {
	f, err := os.Create(path)
	if err != nil {
		return
	}
	defer f.Close()
	f.Write(data)
}

func note(path, line string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(line)
	return err
}`,
      // Nothing was written, or what was written is thrown away.
      `func touch(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	f.Close()
	return nil
}

func spool(r io.Reader, send func(io.Reader) error) error {
	f, err := os.CreateTemp("", "spool")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := io.Copy(f, r); err != nil {
		return err
	}
	return send(f)
}`,
      `import "compress/gzip"

func pack(data []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	w.Write(data)
	w.Close()
	return buf.Bytes()
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      const kind = kindOf(file, call);
      if (kind === null || isTestCode(file) || !returnsError(file, enclosingFunction(file.tree, call))) return;
      const name = acquisitionOf(file, call)?.names[0] ?? NONE;
      const variable = name === NONE ? NONE : (file.bindings[name] as number);
      if (!variable) return;
      const dropped = droppedClose(file, variable, enclosingFunction(file.tree, call));
      if (dropped === NONE || !isFirst(file, dropped)) return;
      const value = file.tree.textOf(name);
      report(dropped, {
        message: `What \`${value}.Close()\` says is dropped: ${CONSEQUENCE[kind]}, and the caller hears of success.`,
        evidence: [call],
        ...(isCommandLine(file, call) ? { severity: 'low' } : {}),
        // Few file systems refuse anything that late; `_ =` was written by somebody who knew; who runs a command looks
        // at what it wrote.
        ...(kind === 'file' ||
        file.tree.kind(file.tree.parent(dropped)) === Kind.expression_list ||
        isPassing(file, call)
          ? { lane: 'H' }
          : {}),
      });
    },
  },
});

const CONSEQUENCE = {
  file: 'a full disk or a network file system may refuse the last bytes there',
  writer: 'the data it still holds back may not be written',
  upload: 'the upload is only made there, and may fail',
};

/** Somebody hears whether it worked. */
function returnsError(file: GoFile, fn: NodeId): boolean {
  const { tree } = file;
  const result = tree.child(fn, Field.result);
  return result !== NONE && /\berror\b/.test(tree.textOf(result));
}

function kindOf(file: GoFile, call: NodeId): keyof typeof CONSEQUENCE | null {
  const callee = file.callee(call);
  if (callee === null) return null;
  const [target = NONE, flags = NONE] = file.arguments(call);
  if (isListed(FILES, callee)) {
    const mode = callee.name === 'OpenFile' ? file.tree.textOf(flags) : 'O_RDWR|O_CREATE';
    // What is appended to is mostly a log; devices and what the kernel shows as files keep nothing back, and are not made.
    const kept =
      /^"\/(?:dev|proc|sys)\//.test(constantText(file, target) ?? '') || /\blog/i.test(file.tree.textOf(target));
    if (PASSING.test(file.tree.textOf(target)) || isScratch(file, target)) return null;
    return /O_(?:WRONLY|RDWR)/.test(mode) && /O_CREATE/.test(mode) && !/O_APPEND/.test(mode) && !kept ? 'file' : null;
  }
  if (isListed(UPLOADS, callee)) return 'upload';
  // Memory and answers cannot be mended.
  return isListed(WRITERS, callee) && isFile(file, target) ? 'writer' : null;
}

/** A file below `/tmp`, or in a folder that a parameter names where the package makes temporary ones: made again anyhow. */
function isScratch(file: GoFile, target: NodeId): boolean {
  if (/^["`]\/tmp\//.test(constantText(file, target) ?? '')) return true;
  const [folder = NONE] = isCall(file.tree, target) ? file.arguments(target) : [];
  const declaration = folder ? (file.bindings[folder] as number) : NONE;
  if (!declaration || file.tree.kind(file.tree.parent(declaration)) !== Kind.parameter_declaration) return false;
  return (file.package?.files ?? []).some(({ facts }) => {
    const os = file.index.nameOfImport(facts, 'os');
    return os !== null && facts.functions.some(({ uses }) => uses.includes(`${os}.MkdirTemp`));
  });
}

function isFile(file: GoFile, target: NodeId): boolean {
  const made = lastValue(file, target);
  const callee = made === NONE ? null : file.callee(made);
  return callee !== null && isListed(FILES, callee);
}
