// What spancheck promises: a span of OpenTelemetry that some path leaves without ending it.
package spancheck

import (
	"context"
	"errors"

	telemetry "go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"
)

func work(context.Context) error { return errors.New("no") }

func neverEnded(ctx context.Context) error {
	ctx, span := telemetry.Tracer("shop").Start(ctx, "place") // want observability/span-not-ended
	span.AddEvent("begun")
	return work(ctx)
}

func leftOnError(ctx context.Context, tracer trace.Tracer) error {
	ctx, span := tracer.Start(ctx, "place") // want observability/span-not-ended
	if err := work(ctx); err != nil {
		return err
	}
	span.End()
	return nil
}

func leftInSwitch(ctx context.Context, tracer trace.Tracer, kind int) {
	_, span := tracer.Start(ctx, "place") // want observability/span-not-ended
	switch kind {
	case 1:
		span.End()
	case 2:
		span.AddEvent("second")
	}
}

func discarded(ctx context.Context, tracer trace.Tracer) context.Context {
	ctx, _ = tracer.Start(ctx, "place") // want observability/span-not-ended
	return ctx
}

func leftInClosure(tracer trace.Tracer) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, span := tracer.Start(ctx, "place") // want observability/span-not-ended
		err := work(ctx)
		if err != nil {
			span.RecordError(err)
			return err
		}
		span.End()
		return nil
	}
}

type service struct{ tracer trace.Tracer }

func (s *service) leftInLoop(ctx context.Context, names []string) error {
	for _, name := range names {
		inner, span := s.tracer.Start(ctx, name) // want observability/span-not-ended
		if err := work(inner); err != nil {
			return err
		}
		span.End()
	}
	return nil
}

func (s *service) declaredBefore(ctx context.Context) error {
	var span trace.Span
	ctx, span = s.tracer.Start(ctx, "place") // want observability/span-not-ended
	span.SetName("placed")
	return work(ctx)
}
