package main

import (
	"go/ast"
	"slices"
	"strings"
)

// deprecated returns the names that the files' doc comments mark as deprecated,
// sorted: "Name", "Type.Member", or "*" for the whole package.
func deprecated(files []*ast.File) []string {
	var names []string
	mark := func(doc *ast.CommentGroup, parts ...string) {
		if !isDeprecated(doc) {
			return
		}
		for _, part := range parts {
			if !ast.IsExported(part) {
				return
			}
		}
		names = append(names, strings.Join(parts, "."))
	}
	for _, file := range files {
		if isDeprecated(file.Doc) {
			names = append(names, "*")
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if decl.Recv == nil {
					mark(decl.Doc, decl.Name.Name)
				} else if receiver := receiverName(decl.Recv.List[0].Type); receiver != "" {
					mark(decl.Doc, receiver, decl.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					markSpec(mark, decl.Doc, spec)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// markSpec marks what a spec declares. A comment on the declaration as a whole
// holds for all of its specs.
func markSpec(mark func(*ast.CommentGroup, ...string), doc *ast.CommentGroup, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			mark(doc, name.Name)
			mark(spec.Doc, name.Name)
		}
	case *ast.TypeSpec:
		mark(doc, spec.Name.Name)
		mark(spec.Doc, spec.Name.Name)
		var fields *ast.FieldList
		switch t := spec.Type.(type) {
		case *ast.StructType:
			fields = t.Fields
		case *ast.InterfaceType:
			fields = t.Methods
		default:
			return
		}
		for _, field := range fields.List {
			for _, name := range field.Names {
				mark(field.Doc, spec.Name.Name, name.Name)
			}
		}
	}
}

// receiverName returns the name of a receiver's type without pointer and type
// parameters.
func receiverName(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.Ident:
		return expr.Name
	case *ast.StarExpr:
		return receiverName(expr.X)
	case *ast.ParenExpr:
		return receiverName(expr.X)
	case *ast.IndexExpr:
		return receiverName(expr.X)
	case *ast.IndexListExpr:
		return receiverName(expr.X)
	}
	return ""
}

// isDeprecated tells whether a paragraph of the comment starts with
// "Deprecated:", as the Go convention has it.
func isDeprecated(doc *ast.CommentGroup) bool {
	text := doc.Text()
	return strings.HasPrefix(text, "Deprecated:") || strings.Contains(text, "\n\nDeprecated:")
}
