import type { Claim } from '../../core/findings/finding.ts';
import { extractFacts } from '../../core/go/extract.ts';
import { GoFile } from '../../core/go/file.ts';
import { remembered } from '../../core/go/remember.ts';
import { bindIdentifiers } from '../../core/go/syntax/scopes.ts';
import type { NodeId } from '../../core/go/syntax/tree.ts';
import { type OptionsOf, StandardRunner } from '../../core/standards/run.ts';
import type { Standard } from '../../core/standards/standard.ts';
import type { Workshop } from '../../core/suggestions/prove.ts';
import { suggest, type Wanted } from '../../core/suggestions/suggest.ts';
import type { GoParser } from './parser.ts';

/** Makes mends and judges what they make, where the parser is. */
export class Workbench {
  private readonly parser: GoParser;
  private readonly all: StandardRunner;
  private readonly one: (id: string) => StandardRunner;

  constructor(parser: GoParser, standards: readonly Standard[]) {
    this.parser = parser;
    this.all = new StandardRunner(standards);
    this.one = remembered((id) => new StandardRunner(standards.filter((standard) => standard.id === id)));
  }

  /** The claims wanted that have a mend which holds, each with its suggestion. */
  suggest(file: GoFile, wanted: readonly Wanted[], optionsOf: OptionsOf): Claim[] {
    const ownClaims = remembered((id: string) => this.one(id).run(file, optionsOf));
    const claimsWithin = remembered((node: NodeId) => this.all.run(file, optionsOf, node));
    const workshop: Workshop = {
      rewritten: (original, text) => this.rewritten(original, text),
      claims: (about, what) => {
        if ('within' in what)
          return about === file ? claimsWithin(what.within) : this.all.run(about, optionsOf, what.within);
        return about === file ? ownClaims(what.standard) : this.one(what.standard).run(about, optionsOf);
      },
    };
    return suggest(file, wanted, (id) => this.one(id).mends(file, optionsOf), workshop);
  }

  private rewritten(file: GoFile, text: string): GoFile | null {
    const parsed = this.parser.parse(text, { whole: true });
    if ('skipped' in parsed) return null;
    const bindings = bindIdentifiers(parsed.tree);
    const facts = extractFacts(parsed.tree, false, bindings);
    return new GoFile(file.path, parsed.tree, facts, file.index, bindings);
  }
}
