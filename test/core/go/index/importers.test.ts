import { describe, expect, test } from 'vitest';
import { goFiles } from '../../../support/go.ts';

describe('GoIndex.importers', () => {
  test('lists the files that import a package, tests aside', () => {
    const [file] = goFiles({
      'go.mod': 'module example.com/shop\n\ngo 1.25\n',
      'store/store.go': 'package store\n\n// See example.com/shop/store/sql.\n',
      'store/store_test.go': 'package store_test\n\nimport _ "example.com/shop/store"\n',
      'web/web.go': 'package web\n\nimport st "example.com/shop/store"\n\nvar _ st.Store\n',
      'main.go': 'package main\n\nimport "example.com/shop/web"\n\nfunc main() { web.Serve() }\n',
    });
    const paths = (path: string) => file?.index.importers(path).map((importer) => importer.path);
    expect(paths('example.com/shop/store')).toEqual(['web/web.go']);
    expect(paths('example.com/shop/web')).toEqual(['main.go']);
    expect(paths('example.com/shop/store/sql')).toEqual([]);
  });
});
