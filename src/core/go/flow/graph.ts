import type { NodeId } from '../syntax/tree.ts';

/** What a step does to the flow of control. */
export type StepKind =
  /** Goes on to the next step. */
  | 'plain'
  /** Evaluates a condition; its edges say for which outcome. */
  | 'branch'
  /** Leaves the function with results. */
  | 'return'
  /** Registers a call that runs when the function is left. */
  | 'defer'
  /** Never goes on: panic, os.Exit, log.Fatal, a select without cases. */
  | 'abort'
  /** The closing brace, reached without a return statement, or after one. */
  | 'end';

/** One evaluation: a simple statement, or one operand of a condition. Code in function literals is not part of it. */
export interface Step {
  id: number;
  kind: StepKind;
  /** The statement or expression evaluated. */
  node: NodeId;
  /** False where `node` only names a place (a loop's head, a label, a select): its code is in other steps. */
  evaluates: boolean;
  next: Edge[];
}

export interface Edge {
  to: number;
  /** Outcome of a branch that leads here; null where there is no choice of two. */
  when: boolean | null;
}

/**
 * Control flow of one function. Conditions are taken apart at `&&`, `||` and `!`, so that every branch is about one
 * operand. `end` is the last step; returns lead to it, aborts lead nowhere.
 */
export interface FlowGraph {
  /** The function declaration, method or literal. */
  root: NodeId;
  steps: readonly Step[];
  entry: number;
  end: number;
}
