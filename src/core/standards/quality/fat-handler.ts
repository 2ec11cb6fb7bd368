import { defineJudgement } from '../judgement.ts';

export const fatHandler = defineJudgement({
  id: 'quality/fat-handler',
  severity: 'low',
  flags: [],
  title: 'Business rules in the transport layer',
  why: 'What a handler decides, the consumer, the RPC and the job beside it decide again or not at all: the same order is valid over HTTP and refused from the queue. It can be tested only through requests.',
  fix: 'Let the handler read, call and answer. Move the decision to the use case, in the words of the domain, and test it there.\n\n```go\nfunc (h *Handler) cancel(w http.ResponseWriter, r *http.Request) {\n\terr := h.orders.Cancel(r.Context(), r.PathValue("id"))\n\th.reply(w, r, err)\n}\n```',
  references: [
    'https://learn.microsoft.com/en-us/azure/architecture/microservices/model/tactical-ddd',
    'https://martinfowler.com/bliki/PresentationDomainDataLayering.html',
  ],
});
