// What zerologlint promises: an event of zerolog that is built and never sent.
package zerologlint

import (
	"errors"

	"github.com/rs/zerolog"
	zl "github.com/rs/zerolog/log"
)

func atPackageLevel() {
	zl.Info()                               // want observability/event-not-sent
	zl.Error().Err(errors.New("no"))        // want observability/event-not-sent
	zl.Warn().Str("order", "a").Int("n", 1) // want observability/event-not-sent
	zl.Log().Bool("ready", true)            // want observability/event-not-sent
}

func ofLogger(log zerolog.Logger) {
	log.Debug().Str("order", "a")                  // want observability/event-not-sent
	log.WithLevel(zerolog.InfoLevel).Str("n", "x") // want observability/event-not-sent
	log.Trace()                                    // want observability/event-not-sent
}

func ofChild(log *zerolog.Logger) {
	child := log.With().Str("component", "api").Logger()
	child.Err(errors.New("no")) // want observability/event-not-sent
}

func keptInVariable(log *zerolog.Logger, deep bool) {
	event := log.Info() // want observability/event-not-sent
	if deep {
		event.Str("depth", "deep")
	}
}

func inClosure(log *zerolog.Logger) func() {
	return func() {
		log.Info().Dict("order", zerolog.Dict().Str("id", "a")) // want observability/event-not-sent
	}
}
