import { expect, test } from 'vitest';
import { deferInLoop } from '../../../src/core/standards/resource/defer-in-loop.ts';
import { StandardRunner } from '../../../src/core/standards/run.ts';
import { exampleFiles, goFiles } from '../../support/go.ts';

test('weighs a loop of a few rounds as low, unless it deadlocks', () => {
  const source = `const attempts = 3

func try(c *http.Client, mu *sync.Mutex, urls []string) {
	for i := 0; i < attempts; i++ {
		resp, err := c.Get("https://example.com")
		if err != nil {
			continue
		}
		defer resp.Body.Close()
	}
	for range 2 {
		mu.Lock()
		defer mu.Unlock()
		log.Print("two")
	}
	for _, url := range urls {
		resp, _ := c.Get(url)
		defer resp.Body.Close()
	}
}`;
  const runner = new StandardRunner([deferInLoop]);
  const found = goFiles(exampleFiles(source).texts).flatMap((file) => runner.run(file));
  expect(found.map(({ severity }) => severity)).toEqual(['low', 'medium', 'medium']);
  expect(found[1]?.message).toMatch(/deadlocks\.$/);
});
