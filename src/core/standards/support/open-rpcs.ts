import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import type { Report } from '../standard.ts';
import { openConnect } from './open-connect.ts';
import { openSelected } from './open-selected.ts';
import { openStreams } from './open-streams.ts';

/** `NewServer` of gRPC, `NewOrdersHandler` of connect, `Path` of kratos' selector. */
export const RPC_CALLS = /^(?:NewServer|New\w+Handler|Path|Prefix)$/;

/** RPCs that answer anybody beside others that ask, by what puts them on a server. */
export function openRpcs(call: NodeId, file: GoFile, report: Report): void {
  const name = file.calledName(call);
  if (name === 'NewServer') openStreams(call, file, report);
  else if (name === 'Path' || name === 'Prefix') openSelected(call, file, report);
  else if (name.endsWith('Handler')) openConnect(call, file, report);
}
