// What errorlint promises: comparisons, switches and type assertions that fail as soon as somebody wraps the error, and
// fmt.Errorf calls that break the chain.
package errorlint

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
)

var ErrGone = errors.New("gone")

type conflictError struct{ key string }

func (e *conflictError) Error() string { return e.key }

func load() error { return fmt.Errorf("load: %w", ErrGone) }

func find(context.Context) (string, error) { return "", fmt.Errorf("find: %w", ErrGone) }

func comparedWithOwn() bool {
	err := load()
	return err == ErrGone // want errors/sentinel-eq
}

func comparedUnequal(ctx context.Context) (string, error) {
	value, err := find(ctx)
	if err != nil && err != ErrGone { // want errors/sentinel-eq
		return "", err
	}
	return value, nil
}

func comparedReversed() bool {
	err := load()
	return ErrGone == err // want errors/sentinel-eq
}

func comparedWithLibrary(ctx context.Context, get func(context.Context) error) bool {
	return get(ctx) == sql.ErrNoRows // want errors/sentinel-eq
}

func comparedWithFileError(path string) bool {
	_, err := os.Stat(path)
	return err == fs.ErrNotExist // want errors/sentinel-eq
}

func comparedEnd(read func() ([]byte, error)) error {
	for {
		_, err := read()
		if err == io.EOF { // miss errors/sentinel-eq: io.Reader asks for the bare io.EOF, and whoever wraps it breaks every reader
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func comparedInLogic(err error) bool {
	return err != nil && !(err == context.Canceled || err == context.DeadlineExceeded) // want errors/sentinel-eq
}

func comparedFromChannel(failures <-chan error) bool {
	return <-failures == ErrGone // want errors/sentinel-eq
}

func comparedField(result struct{ Err error }) bool {
	if result.Err == ErrGone { // want errors/sentinel-eq
		return true
	}
	return false
}

func comparedInLoop(failures []error) int {
	gone := 0
	for _, err := range failures {
		if err == ErrGone { // want errors/sentinel-eq
			gone++
		}
	}
	return gone
}

func switched() int {
	err := load()
	switch err {
	case nil:
		return 200
	case ErrGone: // want errors/sentinel-eq
		return 410
	}
	return 500
}

func switchedOnCall() string {
	switch load() {
	case ErrGone: // want errors/sentinel-eq
		return "gone"
	}
	return ""
}

func asserted(err error) string {
	if conflict, ok := err.(*conflictError); ok { // want errors/type-assert
		return conflict.key
	}
	return ""
}

func assertedOnLibrary(get func(context.Context) error) string {
	failed, ok := get(context.Background()).(*fs.PathError) // want errors/type-assert
	if !ok {
		return ""
	}
	return failed.Op
}

func assertedOnBehaviour(err error) bool {
	timeout, ok := err.(interface{ Timeout() bool }) // want errors/type-assert
	return ok && timeout.Timeout()
}

func assertedWithoutOk(err error) string {
	return err.(*conflictError).key // want errors/type-assert
}

func assertedOnParameter[E error](err error) bool {
	_, ok := err.(E) // want errors/type-assert
	return ok
}

func assertedOnDirectResult(path string) bool {
	_, err := os.Open(path)
	_, ok := err.(*fs.PathError) // miss errors/type-assert: os.Open is documented to return this very type
	return ok
}

func switchedOnType(err error) int {
	switch err.(type) { // want errors/type-assert
	case *conflictError:
		return 409
	default:
		return 500
	}
}

func switchedOnBoundType(err error) string {
	switch typed := err.(type) { // want errors/type-assert
	case *strconv.NumError:
		return typed.Func
	}
	return ""
}

func formattedAsValue(key string) error {
	if err := load(); err != nil {
		return fmt.Errorf("load %s: %v", key, err) // want errors/errorf-no-wrap
	}
	return nil
}

func formattedAsText() error {
	if err := load(); err != nil {
		return fmt.Errorf("load: %s", err) // want errors/errorf-no-wrap
	}
	return nil
}

func formattedOwnType(failed *conflictError) error {
	return fmt.Errorf("store: %v", failed) // want errors/errorf-no-wrap
}

func formattedWithIndex(attempt int) error {
	err := load()
	return fmt.Errorf("attempt %[2]d: %[1]v", err, attempt) // want errors/errorf-no-wrap
}

func formattedConstant() error {
	const format = "load: %+v"
	return fmt.Errorf(format, load()) // want errors/errorf-no-wrap
}

func formattedFromContext(ctx context.Context) error {
	<-ctx.Done()
	return fmt.Errorf("gave up: %v", ctx.Err()) // want errors/errorf-no-wrap
}

func formattedFromField(result struct{ Err error }) error {
	return fmt.Errorf("part failed: %v", result.Err) // want errors/errorf-no-wrap
}

func formattedOverLines(key string, err error) error {
	return fmt.Errorf( // want errors/errorf-no-wrap
		"load %q: %s",
		key, err,
	)
}

func formattedInChannel(failures chan<- error) {
	if err := load(); err != nil {
		failures <- fmt.Errorf("worker: %v", err) // want errors/errorf-no-wrap
	}
}

func formattedBoth(first, second error) error {
	return fmt.Errorf("%v, then %v", first, second) // want errors/errorf-no-wrap
}

func formattedBeside(closing error) error {
	err := load()
	return fmt.Errorf("load: %w (closing: %v)", err, closing) // miss errors/errorf-no-wrap: which of two errors callers should match is the author's choice
}

func comparedInFor(attempt func() error) {
	for attempt() != ErrGone { // want errors/sentinel-eq
	}
}

func comparedInReturn(first, second error) (bool, bool) {
	return first == ErrGone, second != ErrGone // want errors/sentinel-eq
}

func comparedInCase(err error) string {
	switch {
	case err == ErrGone: // want errors/sentinel-eq
		return "gone"
	}
	return ""
}

func assertedInCall(err error) string {
	return name(err.(*conflictError)) // want errors/type-assert
}

func name(conflict *conflictError) string { return conflict.key }

func switchedOnSeveralTypes(err error) bool {
	switch err.(type) { // want errors/type-assert
	case *conflictError, *strconv.NumError:
		return true
	}
	return false
}

func formattedInReturnedClosure(err error) func() error {
	return func() error {
		return fmt.Errorf("closed: %v", err) // want errors/errorf-no-wrap
	}
}

func formattedInComposite(err error) []error {
	return []error{fmt.Errorf("first: %v", err)} // want errors/errorf-no-wrap
}

func formattedQuoted(err error) error {
	return fmt.Errorf("load: %q", err) // miss errors/errorf-no-wrap: quoting an error is about its text, and %w has no quoted form
}

func comparedWithClosed(write func() error) bool {
	err := write()
	if err == os.ErrClosed || err == io.ErrClosedPipe { // want errors/sentinel-eq
		return true
	}
	return false
}

func formattedInDefer(run func() error) (failure error) {
	defer func() {
		if err := run(); err != nil {
			failure = fmt.Errorf("deferred: %v", err) // want errors/errorf-no-wrap
		}
	}()
	return nil
}
