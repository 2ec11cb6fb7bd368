#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded, so that it covers the rest.
enableCompileCache();
const { serve } = await import('./edge/service/serve.ts');
// All that matters is closed; what libraries still wait for is not waited for.
process.exit(await serve());
