/** What the expressions of inference.test.ts speak of; the body of a function follows. */
export const DECLARATIONS = `package p

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"
	str "strings"
	"example.com/service/go-other"
)

type Kind int

const (
	KindA Kind = iota
	KindB
	Size, Shift = 1 << iota, 'x'
	Twice, Other
	Half = 0.5
	Wait = 5 * time.Second
)

type Server struct {
	*http.Server
	mu      sync.Mutex // guards
	clock   func() time.Time
	by, of  map[string][]*Server
	handlers map[string]func(int) error
	nested  struct {
		sync.RWMutex
		err error
	}
	Set[string]
}

type Set[T comparable] struct{ items map[T]bool }

func (s *Set[E]) Add(item E) (E, bool) { return item, s.items[item] }
func (s Set[_]) Len() int { return len(s.items) }
func (s *Server) Do(ctx context.Context, n ...int) (out *Server, err error) { return s, nil }

type Doer interface {
	Do(ctx context.Context, n ...int) (*Server, error)
	error
}
type Handler func(context.Context) error
type Alias = *Server
type List []Server
type Chain List
type Pair[K comparable, V any] struct { Key K; Value V }
type Index[V any] map[string]Pair[string, V]
type Seq[V any] func(yield func(V) bool)
type Node struct { next *Node; kids []Node }

func Map[T, U any](xs []T, f func(T) U) []U { return nil }
func First[S ~[]E, E any](s S) E { return s[0] }
func Make[T any]() *T { return nil }
func Of[K comparable, V any](k K, v V) Pair[K, V] { return Pair[K, V]{k, v} }
func two() (int, error) { return 0, nil }
func all() Seq[time.Time] { return nil }

var (
	ErrGone       = errors.New("gone")
	client        = &http.Client{Timeout: time.Second}
	count, failed = two()
	handler       = func(w http.ResponseWriter) error { return nil }
	table         = map[string]Kind{"a": KindA}
	once          = sync.OnceValue(func() error { return nil })
	pool          = sync.Pool{New: func() any { return nil }}
	names         = str.Split("a,b", ",")
	fromOther     = other.New("x")
	deep          = other.New("x").Child().Name
	ptr           = new(int)
	kind          = Kind(3)
	state         struct{ sync.Mutex; m map[string]error }
	loop          = loop2
	loop2         = loop
	called        = func() (int, error) { return 0, nil }
	ok            = table["a"] == KindB
	elem, has     = table["b"]
	iface         Doer
	pair          = Of("a", 1.5)
	conv          = (*Server)(nil)
	method        = (*Server).Do
)
`;

/** Of a package whose name is not what its path ends with. */
export const OTHER = `package other

func New(name string) *Other { return nil }

type Other struct{ Name string }

func (o *Other) Child() *Other { return o }
`;
