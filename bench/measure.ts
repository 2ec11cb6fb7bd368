import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Loaded with `--import` into a measured program: says on descriptor 3 what the process has used, threads included. */
if (isMainThread)
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeSync(3, JSON.stringify({ cpu: (user + system) / 1000, rss: process.resourceUsage().maxRSS / 1024 }));
  });
