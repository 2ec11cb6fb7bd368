package main

import (
	"fmt"
	"go/types"
	"strings"
)

// A syntax writes types in Go syntax as seen from one package: its own types
// unqualified, others qualified by a name from imports. Parameter names are
// left out, for they take space and say nothing that a check could use.
type syntax struct {
	pkg     *types.Package
	imports map[string]string // name in this record -> import path
	names   map[string]string // import path -> name in this record

	// typeParams renames the type parameters of a method's receiver to those
	// of the type's declaration: Go lets each method choose its own names.
	typeParams map[*types.TypeParam]string

	// unexported collects the package's own unexported types that were
	// written. Exported declarations refer to them, so they matter to callers.
	unexported map[*types.TypeName]bool
}

func newSyntax(pkg *types.Package) *syntax {
	return &syntax{
		pkg:        pkg,
		imports:    map[string]string{},
		names:      map[string]string{},
		typeParams: map[*types.TypeParam]string{},
		unexported: map[*types.TypeName]bool{},
	}
}

// write returns the type in Go syntax.
func (s *syntax) write(t types.Type) string {
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return s.qualifier(types.Unsafe) + "Pointer"
		}
		return t.Name()
	case *types.Alias:
		return s.object(t.Obj()) + s.typeArgs(t.TypeArgs())
	case *types.Named:
		return s.object(t.Obj()) + s.typeArgs(t.TypeArgs())
	case *types.TypeParam:
		if name, ok := s.typeParams[t]; ok {
			return name
		}
		return t.Obj().Name()
	case *types.Pointer:
		return "*" + s.write(t.Elem())
	case *types.Slice:
		return "[]" + s.write(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), s.write(t.Elem()))
	case *types.Map:
		return "map[" + s.write(t.Key()) + "]" + s.write(t.Elem())
	case *types.Chan:
		return s.channel(t)
	case *types.Signature:
		return "func" + s.typeParamList(t.TypeParams()) + s.parameters(t)
	case *types.Struct:
		return s.structure(t)
	case *types.Interface:
		return s.iface(t)
	case *types.Union:
		return s.union(t)
	default:
		panic(fmt.Sprintf("%s: unexpected type %T", s.pkg.Path(), t))
	}
}

func (s *syntax) object(obj *types.TypeName) string {
	switch {
	case obj.Pkg() == nil: // error, any, comparable
		return obj.Name()
	case obj.Pkg() == s.pkg:
		if !obj.Exported() {
			s.unexported[obj] = true
		}
		return obj.Name()
	default:
		return s.qualifier(obj.Pkg()) + obj.Name()
	}
}

// qualifier returns the package's name with a dot and notes the import. When
// two packages share a name, the one met later gets a number.
func (s *syntax) qualifier(pkg *types.Package) string {
	path := strings.TrimPrefix(pkg.Path(), "vendor/")
	name, ok := s.names[path]
	if !ok {
		name = pkg.Name()
		for n := 2; s.imports[name] != ""; n++ {
			name = fmt.Sprint(pkg.Name(), n)
		}
		s.names[path], s.imports[name] = name, path
	}
	return name + "."
}

func (s *syntax) typeArgs(list *types.TypeList) string {
	if list.Len() == 0 {
		return ""
	}
	var args []string
	for arg := range list.Types() {
		args = append(args, s.write(arg))
	}
	return "[" + strings.Join(args, ", ") + "]"
}

func (s *syntax) typeParamList(list *types.TypeParamList) string {
	if list.Len() == 0 {
		return ""
	}
	var params []string
	for param := range list.TypeParams() {
		params = append(params, s.write(param)+" "+s.write(param.Constraint()))
	}
	return "[" + strings.Join(params, ", ") + "]"
}

// parameters returns the parameters and results of a function.
func (s *syntax) parameters(sig *types.Signature) string {
	params := s.tuple(sig.Params())
	if sig.Variadic() {
		last := len(params) - 1
		// The last parameter is a slice, but for append's special string.
		params[last] = "..." + strings.TrimPrefix(params[last], "[]")
	}
	text := "(" + strings.Join(params, ", ") + ")"
	results := s.tuple(sig.Results())
	switch len(results) {
	case 0:
		return text
	case 1:
		return text + " " + results[0]
	default:
		return text + " (" + strings.Join(results, ", ") + ")"
	}
}

func (s *syntax) tuple(tuple *types.Tuple) []string {
	var list []string
	for v := range tuple.Variables() {
		list = append(list, s.write(v.Type()))
	}
	return list
}

func (s *syntax) channel(t *types.Chan) string {
	elem := s.write(t.Elem())
	switch t.Dir() {
	case types.SendOnly:
		return "chan<- " + elem
	case types.RecvOnly:
		return "<-chan " + elem
	}
	if strings.HasPrefix(elem, "<-") {
		// "chan <-chan T" would read as a send-only channel.
		return "chan (" + elem + ")"
	}
	return "chan " + elem
}

func (s *syntax) structure(t *types.Struct) string {
	var fields []string
	for f := range t.Fields() {
		if f.Embedded() {
			fields = append(fields, s.write(f.Type()))
		} else {
			fields = append(fields, f.Name()+" "+s.write(f.Type()))
		}
	}
	return "struct{" + strings.Join(fields, "; ") + "}"
}

func (s *syntax) iface(t *types.Interface) string {
	var members []string
	for m := range t.ExplicitMethods() {
		members = append(members, m.Name()+s.parameters(m.Signature()))
	}
	for e := range t.EmbeddedTypes() {
		members = append(members, s.write(e))
	}
	switch {
	case len(members) == 0:
		return "any"
	case t.IsImplicit(): // a constraint such as ~[]E, written without interface{}
		return strings.Join(members, "; ")
	default:
		return "interface{" + strings.Join(members, "; ") + "}"
	}
}

func (s *syntax) union(t *types.Union) string {
	var terms []string
	for term := range t.Terms() {
		text := s.write(term.Type())
		if term.Tilde() {
			text = "~" + text
		}
		terms = append(terms, text)
	}
	return strings.Join(terms, " | ")
}
