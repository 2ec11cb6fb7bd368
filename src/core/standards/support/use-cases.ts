import type { GoFile } from '../../go/file.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { answersItself } from './handlers.ts';

const WIRES =
  /(?:Handler|Controller|Server|A[Pp][Ii]|Factory|Dep(?:endencie)?s|Services|Config|Options?|Opts|Params|Consumer|Queue|Output|Input|Container|App|State|Module|Provider|Manager|Repository|Repo|Store|Storage|Client|Adapter|Middleware)(?:Impl)?$/i;
const OUTER =
  /(?:^|\/)(?:cmd|app|wire|di|server|api|transport|https?|grpc|rest|handlers?|controllers?|infra(?:structure)?|adapters?|events?|repository|repositories|storage|stores?|dao|persistence|platform|pkg\/\w+)$/;

/** It has methods that take a context, and neither serves, stores nor puts others together, as far as names tell. */
export function isUseCase(file: GoFile, own: SourcePackage, holder: string): boolean {
  if (!holder || WIRES.test(holder) || OUTER.test(file.dir)) return false;
  const works = own.files.some(({ facts }) =>
    facts.functions.some(
      ({ receiver, parameters }) => receiver?.type === holder && parameters[0]?.type === 'context.Context',
    ),
  );
  return works && !answersItself(own, holder);
}
