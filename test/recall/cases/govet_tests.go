// What go vet's testinggoroutine and staticcheck's SA2002 promise: a test that is ended from a goroutine of its own.
package govet

import (
	"sync"
	"testing"
)

func TestFatalInGoroutine(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.Fatal("no") // want testing/fatal-in-goroutine
	}()
	<-done
}

func TestFormattedInGoroutine(t *testing.T) {
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		if err := work(); err != nil {
			t.Fatalf("work: %v", err) // want testing/fatal-in-goroutine
		}
	}()
	group.Wait()
}

func TestFailedInGoroutine(t *testing.T) {
	go func() {
		t.FailNow() // want testing/fatal-in-goroutine
	}()
}

func TestSkippedInGoroutine(t *testing.T) {
	go func() {
		t.Skip("slow") // want testing/fatal-in-goroutine
	}()
}

func BenchmarkInGoroutine(b *testing.B) {
	go func() {
		b.Fatal("no") // want testing/fatal-in-goroutine
	}()
}

func TestInLocalFunction(t *testing.T) {
	check := func() {
		t.Fatal("no") // want testing/fatal-in-goroutine
	}
	go check()
}

func TestInSubtest(t *testing.T) {
	t.Run("part", func(t *testing.T) {
		go func() {
			t.Fatal("no") // want testing/fatal-in-goroutine
		}()
	})
}

func work() error { return nil }
