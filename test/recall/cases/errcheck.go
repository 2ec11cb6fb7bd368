// What errcheck promises: it names every call whose error result nobody reads, whether as a statement, deferred or
// started; with check-blank also errors given to the blank identifier, with check-type-assertions also single-value
// type assertions.
package errcheck

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	osfile "os"
	"path/filepath"
	"strconv"
	"time"
)

type store interface {
	Save(ctx context.Context, key string) error
	Count() (int, error)
}

type base struct{}

func (base) flush() error { return errors.New("full") }

type service struct {
	base
	store  store
	notify func(string) error
}

func statementOfPackageFunction(path string) {
	osfile.Rename(path, path+".old") // want errors/ignored-result
}

func statementOfInterfaceMethod(ctx context.Context, s *service) {
	s.store.Save(ctx, "k") // want errors/ignored-result
}

func statementWithSeveralResults(s *service) {
	s.store.Count() // want errors/ignored-result
}

func statementOfPromotedMethod(s *service) {
	s.flush() // want errors/ignored-result
}

func statementOfFunctionField(s *service) {
	s.notify("done") // want errors/ignored-result
}

func statementOfLocalClosure() {
	work := func() error { return errors.New("no") }
	work() // want errors/ignored-result
}

func statementOfMethodValue(s *service) {
	save := s.store.Save
	save(context.Background(), "k") // want errors/ignored-result
}

func statementOfParameter(each func(int) error) {
	for i := range 3 {
		each(i) // want errors/ignored-result
	}
}

func retry[T any](work func() (T, error)) (T, error) { return work() }

func statementOfGenericFunction() {
	retry(func() (int, error) { return 1, nil })             // want errors/ignored-result
	retry[string](func() (string, error) { return "", nil }) // want errors/ignored-result
}

func statementInBranch(path string, modified time.Time) {
	if !modified.IsZero() {
		osfile.Chtimes(path, modified, modified) // want errors/ignored-result
	}
}

func statementInCases(path string, text []byte) {
	switch len(text) {
	case 0:
		osfile.Truncate(path, 0) // want errors/ignored-result
	default:
		osfile.WriteFile(path, text, 0o600) // want errors/ignored-result
	}
}

func statementOfEncoder(file *osfile.File, v any) {
	json.NewEncoder(file).Encode(v) // want errors/ignored-result
}

func statementOfTransaction(tx *sql.Tx) {
	tx.Exec("DELETE FROM carts") // want errors/ignored-result
	tx.Commit()                  // want errors/ignored-result
}

func statementOfResponse(w http.ResponseWriter, v any) {
	json.NewEncoder(w).Encode(v) // miss errors/ignored-result: the client is gone, and nobody is left who could be told
}

func startedLiteral(work func() error) {
	go func() {
		work() // want errors/ignored-result
	}()
}

func statementInClosure(paths []string) func() {
	return func() {
		for _, path := range paths {
			osfile.MkdirAll(path, 0o700) // want errors/ignored-result
		}
	}
}

func startedCall(server *http.Server) {
	go server.ListenAndServe() // want errors/ignored-result
}

func deferredCloseOfReader(path string) error {
	file, err := osfile.Open(path)
	if err != nil {
		return err
	}
	defer file.Close() // miss errors/ignored-result: closing what was only read loses no data; this is idiomatic Go
	_, err = io.Copy(io.Discard, file)
	return err
}

func deferredFlush(file *osfile.File) {
	buffered := bufio.NewWriter(file)
	defer buffered.Flush() // want errors/ignored-result
}

func deferredWork(s *service) {
	defer s.notify("left") // want errors/ignored-result
}

func blankAlone(path string) {
	_ = osfile.Chmod(path, 0o600) // want errors/blank-assign
}

func blankBesideResult(text string) int {
	number, _ := strconv.Atoi(text) // want errors/blank-assign
	return number
}

func blankInIf(s *service) {
	if _ = s.flush(); s.store != nil { // want errors/blank-assign
		s.store = nil
	}
}

func blankInLoop(texts []string) (sum int) {
	for _, text := range texts {
		number, _ := strconv.Atoi(text) // want errors/blank-assign
		sum += number
	}
	return sum
}

func blankOfFunctionValue(find func(string) (*service, error)) *service {
	found, _ := find("a") // want errors/blank-assign
	return found
}

func blankOfGeneric() string {
	text, _ := retry(func() (string, error) { return "", nil }) // want errors/blank-assign
	return text
}

func blankToField(s *struct{ count int }, from store) {
	s.count, _ = from.Count() // want errors/blank-assign
}

func blankOfDeclaration(s *service) int {
	var count, _ = s.store.Count() // want errors/blank-assign
	return count
}

func blankOfAll(s *service) {
	_, _ = s.store.Count() // want errors/blank-assign
}

func blankLater(root string) string {
	var absolute string
	absolute, _ = filepath.EvalSymlinks(root) // want errors/blank-assign
	return absolute
}

func assertionUnchecked(v any) string {
	return v.(string) // want errors/unchecked-assertion
}

func assertionAsArgument(v any) int {
	return len(v.([]byte)) // want errors/unchecked-assertion
}

func assertionOfInterface(w io.Writer) {
	w.(http.Flusher).Flush() // want errors/unchecked-assertion
}

func assertionInComposite(v any) []string {
	return []string{v.(string)} // want errors/unchecked-assertion
}

func assertionOkDropped(v any) int {
	number, _ := v.(int) // miss errors/unchecked-assertion: the two-value form cannot panic, and a zero value on purpose is common
	return number
}
