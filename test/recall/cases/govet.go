// What the passes of go vet promise: lostcancel, copylocks, httpresponse, unmarshal, sigchanyzer, slog and waitgroup.
package govet

import (
	"context"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// lostcancel

func cancelDiscarded(parent context.Context) context.Context {
	ctx, _ := context.WithCancel(parent) // want context/lost-cancel
	return ctx
}

func deadlineDiscarded(parent context.Context) context.Context {
	ctx, _ := context.WithTimeout(parent, time.Second) // want context/lost-cancel
	return ctx
}

func cancelLeftOnReturn(parent context.Context, ready bool) {
	ctx, cancel := context.WithDeadline(parent, time.Now().Add(time.Second)) // want context/lost-cancel
	if !ready {
		return
	}
	<-ctx.Done()
	cancel()
}

func cancelLeftInSwitch(parent context.Context, kind int) {
	ctx, cancel := context.WithCancelCause(parent) // want context/lost-cancel
	switch kind {
	case 1:
		cancel(nil)
	case 2:
		<-ctx.Done()
	}
}

func cancelLeftInLoop(parent context.Context, names []string) error {
	for range names {
		ctx, cancel := context.WithTimeout(parent, time.Second) // want context/lost-cancel
		if err := ctx.Err(); err != nil {
			return err
		}
		cancel()
	}
	return nil
}

func cancelInVar(parent context.Context) {
	var ctx, _ = context.WithTimeoutCause(parent, time.Second, io.EOF) // want context/lost-cancel
	<-ctx.Done()
}

// copylocks

type counter struct {
	sync.Mutex
	n int
}

type nested struct {
	counters [2]counter
	hits     atomic.Int64
}

func lockByValue(c counter) int { // want concurrency/copylock
	return c.n
}

func (c counter) receiverByValue() int { // want concurrency/copylock
	return c.n
}

func lockAssigned(c *counter) int {
	copied := *c // want concurrency/copylock
	return copied.n
}

func lockInRange(all []counter) (sum int) {
	for _, one := range all { // want concurrency/copylock
		sum += one.n
	}
	return sum
}

func lockReturned(n *nested) nested {
	return *n // want concurrency/copylock
}

func waitGroupByValue(group sync.WaitGroup, done chan int) { // want concurrency/copylock
	group.Wait()
	close(done)
}

func lockInLiteral(c *counter) []counter {
	return []counter{*c} // want concurrency/copylock
}

func lockPassed(c *counter) int {
	return lockByValue(*c) // miss concurrency/copylock: the copy is blamed once, at the parameter that takes it
}

// httpresponse

func deferredBeforeCheck(url string) error {
	response, err := http.Get(url)
	defer response.Body.Close() // want errors/use-before-check
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func deferredBeforeCheckOfClient(client *http.Client, request *http.Request) (int, error) {
	response, err := client.Do(request)
	defer response.Body.Close() // want errors/use-before-check
	if err != nil {
		return 0, err
	}
	return response.StatusCode, nil
}

// unmarshal

type order struct{ ID string }

func decodedIntoValue(data []byte) order {
	var read order
	json.Unmarshal(data, read) // want api/unmarshal-non-pointer
	return read
}

func decodedFromStream(r io.Reader) (map[string]string, error) {
	read := map[string]string{}
	err := json.NewDecoder(r).Decode(read) // want api/unmarshal-non-pointer
	return read, err
}

func decodedFromXML(data []byte) (read order, err error) {
	err = xml.Unmarshal(data, read) // want api/unmarshal-non-pointer
	return read, err
}

func decodedFromGob(r io.Reader) (read order, err error) {
	err = gob.NewDecoder(r).Decode(read) // want api/unmarshal-non-pointer
	return read, err
}

// sigchanyzer

func signalsOnUnbuffered() {
	stop := make(chan os.Signal)
	signal.Notify(stop, syscall.SIGTERM) // want lifecycle/signal-unbuffered
	<-stop
}

func signalsOnUnbufferedVar() {
	var stop = make(chan os.Signal)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM) // want lifecycle/signal-unbuffered
	<-stop
}

// slog

func logsWithoutValue(id string) {
	slog.Info("placed", "order", id, "customer") // want observability/slog-odd-args
}

func logsWithoutKey(log *slog.Logger, count int) {
	log.Warn("slow", count, "orders") // want observability/slog-odd-args
}

func logsInContext(ctx context.Context, log *slog.Logger, err error) {
	log.ErrorContext(ctx, "failed", err) // want observability/slog-odd-args
}

func logsOfChild(log *slog.Logger) *slog.Logger {
	return log.With("component") // want observability/slog-odd-args
}

func logsInGroup(id string) {
	slog.Info("placed", slog.Group("order", "id", id, "kind")) // want observability/slog-odd-args
}

// waitgroup

func addedInside(jobs []func()) {
	var group sync.WaitGroup
	for _, job := range jobs {
		go func() {
			group.Add(1) // want concurrency/wg-add-inside
			defer group.Done()
			job()
		}()
	}
	group.Wait()
}
