package main

import (
	"go/constant"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Package is one line of the output. Its keys are written in this order.
type Package struct {
	Path       string            `json:"path"`
	Name       string            `json:"name"`
	Imports    map[string]string `json:"imports,omitempty"`
	Funcs      map[string]string `json:"funcs,omitempty"`
	Types      map[string]*Type  `json:"types,omitempty"`
	Vars       map[string]string `json:"vars,omitempty"`
	Consts     map[string]Const  `json:"consts,omitempty"`
	Deprecated []string          `json:"deprecated,omitempty"`
}

// Type is a type declaration.
type Type struct {
	Params  string            `json:"params,omitempty"`
	Alias   string            `json:"alias,omitempty"`
	Under   string            `json:"under,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
	Embeds  []string          `json:"embeds,omitempty"`
	Methods map[string]string `json:"methods,omitempty"`
	Ptr     []string          `json:"ptr,omitempty"`
}

// Const is a constant's type and its value in Go syntax, or null when the
// value is too long to be of use.
type Const [2]any

// longestConst is the length from which on a constant's value is left out.
const longestConst = 60

// A describer builds the record of one package.
type describer struct {
	*syntax
	record *Package
	listed func(path string) bool
}

// describe returns the record of a loaded package. The function listed tells
// which packages have a record of their own.
func describe(pkg *packages.Package, listed func(path string) bool) *Package {
	s := newSyntax(pkg.Types)
	d := &describer{syntax: s, listed: listed, record: &Package{
		Path:       pkg.PkgPath,
		Name:       pkg.Name,
		Imports:    s.imports,
		Funcs:      map[string]string{},
		Types:      map[string]*Type{},
		Vars:       map[string]string{},
		Consts:     map[string]Const{},
		Deprecated: deprecated(pkg.Syntax),
	}}
	scope := pkg.Types.Scope()
	for _, name := range scope.Names() { // sorted
		if obj := scope.Lookup(name); obj.Exported() {
			d.add(obj)
		}
	}
	d.addUnexported()
	return d.record
}

func (d *describer) add(obj types.Object) {
	switch obj := obj.(type) {
	case *types.Func:
		d.record.Funcs[obj.Name()] = d.write(obj.Type())
	case *types.TypeName:
		d.record.Types[obj.Name()] = d.declaration(obj)
	case *types.Var:
		d.record.Vars[obj.Name()] = d.write(obj.Type())
	case *types.Const:
		d.record.Consts[obj.Name()] = Const{d.write(obj.Type()), value(obj.Val())}
	}
}

// addUnexported adds the unexported types that exported declarations mention,
// as binary.LittleEndian's does: their exported members are in callers' reach.
func (d *describer) addUnexported() {
	seen := map[string]bool{}
	for {
		var next []*types.TypeName
		for obj := range d.unexported {
			if !seen[obj.Name()] && obj.Parent() == d.pkg.Scope() {
				seen[obj.Name()] = true
				next = append(next, obj)
			}
		}
		if len(next) == 0 {
			return
		}
		slices.SortFunc(next, func(a, b *types.TypeName) int {
			return strings.Compare(a.Name(), b.Name())
		})
		for _, obj := range next {
			d.record.Types[obj.Name()] = d.declaration(obj)
		}
	}
}

func value(v constant.Value) any {
	text := v.ExactString()
	if v.Kind() == constant.Float { // the exact form may be a huge fraction
		f, _ := constant.Float64Val(v)
		text = strconv.FormatFloat(f, 'g', -1, 64)
	}
	if len(text) > longestConst {
		return nil
	}
	return text
}

func (d *describer) declaration(obj *types.TypeName) *Type {
	if alias, ok := obj.Type().(*types.Alias); ok && obj.IsAlias() {
		t := &Type{Params: d.typeParamList(alias.TypeParams()), Alias: d.write(alias.Rhs())}
		// The members of a type that has no record anywhere, such as one of an
		// internal package, would be lost.
		if named, ok := types.Unalias(alias).(*types.Named); ok && !d.hasRecord(named) {
			d.members(t, named)
		}
		return t
	}
	named := obj.Type().(*types.Named)
	t := &Type{Params: d.typeParamList(named.TypeParams())}
	d.members(t, named)
	return t
}

// hasRecord tells whether the type's package has a record.
func (d *describer) hasRecord(named *types.Named) bool {
	pkg := named.Obj().Pkg()
	return pkg == nil || d.listed(pkg.Path())
}

// hidden tells whether an embedded type has no entry that a reader could look
// its members up in.
func (d *describer) hidden(embedded types.Type) bool {
	named, ok := types.Unalias(deref(embedded)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	return !named.Obj().Exported() || !d.hasRecord(named)
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func (d *describer) members(t *Type, named *types.Named) {
	t.Fields, t.Methods = map[string]string{}, map[string]string{}
	switch under := named.Underlying().(type) {
	case *types.Interface:
		t.Under = "interface"
		d.interfaceMembers(t, under)
		return
	case *types.Struct:
		t.Under = "struct"
		d.structMembers(t, named, under)
	default:
		t.Under = d.write(under)
	}
	d.methods(t, named)
}

func (d *describer) interfaceMembers(t *Type, iface *types.Interface) {
	for m := range iface.ExplicitMethods() {
		d.method(t, m)
	}
	for e := range iface.EmbeddedTypes() {
		t.Embeds = append(t.Embeds, d.embedded(e))
		if under, ok := e.Underlying().(*types.Interface); ok && d.hidden(e) {
			for m := range under.Methods() {
				d.method(t, m)
			}
		}
	}
}

// embedded writes an embedded type. An unexported one is not described just
// for that: its members are promoted into the outer type.
func (d *describer) embedded(t types.Type) string {
	var obj *types.TypeName
	switch t := deref(t).(type) {
	case *types.Alias:
		obj = t.Obj()
	case *types.Named:
		obj = t.Obj()
	}
	known := d.unexported[obj]
	text := d.write(t)
	if !known {
		delete(d.unexported, obj)
	}
	return text
}

func (d *describer) structMembers(t *Type, named *types.Named, under *types.Struct) {
	for f := range under.Fields() {
		switch {
		case f.Embedded():
			if !d.hidden(f.Type()) {
				t.Embeds = append(t.Embeds, d.embedded(f.Type()))
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(fieldNames(f.Type(), map[types.Type]bool{}))) {
				d.promotedField(t, named, name)
			}
			t.Embeds = append(t.Embeds, d.embedded(f.Type()))
		case f.Exported():
			t.Fields[f.Name()] = d.write(f.Type())
		}
	}
}

// promotedField adds the field that the name selects, if it does select one:
// a name that is ambiguous or that of a method selects none.
func (d *describer) promotedField(t *Type, named *types.Named, name string) {
	obj, _, _ := types.LookupFieldOrMethod(named, true, d.pkg, name)
	if f, ok := obj.(*types.Var); ok {
		t.Fields[name] = d.write(f.Type())
	}
}

// fieldNames returns the names of the exported fields that a struct has or
// promotes.
func fieldNames(t types.Type, seen map[types.Type]bool) map[string]bool {
	names := map[string]bool{}
	t = deref(t)
	under, ok := t.Underlying().(*types.Struct)
	if !ok || seen[t] {
		return names
	}
	seen[t] = true
	for f := range under.Fields() {
		if f.Exported() {
			names[f.Name()] = true
		}
		if f.Embedded() {
			for name := range fieldNames(f.Type(), seen) {
				names[name] = true
			}
		}
	}
	return names
}

// methods adds the type's declared methods and those that hidden embedded
// types promote. The promoted methods of other embedded types are found in
// those types' entries.
func (d *describer) methods(t *Type, named *types.Named) {
	byValue := types.NewMethodSet(named)
	all := types.NewMethodSet(types.NewPointer(named))
	for sel := range all.Methods() {
		m := sel.Obj().(*types.Func)
		if !m.Exported() || len(sel.Index()) > 1 && !d.hidden(firstField(named, sel).Type()) {
			continue
		}
		if len(sel.Index()) == 1 {
			d.renameTypeParams(named, m)
		}
		d.method(t, m)
		if byValue.Lookup(m.Pkg(), m.Name()) == nil {
			t.Ptr = append(t.Ptr, m.Name())
		}
	}
}

// firstField returns the embedded field that a promoted method goes through
// first.
func firstField(named *types.Named, sel *types.Selection) *types.Var {
	return named.Underlying().(*types.Struct).Field(sel.Index()[0])
}

func (d *describer) renameTypeParams(named *types.Named, m *types.Func) {
	receiver := m.Signature().RecvTypeParams()
	for i := range receiver.Len() {
		d.typeParams[receiver.At(i)] = named.TypeParams().At(i).Obj().Name()
	}
}

func (d *describer) method(t *Type, m *types.Func) {
	if m.Exported() {
		t.Methods[m.Name()] = d.write(m.Signature())
	}
}
