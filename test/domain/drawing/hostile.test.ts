import { expect } from 'chai';
import { draw } from '../../../domain/drawing/draw.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import type { TaskDefinition } from '../../../domain/tasks/index.ts';
import { everything } from './samples.ts';
import { faultOf } from './xml.ts';

const hostile: Readonly<Record<string, string>> = {
  markup: `</text><script>alert(1)</script><svg onload="x" a='&amp;&#0;'>]]>`,
  'direction marks': '\u202egnihton\u202c \u2067x\u2069 مرحبا بالعالم',
  'control characters': 'a\u0000b\u0008c\u001bd\uffff',
  'half a pair': 'a\ud800b\udc00',
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(100),
  'ten thousand letters': 'x'.repeat(10_000),
  'ten thousand words': 'of '.repeat(10_000),
  'ten thousand marks': `a${'\u0301'.repeat(10_000)}`,
  nothing: '',
  lines: 'one\n\n  two\r\nthree\u2028four',
};

/** Every text of a procedure replaced. */
const filled = (procedure: Procedure, text: string): Procedure =>
  JSON.parse(JSON.stringify(procedure), (key, value: unknown) =>
    ['title', 'label', 'when', 'text'].includes(key) ? (key === 'when' ? text : { en: text, fr: text }) : value,
  ) as Procedure;

describe('drawing hostile texts', () => {
  for (const [name, text] of Object.entries(hostile))
    it(`stays a picture: ${name}`, function () {
      this.timeout(20_000);
      const drawn = draw(filled(everything(), text), { language: 'en' });
      expect(faultOf(drawn.svg)).to.equal(undefined);
      expect(drawn.svg).not.to.match(/<script|<[^>]*\sonload=/);
      expect(drawn.svg + drawn.text).not.to.match(/[\u202a-\u202e\u2066-\u2069]/);
      expect(drawn.text.split('\n').length).to.equal(draw(everything(), { language: 'en' }).text.split('\n').length);
    });

  const form = (n: number, after: readonly string[]): TaskDefinition => ({
    task: `t${String(n)}`,
    kind: 'form',
    by: 'person',
    title: { en: `Task ${String(n)}` },
    fields: [],
    after,
  });
  const of = (stages: readonly (readonly TaskDefinition[])[]): Procedure => ({
    ...everything(),
    stages: stages.map((tasks, n) => ({ stage: `s${String(n)}`, title: { en: `Stage ${String(n)}` }, tasks })),
  });
  const times = <T>(n: number, make: (n: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

  it('draws 200 tasks, each after fifty others, in less than a second', function () {
    this.timeout(20_000);
    const procedure = of(
      times(2, (s) =>
        times(100, (n) =>
          form(
            s * 100 + n,
            times(Math.min(n, 50), (k) => `t${String(s * 100 + n - k - 1)}`),
          ),
        ),
      ),
    );
    draw(procedure, { language: 'en' });
    const start = performance.now();
    const { svg } = draw(procedure, { language: 'en' });
    expect(performance.now() - start).to.be.lessThan(1000);
    expect(faultOf(svg)).to.equal(undefined);
  });

  it('draws as many tasks as a procedure can weigh, however they hang together', function () {
    this.timeout(60_000);
    const tangled = of(
      times(50, (s) =>
        times(60, (n) =>
          form(
            s * 60 + n,
            times(n, (k) => `t${String(s * 60 + ((k * 7) % 60))}`),
          ),
        ),
      ),
    );
    for (const width of ['wide', 'narrow'] as const) {
      const start = performance.now();
      expect(faultOf(draw(tangled, { language: 'en', width }).svg)).to.equal(undefined);
      expect(performance.now() - start).to.be.lessThan(20_000);
    }
  });

  it('draws tasks that wait for each other or for nothing that there is', () => {
    const procedure = of([[form(0, ['t1']), form(1, ['t2']), form(2, ['t0', 't2', 'nowhere'])]]);
    const { svg, text } = draw(procedure, { language: 'en' });
    expect(faultOf(svg)).to.equal(undefined);
    for (const n of [0, 1, 2]) expect(text).to.include(`Task ${String(n)}`);
  });
});
