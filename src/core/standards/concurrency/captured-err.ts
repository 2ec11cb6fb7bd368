import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { type Conflict, conflictOf, type Uses } from '../support/concurrent-use.ts';
import { STARTING_CALLS, startedBy } from '../support/goroutine.ts';
import { outerWrites } from '../support/outer-writes.ts';
import { runsUnlocked } from '../support/own-goroutine.ts';
import { isTestCode } from '../support/test-code.ts';

export const capturedErr = defineStandard({
  id: 'concurrency/captured-err',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Outer variable assigned in a goroutine while others use it',
  why: 'The function literal shares the variable with the function around it and with its siblings. They overwrite each other: a failed call ends up with the nil of the one that succeeded, and the failure is answered with 200. With an interface such as `error`, a torn write can crash the process.',
  fix: 'Declare the variable inside the literal, and hand the result over: as the return value in an errgroup, or through a channel.\n\n```go\ng.Go(func() error {\n\terr := save(ctx, item)\n\treturn err\n})\n```',
  references: [
    'https://go.dev/doc/articles/race_detector',
    'https://go.dev/ref/mem',
    'https://pkg.go.dev/golang.org/x/sync/errgroup',
  ],
  examples: {
    bad: [
      `func all(ctx context.Context, items []string, save func(context.Context, string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	var err error
	for _, item := range items {
		g.Go(func() error {
			err = save(ctx, item) // want
			return err
		})
	}
	return g.Wait()
}`,
      `package service

import locks "sync"

func both(first, second func() error) error {
	var wg locks.WaitGroup
	var err error
	wg.Add(2)
	go func() {
		defer wg.Done()
		err = first() // want
	}()
	go func() {
		defer wg.Done()
		err = second()
	}()
	wg.Wait()
	return err
}`,
      `func place(audit func() error, save func() (int, error)) (n int, err error) {
	go func() {
		if err = audit(); err != nil { // want
			println(err.Error())
		}
	}()
	n, err = save()
	return n, err
}`,
      `func largest[T any](items []T, weigh func(T) int) (most int) {
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() {
			if w := weigh(item); w > most {
				most = w // want
			}
		})
	}
	wg.Wait()
	return most
}`,
    ],
    good: [
      // Whoever panics, the answer is the same.
      `var errPanic = errors.New("panic")

func each(items []string, do func(string)) (failed error) {
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if r := recover(); r != nil {
					log.Print(r)
					failed = errPanic
				}
			}()
			do(item)
		}()
	}
	wg.Wait()
	return failed
}`,
      `func all(ctx context.Context, items []string, save func(context.Context, string) error) (err error) {
	g, ctx := errgroup.WithContext(ctx)
	for _, item := range items {
		g.Go(func() error {
			err := save(ctx, item)
			if err != nil {
				err = fmt.Errorf("save: %w", err)
			}
			return err
		})
	}
	err = g.Wait()
	return err
}`,
      // One goroutine, waited for before anybody looks.
      `func load(do func() (int, error)) (int, error) {
	var n int
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		n, err = do()
	}()
	<-done
	return n, err
}

func shown(do func() error) (err error) {
	done := make(chan struct{})
	go func() {
		err = do()
		close(done)
	}()
	progress(done)
	return err
}

func progress(done chan struct{}) { <-done }

func pair(a, b func() error) error {
	var first, second error
	var wg sync.WaitGroup
	wg.Go(func() { first = a() })
	wg.Go(func() { second = b() })
	wg.Wait()
	return errors.Join(first, second)
}`,
      `func largest(items []int, weigh func(int) int) (most int) {
	var mu sync.Mutex
	var once sync.Once
	var wg sync.WaitGroup
	var started, seen bool
	for _, item := range items {
		wg.Go(func() {
			seen = true
			once.Do(func() { started = true })
			w := weigh(item)
			mu.Lock()
			defer mu.Unlock()
			if w > most {
				most = w
			}
		})
	}
	wg.Wait()
	println(started, seen)
	return most
}`,
      // One after the other.
      `func inTurn(items []func() error) (err error) {
	for _, do := range items {
		done := make(chan struct{})
		go func() {
			defer close(done)
			err = do()
		}()
		<-done
		if err != nil {
			return err
		}
	}
	g := new(errgroup.Group)
	g.SetLimit(1)
	for _, do := range items {
		g.Go(func() error {
			err = do()
			return nil
		})
	}
	g.Wait()
	return err
}`,
      `func each(items []string, do func(string) error) {
	for _, item := range items {
		var err error
		go func() {
			err = do(item)
			if err != nil {
				println(err.Error())
			}
		}()
	}
}`,
    ],
  },
  calls: STARTING_CALLS,
  go: {
    go_statement: visit,
    call_expression: visit,
  },
});

const USES: Uses = {
  ofSibling: ({ tree }, name) => {
    const list = tree.parent(name);
    return tree.field(list) === Field.left && tree.kind(tree.parent(list)) === Kind.assignment_statement;
  },
  ofFunction: () => true,
};

function visit(start: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const literal = startedBy(file, start)?.literal;
  if (!literal || isTestCode(file)) return;
  const root = enclosingFunction(tree, start);
  const seen = new Set<NodeId>();
  for (const { name, variable } of outerWrites(file, literal)) {
    if (seen.has(variable) || enclosingFunction(tree, variable) !== root || !runsUnlocked(file, name, literal))
      continue;
    seen.add(variable);
    const conflict = conflictOf(file, start, literal, variable, USES);
    if (conflict) report(name, { message: wordsFor(file, name, conflict), evidence: [conflict.at, variable] });
  }
}

function wordsFor(file: GoFile, name: NodeId, { kind, at }: Conflict): string {
  const text = `\`${file.tree.textOf(name)}\``;
  const line = file.tree.line(at);
  if (kind === 'loop')
    return `Every turn of the loop at line ${line} starts a goroutine that assigns the same ${text}, with no lock: of two that do, one result overwrites the other, at best.`;
  if (kind === 'sibling')
    return `This goroutine and the one started at line ${line} assign the same ${text}, with no lock: where both do, one result overwrites the other, at best.`;
  return `${text} is assigned here while the function that started the goroutine goes on to use it at line ${line}, with nothing that waits in between: either sees the other's value, or half of one.`;
}
