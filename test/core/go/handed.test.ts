import { expect, test } from 'vitest';
import { extractFacts } from '../../../src/core/go/extract.ts';
import { parsed } from './helpers.ts';

const SOURCE = `package orders

import web "net/http"

type handler struct{ store *Store }

func (h *handler) list(w web.ResponseWriter, r *web.Request) {
	status := r.URL.Query().Get("status")
	if status == "" {
		return
	}
	h.store.Search(r.Context(), status)
	save(r.FormValue("name"))
	checked := r.FormValue("checked")
	if !valid(checked) {
		return
	}
	save(checked)
	web.Error(w, r.FormValue("error"), 400)
}

func sign(own settings) { save(own.FormValue("name")) }
`;

test('says which functions are given what was read off a request, and nothing of what is checked first', () => {
  const [list, sign] = extractFacts(parsed(SOURCE), false).functions;
  expect(list?.handed).toEqual([
    { to: '$r.store.Search', position: 1, line: 8, text: 'r.URL.Query().Get("status")' },
    { to: 'save', position: 0, line: 13, text: 'r.FormValue("name")' },
  ]);
  expect(sign?.handed).toBeUndefined();
});
