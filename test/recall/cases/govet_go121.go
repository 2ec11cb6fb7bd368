// What go vet's loopclosure promises, and copyloopvar with it: before Go 1.22 a function that outlives its iteration sees
// the loop variable of another one.
// go 1.21
package govet

import (
	"sync"

	"golang.org/x/sync/errgroup"
)

func startedForEach(names []string, visit func(string)) {
	for _, name := range names {
		go func() {
			visit(name) // want concurrency/loop-var-capture
		}()
	}
}

func startedForIndex(names []string, visit func(int)) {
	for i := range names {
		go func() {
			visit(i) // want concurrency/loop-var-capture
		}()
	}
}

func deferredForEach(closers []func()) {
	for _, closer := range closers {
		defer func() {
			closer() // want concurrency/loop-var-capture
		}()
	}
}

func grouped(names []string, visit func(string) error) error {
	var group errgroup.Group
	for _, name := range names {
		group.Go(func() error {
			return visit(name) // want concurrency/loop-var-capture
		})
	}
	return group.Wait()
}

func counted(visit func(int)) {
	var group sync.WaitGroup
	for i := 0; i < 3; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			visit(i) // want concurrency/loop-var-capture
		}()
	}
	group.Wait()
}

func inBranch(byName map[string]int, visit func(string, int)) {
	for name, count := range byName {
		if count > 0 {
			go func() {
				visit(name, count) // want concurrency/loop-var-capture
			}()
		}
	}
}
