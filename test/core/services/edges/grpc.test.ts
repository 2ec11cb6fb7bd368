import { expect, test } from 'vitest';
import { edgesOf, generated, other, server, service } from './helpers.ts';

const STOCK = {
  'gen/stock/stock_grpc.pb.go': generated('stock', 'Stock', 'Reserve', 'Get'),
  'cmd/stock/main.go': server('stock', 'Stock', 'Reserve', 'Get'),
};
const IMPORTS = 'import (\n\t"context"\n\n\t"example.com/service/gen/stock"\n\t"google.golang.org/grpc"\n)\n';

/** The main of `orders`. */
const orders = (body: string) => ({ ...STOCK, 'cmd/orders/main.go': `package main\n\n${IMPORTS}\n${body}` });

test('a call on a stub is an edge, its construction alone is only wired', () => {
  const called = orders(`func main() {
	conn, _ := grpc.NewClient("stock:9000")
	client := stock.NewStockClient(conn)
	client.Reserve(context.Background(), &stock.ReserveRequest{})
}
`);
  expect(edgesOf(called, [service('orders'), service('stock')])).toEqual([
    'orders -> stock grpc called /shop.stock.Stock/Reserve',
  ]);
  const wired = orders(`func main() {
	conn, _ := grpc.NewClient("stock:9000")
	_ = stock.NewStockClient(conn)
}
`);
  expect(edgesOf(wired, [service('orders'), service('stock')])).toEqual([
    'orders -> stock grpc wired shop.stock.Stock',
  ]);
});

test('a call in a function that the main does not reach is none', () => {
  const texts = orders(`func main() {}

func restock(client stock.StockClient) { client.Reserve(context.Background(), nil) }
`);
  expect(edgesOf(texts, [service('orders'), service('stock')])).toEqual([]);
});

test('a stub is followed through fields and constructors', () => {
  const texts = orders(`type App struct{ stock stock.StockClient }

func NewApp(client stock.StockClient) *App { return &App{stock: client} }

func (a *App) Place(ctx context.Context) { a.stock.Reserve(ctx, &stock.ReserveRequest{}) }

func main() {
	conn, _ := grpc.NewClient("stock:9000")
	NewApp(stock.NewStockClient(conn)).Place(context.Background())
}
`);
  expect(edgesOf(texts, [service('orders'), service('stock')])).toEqual([
    'orders -> stock grpc called /shop.stock.Stock/Reserve',
  ]);
});

test('an interface of the consumer stands for the stub that it describes', () => {
  const texts = orders(`type reserver interface {
	Reserve(ctx context.Context, in *stock.ReserveRequest, opts ...grpc.CallOption) (*stock.ReserveReply, error)
}

type App struct{ stock reserver }

func (a *App) Place(ctx context.Context) { a.stock.Reserve(ctx, &stock.ReserveRequest{}) }

func main() {
	conn, _ := grpc.NewClient("stock:9000")
	app := &App{stock: stock.NewStockClient(conn)}
	app.Place(context.Background())
}
`);
  expect(edgesOf(texts, [service('orders'), service('stock')])).toContain(
    'orders -> stock grpc called /shop.stock.Stock/Reserve',
  );
});

test('a method of the same name on something else is no call', () => {
  const texts = orders(`type local struct{}

func (l *local) Reserve(ctx context.Context, in *stock.ReserveRequest) {}

func main() {
	l := &local{}
	l.Reserve(context.Background(), nil)
}
`);
  expect(edgesOf(texts, [service('orders'), service('stock')])).toEqual([]);
});

test('services that have a method of the same name are told apart', () => {
  const texts = {
    ...orders(`func main() {
	conn, _ := grpc.NewClient("x")
	stock.NewStockClient(conn).Get(context.Background(), nil)
}
`),
    'gen/users/users_grpc.pb.go': generated('users', 'Users', 'Get'),
    'cmd/users/main.go': server('users', 'Users', 'Get'),
  };
  expect(edgesOf(texts, [service('orders'), service('stock'), service('users')])).toEqual([
    'orders -> stock grpc called /shop.stock.Stock/Get',
  ]);
});

test('generated code of another module is known by its names, and joins who registers with who calls', () => {
  const imports = 'import (\n\t"context"\n\n\tpb "github.com/acme/apis/gen/stockpb"\n\t"google.golang.org/grpc"\n)\n';
  const texts = {
    'cmd/orders/main.go': `package main\n\n${imports}
type App struct{ stock pb.StockClient }

func main() {
	conn, _ := grpc.NewClient("x")
	app := App{stock: pb.NewStockClient(conn)}
	app.stock.Reserve(context.Background(), &pb.ReserveRequest{})
}
`,
    'cmd/stock/main.go': `package main\n\n${imports}
type impl struct{ next pb.ShelvesClient }

func (i *impl) Reserve(ctx context.Context, in *pb.ReserveRequest) (*pb.ReserveReply, error) {
	i.next.Find(ctx, &pb.FindRequest{})
	return nil, nil
}

func main() { pb.RegisterStockServer(grpc.NewServer(), &impl{}) }
`,
  };
  const own = 'github.com/acme/apis/gen/stockpb';
  expect(edgesOf(texts, [service('orders'), service('stock')])).toEqual([
    `orders -> stock grpc called /${own}.Stock/Reserve`,
    `stock -> ${own}.Shelves grpc unresolved /${own}.Shelves/Find`,
  ]);
});

