#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// A run is over before thorough optimisation earns back what it costs: hot code is compiled twice as fast, and not again.
setFlagsFromString('--max-maglev-inlined-bytecode-size=100');
setFlagsFromString('--max-maglev-inlined-bytecode-size-cumulative=200');
setFlagsFromString('--invocation-count-for-turbofan=30000');
// Before anything else is loaded, so that it covers the rest.
enableCompileCache();
const { main } = await import('./edge/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
