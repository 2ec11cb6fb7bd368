// What containedctx promises: a struct that has a field of type context.Context. We report it where methods for callers
// run under a context that these callers cannot choose.
package containedctx

import (
	stdctx "context"
	"sync"
)

func send(stdctx.Context, string) error { return nil }

type notifier struct {
	mu  sync.Mutex
	ctx stdctx.Context // want context/in-struct
}

func (n *notifier) Notify(text string) error { return send(n.ctx, text) }

type Exported struct {
	Ctx  stdctx.Context // want context/in-struct
	Name string
}

func (e Exported) Rename(name string) error { return send(e.Ctx, name) }

type cache[T any] struct {
	value T
	base  stdctx.Context // want context/in-struct
}

func (c *cache[T]) Put(value T) error {
	c.value = value
	return send(c.base, "put")
}

type several struct {
	parent, child stdctx.Context // want context/in-struct
}

func (s *several) Ask() error { return send(s.child, "ask") }

type UserService struct {
	ctx stdctx.Context // want context/in-struct
}

type ledger struct {
	names []string
	inner struct{ open bool }
	c     stdctx.Context // want context/in-struct
}

func (l *ledger) Append(name string) error {
	if l.inner.open {
		return nil
	}
	return send(l.c, name)
}

type OrderStore struct {
	closed bool
	ctx    stdctx.Context // want context/in-struct
}

type UserRepository struct {
	lifetime stdctx.Context // want context/in-struct
}

func (r UserRepository) Find(id string) error { return send(r.lifetime, id) }

type mailer struct {
	ctx  stdctx.Context // want context/in-struct
	from string
}

func newMailer(ctx stdctx.Context, from string) *mailer { return &mailer{ctx: ctx, from: from} }

func (m *mailer) Mail(to string) error {
	if to == m.from {
		return nil
	}
	return send(m.ctx, to)
}

type embedded struct {
	notifier
	held stdctx.Context // want context/in-struct
}

func (e *embedded) Hold() error { return send(e.held, "hold") }

type request struct {
	ctx stdctx.Context // miss context/in-struct: a value of one call may carry the context of that call, as http.Request does
	id  string
}
