package main

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// readTable reads the packages of a generated file and checks its header.
func readTable(t *testing.T, file string, into map[string]*Package) {
	t.Helper()
	f, err := os.Open("../../data/signatures/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	var header struct{ Packages int }
	if !lines.Scan() {
		t.Fatalf("%s is empty", file)
	}
	if err := json.Unmarshal(lines.Bytes(), &header); err != nil {
		t.Fatal(err)
	}
	n := 0
	for lines.Scan() {
		var p Package
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		into[p.Path] = &p
		n++
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if n != header.Packages {
		t.Errorf("%s: %d packages, header says %d", file, n, header.Packages)
	}
}

// TestFacts compares the generated files with facts known from the packages'
// documentation.
func TestFacts(t *testing.T) {
	table := map[string]*Package{}
	readTable(t, "std.jsonl", table)
	readTable(t, "modules.jsonl", table)

	facts := []struct{ path, typ, name, want string }{
		{"net/http", "", "Get", "func(string) (*Response, error)"},
		{"context", "", "WithTimeout", "func(Context, time.Duration) (Context, CancelFunc)"},
		{"fmt", "", "Errorf", "func(string, ...any) error"},
		{"slices", "", "Sort", "func[S ~[]E, E cmp.Ordered](S)"},
		{"database/sql", "DB", "QueryContext", "func(context.Context, string, ...any) (*Rows, error)"},
		{"database/sql", "Rows", "Close", "func() error"},
		{"sync/atomic", "Pointer", "Load", "func() *T"},
		{"net", "TCPConn", "Read", "func([]byte) (int, error)"}, // of the unexported conn
		{"testing", "T", "Errorf", "func(string, ...any)"},      // of the unexported common
		{"encoding/binary", "littleEndian", "Uint16", "func([]byte) uint16"},
		{"github.com/rabbitmq/amqp091-go", "Channel", "Consume", "func(string, string, bool, bool, bool, bool, Table) (<-chan Delivery, error)"},
		{"github.com/IBM/sarama", "", "NewConsumerGroup", "func([]string, string, *Config) (ConsumerGroup, error)"},
		{"github.com/IBM/sarama", "ConsumerGroup", "Consume", "func(context.Context, []string, ConsumerGroupHandler) error"},
		{"github.com/redis/go-redis/v9", "Client", "Get", "func(context.Context, string) *StringCmd"}, // of the unexported cmdable
		{"github.com/redis/go-redis/v9", "Client", "Close", "func() error"},
		{"github.com/go-redis/redis/v8", "Client", "Get", "func(context.Context, string) *StringCmd"},
		{"github.com/gin-gonic/gin", "Context", "JSON", "func(int, any)"},
		{"gorm.io/gorm", "DB", "Begin", "func(...*sql.TxOptions) *DB"},
		{"golang.org/x/sync/errgroup", "Group", "Go", "func(func() error)"},
		{"github.com/jackc/pgx/v5/pgxpool", "Pool", "Begin", "func(context.Context) (pgx.Tx, error)"},
		{"go.uber.org/zap", "Logger", "Info", "func(string, ...Field)"},
		{"go.opentelemetry.io/otel/trace", "Tracer", "Start", "func(context.Context, string, ...SpanStartOption) (context.Context, Span)"},
		{"github.com/golang-jwt/jwt/v5", "", "Parse", "func(string, Keyfunc, ...ParserOption) (*Token, error)"},
		{"google.golang.org/grpc/status", "Status", "Code", "func() codes.Code"}, // an alias of an internal type
		{"github.com/confluentinc/confluent-kafka-go/v2/kafka", "Consumer", "Close", "func() error"},
	}
	for _, f := range facts {
		p := table[f.path]
		if p == nil {
			t.Errorf("%s is missing", f.path)
			continue
		}
		members := p.Funcs
		if f.typ != "" {
			if p.Types[f.typ] == nil {
				t.Errorf("%s.%s is missing", f.path, f.typ)
				continue
			}
			members = p.Types[f.typ].Methods
		}
		if got := members[f.name]; got != f.want {
			t.Errorf("%s %s.%s is %q, want %q", f.path, f.typ, f.name, got, f.want)
		}
	}

	http := table["net/http"]
	if got := http.Types["Client"].Fields["Timeout"]; got != "time.Duration" || http.Imports["time"] != "time" {
		t.Errorf("http.Client.Timeout is %q", got)
	}
	if got := http.Consts["StatusOK"]; got != (Const{"untyped int", "200"}) {
		t.Errorf("http.StatusOK is %v", got)
	}
	if got := http.Vars["ErrServerClosed"]; got != "error" {
		t.Errorf("http.ErrServerClosed is %q", got)
	}
	if got := table["golang.org/x/net/context"].Types["Context"].Alias; got != "context.Context" {
		t.Errorf("x/net/context.Context is an alias of %q", got)
	}
	if got := http.Types["ServeMux"].Ptr; !slices.Contains(got, "HandleFunc") {
		t.Errorf("methods of *http.ServeMux are %q", got)
	}
	if !slices.Contains(table["io/ioutil"].Deprecated, "ReadAll") {
		t.Error("ioutil.ReadAll is not deprecated")
	}
}