test('an address from the environment leads on where no Go serves, through out-parameters and fields', () => {
  const texts = orders(`import "os"

type app struct {
	addr string
	conn *grpc.ClientConn
}

func main() {
	a := new(app)
	mustMapEnv(&a.addr, "STOCK_ADDR")
	mustConn(&a.conn, a.addr)
	a.place(context.Background())
}

func mustMapEnv(target *string, name string) {
	value := os.Getenv(name)
	if value == "" {
		panic(name)
	}
	*target = value
}

func mustConn(conn **grpc.ClientConn, addr string) {
	var err error
	*conn, err = grpc.NewClient(addr)
	if err != nil {
		panic(err)
	}
}

func (a *app) place(ctx context.Context) {
	stock.NewStockClient(a.conn).Reserve(ctx, &stock.ReserveRequest{})
}
`);
  const env = { STOCK_ADDR: 'warehouse.shop.svc.cluster.local:9000' };
  expect(edgesOf(texts, [service('orders', { env }), other('warehouse')])).toEqual([
    'orders -> warehouse grpc called /shop.stock.Stock/Reserve',
  ]);
  expect(edgesOf(texts, [service('orders'), other('warehouse')])).toEqual([
    'orders -> shop.stock.Stock grpc unresolved /shop.stock.Stock/Reserve',
  ]);
});

test('a tool that registers a service is not who is called when a service does too', () => {
  const texts = {
    ...orders(`func main() {
	conn, _ := grpc.NewClient("x")
	stock.NewStockClient(conn).Get(context.Background(), nil)
}
`),
    'cmd/fake/main.go': server('stock', 'Stock', 'Reserve', 'Get'),
  };
  expect(edgesOf(texts, [service('orders'), service('stock'), service('fake', { kind: 'tool' })])).toEqual([
    'orders -> stock grpc called /shop.stock.Stock/Get',
  ]);
});

test('a variable that is used for one connection after another is each of them in turn', () => {
  const texts = orders(`func main() {
	conn, _ := grpc.NewClient("warehouse:9000")
	stock.NewStockClient(conn).Get(context.Background(), nil)
	conn, _ = grpc.NewClient("archive:9000")
	stock.NewStockClient(conn).Reserve(context.Background(), nil)
}
`);
  expect(edgesOf(texts, [service('orders'), other('warehouse'), other('archive')])).toEqual([
    'orders -> archive grpc called /shop.stock.Stock/Reserve',
    'orders -> warehouse grpc called /shop.stock.Stock/Get',
  ]);
});

test('which of several tools serves is not guessed', () => {
  const texts = {
    ...orders(`func main() {
	conn, _ := grpc.NewClient("x")
	stock.NewStockClient(conn).Get(context.Background(), nil)
}
`),
    'cmd/fake/main.go': server('stock', 'Stock', 'Reserve', 'Get'),
  };
  const tools = [service('stock', { kind: 'tool' }), service('fake', { kind: 'tool' })];
  expect(edgesOf(texts, [service('orders'), ...tools])).toEqual([
    'orders -> shop.stock.Stock grpc unresolved /shop.stock.Stock/Get',
  ]);
});

test('generated injectors are read whole, so that what they put together is reached', () => {
  const texts = {
    ...orders('func main() { initApp().Place(context.Background()) }\n\nvar _ = grpc.NewServer\n'),
    'cmd/orders/app.go': `package main

import (
	"context"

	"example.com/service/gen/stock"
)

type App struct{ stock stock.StockClient }

func (a *App) Place(ctx context.Context) { a.stock.Reserve(ctx, &stock.ReserveRequest{}) }
`,
    'cmd/orders/wire_gen.go': `// Code generated by Wire. DO NOT EDIT.

package main

import (
	"example.com/service/gen/stock"
	"google.golang.org/grpc"
)

func initApp() *App {
	conn, _ := grpc.NewClient("stock:9000")
	return &App{stock: stock.NewStockClient(conn)}
}
`,
  };
  expect(edgesOf(texts, [service('orders'), other('stock')])).toEqual([
    'orders -> stock grpc called /shop.stock.Stock/Reserve',
  ]);
});

test('of two systems that serve an interface of one name, a client has that of its own generated code', () => {
  const system = (name: string) => ({
    [`${name}/gen/stock/stock_grpc.pb.go`]: generated('stock', 'Stock', 'Reserve'),
    [`cmd/${name}-stock/main.go`]: server('stock', 'Stock', 'Reserve').replace('/gen/', `/${name}/gen/`),
    [`cmd/${name}-orders/main.go`]: `package main

${IMPORTS.replace('/gen/', `/${name}/gen/`)}
func main() {
	conn, _ := grpc.NewClient(address())
	stock.NewStockClient(conn).Reserve(context.Background(), &stock.ReserveRequest{})
}
`,
  });
  const nodes = ['east-stock', 'east-orders', 'west-stock', 'west-orders'].map((name) => service(name));
  expect(edgesOf({ ...system('east'), ...system('west') }, nodes)).toEqual([
    'east-orders -> east-stock grpc called /shop.stock.Stock/Reserve',
    'west-orders -> west-stock grpc called /shop.stock.Stock/Reserve',
  ]);
});
