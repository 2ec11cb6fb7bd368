// What staticcheck promises in the checks that a standard answers: SA1014, SA1016, SA1017, SA1029, SA2000, SA2003, SA5001 and
// SA9001; SA2002 stands with the tests.
package staticcheck

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// SA1014

func decodesIntoValue(data []byte) (read struct{ ID string }) {
	json.Unmarshal(data, read) // want api/unmarshal-non-pointer
	return read
}

func decodesStreamIntoValue(r io.Reader) (read struct{ ID string }, err error) {
	return read, xml.NewDecoder(r).Decode(read) // want api/unmarshal-non-pointer
}

// SA1016

func trapsKill() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGKILL) // want lifecycle/untrappable-signal
	<-stop
}

func trapsKillOfOs() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Kill) // want lifecycle/untrappable-signal
	<-stop
}

func ignoresStop() {
	signal.Ignore(syscall.SIGSTOP) // want lifecycle/untrappable-signal
}

// SA1017

func unbuffered() {
	stop := make(chan os.Signal)
	signal.Notify(stop, syscall.SIGTERM) // want lifecycle/signal-unbuffered
	<-stop
}

func unbufferedOfZero() {
	stop := make(chan os.Signal, 0)
	signal.Notify(stop, syscall.SIGTERM) // want lifecycle/signal-unbuffered
	<-stop
}

// SA1029

func keyOfText(ctx context.Context) context.Context {
	return context.WithValue(ctx, "user", 1) // want context/value-key-type
}

func keyOfEmptyStruct(ctx context.Context) context.Context {
	return context.WithValue(ctx, struct{}{}, 1) // want context/value-key-type
}

// SA2000

func addedInside(work func()) {
	var group sync.WaitGroup
	go func() {
		group.Add(1) // want concurrency/wg-add-inside
		defer group.Done()
		work()
	}()
	group.Wait()
}

func addedInsideOfPointer(group *sync.WaitGroup, jobs []func()) {
	for _, job := range jobs {
		go func(run func()) {
			group.Add(1) // want concurrency/wg-add-inside
			defer group.Done()
			run()
		}(job)
	}
}

// SA2003

type guarded struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	count int
}

func (g *guarded) locksAgain() int {
	g.mu.Lock()
	defer g.mu.Lock() // want concurrency/double-lock
	return g.count
}

func (g *guarded) readLocksAgain() int {
	g.rw.RLock()
	defer g.rw.RLock() // want concurrency/double-lock
	return g.count
}

// SA5001

func closesBeforeCheck(path string) error {
	file, err := os.Open(path)
	defer file.Close() // want errors/use-before-check
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, file)
	return err
}

func closesBeforeCheckOfHelper() error {
	source, err := open()
	defer source.Close() // want errors/use-before-check
	if err != nil {
		return err
	}
	return nil
}

func open() (io.ReadCloser, error) { return os.Open("a") }

// SA9001

func defersOverChannel(files <-chan *os.File) {
	for file := range files {
		defer file.Close() // want resource/defer-in-loop
	}
}
