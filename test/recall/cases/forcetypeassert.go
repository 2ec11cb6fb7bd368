// What forcetypeassert promises: a type assertion whose second result is not taken is reported, in assignments, in
// declarations and where the asserted value is used at once.
package forcetypeassert

import (
	"context"
	"fmt"
	"net/http"
)

type tenant struct{ id string }
type keyed interface{ Key() string }
type contextKey struct{}

func assigned(v any) int {
	number := v.(int) // want errors/unchecked-assertion
	return number + 1
}

func declared(v any) string {
	var text string = v.(string) // want errors/unchecked-assertion
	return text
}

func assignedInParallel(a, b any) (int, string) {
	number, text := a.(int), b.(string) // want errors/unchecked-assertion
	return number, text
}

func calledAtOnce(v any) string {
	return v.(keyed).Key() // want errors/unchecked-assertion
}

func fieldAtOnce(ctx context.Context) string {
	return ctx.Value(contextKey{}).(*tenant).id // want errors/unchecked-assertion
}

func decodedBody(body map[string]any) float64 {
	total := body["total"].(float64) // want errors/unchecked-assertion
	return total
}

func nested(body map[string]any) any {
	return body["user"].(map[string]any)["name"] // want errors/unchecked-assertion
}

func ofGenericParameter[T any](v any) T {
	return v.(T) // miss errors/unchecked-assertion: the caller names the type, and answers for it
}

func inClosure(w http.ResponseWriter) func(any) {
	return func(v any) {
		fmt.Fprintln(w, v.(fmt.Stringer).String()) // want errors/unchecked-assertion
	}
}

func inRange(rows []any) (names []string) {
	for _, row := range rows {
		names = append(names, row.(string)) // want errors/unchecked-assertion
	}
	return names
}

func ofChannel(events <-chan any) int {
	return (<-events).(int) // want errors/unchecked-assertion
}

func ofInterface(w http.ResponseWriter) {
	flusher := w.(http.Flusher) // want errors/unchecked-assertion
	flusher.Flush()
}
