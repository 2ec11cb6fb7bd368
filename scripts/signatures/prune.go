package main

import (
	"maps"
	"strings"
)

// keepStd tells whether a standard library package is worth its space. Service
// code hardly ever touches the ones left out.
func keepStd(path string) bool {
	for _, part := range strings.Split(path, "/") {
		if part == "internal" || part == "vendor" {
			return false
		}
	}
	switch path {
	case "syscall", "unsafe":
		return false
	case "runtime", "runtime/debug", "runtime/metrics", "runtime/pprof":
		return true
	}
	for _, dir := range []string{"debug/", "go/", "runtime/"} {
		if strings.HasPrefix(path, dir) {
			return false
		}
	}
	return true
}

// prune takes bulky members off a record that say little about an API.
func prune(p *Package) {
	switch {
	case p.Path == "unicode":
		// About 300 character tables, all of this type.
		maps.DeleteFunc(p.Vars, func(_, typ string) bool { return typ == "*RangeTable" })
	}
}
