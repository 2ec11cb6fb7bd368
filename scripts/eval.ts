/** `npm run eval -- --cases FILE|DIR`: how good the reviews are, measured. */
import { main } from '../src/edge/eval/main.ts';

process.exitCode = await main(process.argv.slice(2));
