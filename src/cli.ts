#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded, so that it covers the rest.
enableCompileCache();
const { main } = await import('./edge/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
