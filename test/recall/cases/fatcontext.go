// What fatcontext promises: a context that is wrapped again and again, in a loop or by a function literal, from the one of
// the turn before.
package fatcontext

import (
	"context"
	"net/http"
	"time"
)

type key struct{}

func valueInLoop(ctx context.Context, names []string, visit func(context.Context)) {
	for _, name := range names {
		ctx = context.WithValue(ctx, key{}, name) // want context/fat-loop
		visit(ctx)
	}
}

func valueInEndlessLoop(ctx context.Context, next func() (string, bool), visit func(context.Context)) {
	for {
		name, more := next()
		if !more {
			return
		}
		ctx = context.WithValue(ctx, key{}, name) // want context/fat-loop
		visit(ctx)
	}
}

func deadlineInLoop(ctx context.Context, visit func(context.Context)) {
	var cancel context.CancelFunc
	for i := 0; i < 9; i++ {
		ctx, cancel = context.WithTimeout(ctx, time.Second) // want context/fat-loop
		visit(ctx)
		cancel()
	}
}

func valueInHandler(ctx context.Context, save func(context.Context)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx = context.WithValue(ctx, key{}, r.Header.Get("User")) // want context/fat-loop
		save(ctx)
	}
}

func cancelInLoop(parent context.Context, visits []func(context.Context)) {
	ctx := parent
	for _, visit := range visits {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx) // want context/fat-loop
		visit(ctx)
		cancel()
	}
}

func valueInBranchOfLoop(ctx context.Context, names []string, visit func(context.Context)) {
	for _, name := range names {
		if name != "" {
			ctx = context.WithValue(ctx, key{}, name) // want context/fat-loop
		}
		visit(ctx)
	}
}

func valueInNestedLoop(ctx context.Context, groups [][]string, visit func(context.Context)) {
	for _, names := range groups {
		for _, name := range names {
			ctx = context.WithValue(ctx, key{}, name) // want context/fat-loop
			visit(ctx)
		}
	}
}

func causeInLoop(ctx context.Context, until []time.Time, visit func(context.Context)) {
	for _, end := range until {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadlineCause(ctx, end, context.Canceled) // want context/fat-loop
		visit(ctx)
		cancel()
	}
}

func valueInGenericLoop[T any](ctx context.Context, items []T, visit func(context.Context, T)) {
	for i, item := range items {
		ctx = context.WithValue(ctx, key{}, i) // want context/fat-loop
		visit(ctx, item)
	}
}

func valueInLiteral(ctx context.Context) func(string, func(context.Context)) {
	return func(name string, visit func(context.Context)) {
		ctx = context.WithValue(ctx, key{}, name) // miss context/fat-loop: nothing says that the literal runs more than once
		visit(ctx)
	}
}
