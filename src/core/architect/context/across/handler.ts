import type { FunctionFact } from '../../../go/facts.ts';

/** `func (s *Server) Reserve(ctx context.Context, in *pb.ReserveRequest) (*pb.ReserveReply, error)`. */
export function isHandler({ parameters, results }: FunctionFact): boolean {
  return (
    parameters.some(({ type }) => /^\*\w+\.\w+|_\w+Server$|\w+\.\w+_\w+Server$|grpc\./.test(type)) &&
    results.at(-1)?.type === 'error'
  );
}
