import type { FunctionFact } from '../../go/facts.ts';
import { VALIDATES } from './validation.ts';

/**
 * What standards tell of a function in another file by the names that it uses. All patterns stand here: a change of a
 * function that alters what one of them says is a change for its callers (summary.ts).
 */
const TELLING = {
  /** It says that something failed. */
  observes: /(?:^|\.)(?:Err|Error|Warn|Warning|Fatal|Panic|Print|Log|Record|Capture|Report)\w*$|^\w*log\w*\./i,
  warns: /^\.(?:Error|Warn|Warning)(?:f|w|ln|Context)?$/,
  logs: /^\.(?:(?:Error|Warn|Warning|Info|Debug)(?:f|w|ln|Context)|Warn)$|^log\.Errore$/,
  locks: /\.R?Lock$/,
  unlocks: /unlock/i,
  excludes: /(?:^|\.)(?:R?Lock|TryR?Lock|Acquire)$/,
  /** It guards a read that a write depends on. */
  serialises:
    /[lL]ock|[vV]ersion|[eE][tT]ag|[rR]evision|[oO]ptimis|[mM]utex|[tT]ransact|[bB]egin|RunInTx|[wW]ithTx|\b[tT]x\b|CompareAnd|for update|FOR UPDATE|[iI]solation/,
  wraps: /^fmt\.Errorf$|(?:^|\.)(?:Wrapf?|WithMessagef?|WithStack|Join)$/,
  recovers: /^recover$/,
  /** It looks out for the end of a context, or drops it. */
  watchesEnd: /\.(?:Done|Err|WithoutCancel|Background)$/,
  makesErrors: /^errors\.New$/,
  validates: VALIDATES,
  /** It tells what was handled from what was not. */
  guardsRepeats:
    /seen|already|de_?dup|duplic|idempot|inbox|exists|setnx|redelivered|unique|conflict|upsert|processed_?(?:event|message|id)|is_?processed|try_?acquire|firstorcreate|onconflict/i,
  /** It has a name for what tells a repeat. */
  namesRepeats: /idempot|dedup|nonce|(?:request|client|external|transaction)_?(?:id|ref(?:erence)?|key)$/i,
  limitsServers: /^\.(?:ReadHeaderTimeout|ReadTimeout)$/,
  serves: /^\.(?:ListenAndServe|ListenAndServeTLS|Serve|ServeTLS)$/,
  publishes:
    /^\.(?:Publish\w*|SendMessages?|WriteMessages|ProduceSync|Produce|Enqueue|EnqueueContext|XAdd|SendMessageBatch)$/,
  endsTests: /^\.(?:Fatalf?|FailNow)$/,
} satisfies Record<string, RegExp>;

export type Telling = keyof typeof TELLING;

/** Some name that the function uses tells this. */
export function tells({ uses }: Pick<FunctionFact, 'uses'>, what: Telling): boolean {
  return uses.some((use) => TELLING[what].test(use));
}

/** Which of these things the names that the function uses tell. */
export function told(fact: FunctionFact, wanted: readonly Telling[]): Telling[] {
  return wanted.filter((what) => tells(fact, what));
}

/** Any other text tells it. */
export function speaksOf(text: string, what: Telling): boolean {
  return TELLING[what].test(text);
}
