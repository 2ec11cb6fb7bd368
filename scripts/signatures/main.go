// Command signatures writes the exported API of the Go standard library and of
// the third-party packages listed in modules.go as JSON lines: one line per
// package, after a header line. README.md describes the format.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"log"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

type stdHeader struct {
	Generated string `json:"generated"`
	Packages  int    `json:"packages"`
}

type modulesHeader struct {
	Modules  map[string]string `json:"modules"`
	Packages int               `json:"packages"`
}

func main() {
	log.SetFlags(0)
	out := flag.String("out", ".", "directory to write std.jsonl and modules.jsonl to")
	flag.Parse()
	if err := run(*out); err != nil {
		log.Fatal("signatures: ", err)
	}
}

func run(out string) error {
	paths, err := listedPackages("modules.go")
	if err != nil {
		return err
	}
	std, skippedStd, err := load(false, "std")
	if err != nil {
		return err
	}
	maps.DeleteFunc(std, func(path string, _ *packages.Package) bool { return !keepStd(path) })
	plain, cgo := splitCgo(paths)
	third, skipped, err := load(false, plain...)
	if err != nil {
		return err
	}
	thirdCgo, skippedCgo, err := load(true, cgo...)
	if err != nil {
		return err
	}
	maps.Copy(third, thirdCgo)
	maps.Copy(skipped, skippedCgo)
	maps.Copy(skipped, skippedStd)
	for _, path := range slices.Sorted(maps.Keys(skipped)) {
		fmt.Fprintf(os.Stderr, "SKIPPED %s: %s\n", path, skipped[path])
	}

	listed := func(path string) bool { return std[path] != nil || third[path] != nil }
	version := strings.TrimPrefix(runtime.Version(), "go")
	err = write(filepath.Join(out, "std.jsonl"), describeAll(std, listed),
		stdHeader{"Go " + version + " standard library, linux", len(std)})
	if err != nil {
		return err
	}
	return write(filepath.Join(out, "modules.jsonl"), describeAll(third, listed),
		modulesHeader{moduleVersions(third), len(third)})
}

// splitCgo takes the packages that wrap a C library off the others. They need a
// C compiler, while all others are loaded without cgo: net and os/user, for
// two, have different files with it.
func splitCgo(paths []string) (plain, cgo []string) {
	for _, path := range paths {
		if path == "github.com/confluentinc/confluent-kafka-go/v2/kafka" {
			cgo = append(cgo, path)
		} else {
			plain = append(plain, path)
		}
	}
	return plain, cgo
}

// listedPackages returns the import paths of a Go file.
func listedPackages(file string) ([]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// load type-checks the packages that the patterns name. Those that fail are
// returned separately, each with its first error: one broken package must not
// cost the others.
func load(cgo bool, patterns ...string) (map[string]*packages.Package, map[string]string, error) {
	enabled := "CGO_ENABLED=0"
	if cgo {
		enabled = "CGO_ENABLED=1"
	}
	loaded, err := packages.Load(&packages.Config{
		// NeedDeps makes dependencies come from source, without function
		// bodies. Export data would mean compiling every one of them.
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles |
			packages.NeedImports | packages.NeedDeps | packages.NeedModule |
			packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax,
		// The result must not depend on the machine or on the user's settings.
		Env: append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off", enabled),
	}, patterns...)
	if err != nil {
		return nil, nil, err
	}
	good, bad := map[string]*packages.Package{}, map[string]string{}
	for _, pkg := range loaded {
		if len(pkg.Errors) > 0 {
			bad[pkg.PkgPath] = strings.ReplaceAll(pkg.Errors[0].Msg, "\n", " ")
		} else {
			good[pkg.PkgPath] = pkg
		}
	}
	return good, bad, nil
}

// moduleVersions returns the version of every module that a package came from.
func moduleVersions(pkgs map[string]*packages.Package) map[string]string {
	versions := map[string]string{}
	for _, pkg := range pkgs {
		if pkg.Module != nil {
			versions[pkg.Module.Path] = pkg.Module.Version
		}
	}
	return versions
}

// describeAll describes the packages in the order of their paths.
func describeAll(pkgs map[string]*packages.Package, listed func(path string) bool) []*Package {
	var records []*Package
	for _, path := range slices.Sorted(maps.Keys(pkgs)) {
		record := describe(pkgs[path], listed)
		prune(record)
		records = append(records, record)
	}
	return records
}

// write writes the header and the records as JSON lines. The file is replaced
// only when all of it could be encoded.
func write(file string, records []*Package, header any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	// Channel types hold "<-", which would be escaped for use in web pages.
	enc.SetEscapeHTML(false)
	if err := enc.Encode(header); err != nil {
		return err
	}
	for _, record := range records {
		if err := enc.Encode(record); err != nil {
			return err
		}
	}
	return os.WriteFile(file, buf.Bytes(), 0o644)
}
