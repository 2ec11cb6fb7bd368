// What gocritic's exitAfterDefer and deferInLoop promise: a process that ends without the deferred calls above, and a
// defer that waits for the end of the function though it stands in a loop.
package gocritic

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/csv"
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime/pprof"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func removesNothing(name string) {
	dir, err := os.MkdirTemp("", name)
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "a"), nil, 0o600); err != nil {
		log.Fatal(err) // want lifecycle/exit-skips-defer
	}
}

func flushesNothing(lines []string) {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, line := range lines {
		if line == "" {
			os.Exit(2) // want lifecycle/exit-skips-defer
		}
		out.WriteString(line)
	}
}

func exportsNothing(ctx context.Context, work func() error) {
	provider := sdktrace.NewTracerProvider()
	defer provider.Shutdown(ctx)
	if err := work(); err != nil {
		log.Fatalln("work:", err) // want lifecycle/exit-skips-defer
	}
}

func callsNothing(done func(), code int) {
	defer done()
	os.Exit(code) // miss lifecycle/exit-skips-defer: what the caller defers here is not known; most of it the end of the process does itself
}

func runsNothing(file *os.File) {
	out := bufio.NewWriter(file)
	defer func() {
		out.Flush()
		file.Close()
	}()
	switch _, err := out.WriteString("a"); {
	case err != nil:
		log.Fatalf("write: %v", err) // want lifecycle/exit-skips-defer
	}
}

func compressesNothing(file *os.File, work func(io.Writer) error) {
	packed := gzip.NewWriter(file)
	defer packed.Close()
	if err := work(packed); err != nil {
		log.Fatal(err) // want lifecycle/exit-skips-defer
	}
}

func profilesNothing(file *os.File, work func() error) {
	if err := pprof.StartCPUProfile(file); err != nil {
		log.Fatal(err)
	}
	defer pprof.StopCPUProfile()
	if err := work(); err != nil {
		log.Fatal(err) // want lifecycle/exit-skips-defer
	}
}

func writesNothing(rows [][]string) {
	out := csv.NewWriter(os.Stdout)
	defer out.Flush()
	for _, row := range rows {
		if err := out.Write(row); err != nil {
			log.Panicln(err)
		}
		if len(row) == 0 {
			os.Exit(1) // want lifecycle/exit-skips-defer
		}
	}
}

func closesInLoop(paths []string) error {
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close() // want resource/defer-in-loop
	}
	return nil
}

func closesInEndlessLoop(next func() (*os.File, error)) error {
	for {
		file, err := next()
		if err != nil {
			return err
		}
		if file == nil {
			return nil
		}
		defer file.Close() // want resource/defer-in-loop
	}
}

func closesInNestedLoop(groups [][]string) {
	for _, paths := range groups {
		for _, path := range paths {
			if file, err := os.Open(path); err == nil {
				defer file.Close() // want resource/defer-in-loop
			}
		}
	}
}
