/** One line on standard error, written over while work goes on; nothing where that is no terminal. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): {
  show: (stage: string, done: number, total: number) => void;
  clear: () => void;
} {
  if (!stream.isTTY) return { show() {}, clear() {} };
  let last = 0;
  let shown = false;
  return {
    show(stage, done, total) {
      const now = performance.now();
      if (now - last < 100 && done !== total) return;
      last = now;
      shown = true;
      stream.write(`\r\u001b[K${stage} ${done}/${total}`);
    },
    clear() {
      if (shown) stream.write('\r\u001b[K');
    },
  };
}
