// What staticcheck's SA1015 promises: before Go 1.23 the ticker behind time.Tick lives for ever, so that a function that
// returns must not use it.
// go 1.22
package staticcheck

import (
	"context"
	"time"
)

func ticksForCaller(stop <-chan struct{}, beat func()) {
	ticks := time.Tick(time.Second) // want resource/ticker-not-stopped
	for {
		select {
		case <-ticks:
			beat()
		case <-stop:
			return
		}
	}
}

func ticksInSelect(ctx context.Context, beat func()) {
	for {
		select {
		case <-time.Tick(time.Minute): // want resource/ticker-not-stopped
			beat()
		case <-ctx.Done():
			return
		}
	}
}

func ticksAWhile(beats int, beat func()) {
	for range time.Tick(time.Second) { // want resource/ticker-not-stopped
		if beats--; beats < 0 {
			return
		}
		beat()
	}
}
