// What revive's context-as-argument, context-keys-type, deep-exit, defer and datarace rules promise, and gocritic's
// deferInLoop.
package revive

import (
	"context"
	"database/sql"
	"log"
	"os"
	"sync"
)

func contextSecond(id string, ctx context.Context) error { // want context/not-first
	return ctx.Err()
}

type service struct{ db *sql.DB }

func (s *service) contextLast(id string, count int, ctx context.Context) error { // want context/not-first
	return ctx.Err()
}

func contextInMiddle[T any](value T, ctx context.Context, rest ...T) error { // want context/not-first
	return ctx.Err()
}

func keyOfText(ctx context.Context) context.Context {
	return context.WithValue(ctx, "user", 1) // want context/value-key-type
}

func keyOfNumber(ctx context.Context) context.Context {
	return context.WithValue(ctx, 7, "user") // want context/value-key-type
}

const userKey = "user"

func keyOfConstant(ctx context.Context) context.Context {
	return context.WithValue(ctx, userKey, 1) // want context/value-key-type
}

func keyOfVariable(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, key, 1) // want context/value-key-type
}

func stopOn(code int) {
	if code != 0 {
		os.Exit(code) // want errors/exit-outside-main
	}
}

func dies(path string) *os.File {
	file, err := os.Open(path)
	if err != nil {
		log.Fatal(err) // want errors/exit-outside-main
	}
	return file
}

func (s *service) diesFormatted(id string) {
	if s.db == nil {
		log.Fatalf("no database for %s", id) // want errors/exit-outside-main
	}
}

func diesOnOwnLogger(logger *log.Logger, err error) {
	logger.Fatalln("stopped", err) // want errors/exit-outside-main
}

func deferredInLoop(paths []string) error {
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close() // want resource/defer-in-loop
	}
	return nil
}

func deferredInCountedLoop(db *sql.DB, n int) error {
	for i := 0; i < n; i++ {
		rows, err := db.Query("SELECT $1", i)
		if err != nil {
			return err
		}
		defer rows.Close() // want resource/defer-in-loop
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

func deferredInBranchOfLoop(locks []*sync.Mutex) {
	for _, lock := range locks {
		if lock != nil {
			lock.Lock()
			defer lock.Unlock() // want resource/defer-in-loop
		}
	}
}

func deferredLiteralInLoop(paths []string) error {
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer func() { // want resource/defer-in-loop
			if err := file.Close(); err != nil {
				log.Print(err)
			}
		}()
	}
	return nil
}

func outerErrorInGoroutine(work func() error) error {
	var group sync.WaitGroup
	var err error
	for range 2 {
		group.Add(1)
		go func() {
			defer group.Done()
			err = work() // want concurrency/captured-err
		}()
	}
	group.Wait()
	return err
}
