import { expect } from 'chai';
import { languageCode } from '../../../domain/text/languages.ts';
import { plainText } from '../../../domain/text/plain.ts';
import { wordsOf } from '../../../domain/text/words.ts';

describe('the words of a text', () => {
  it('are folded, each once', () => {
    expect(wordsOf("L’Économie de l'énergie : UE2-L1, économie")).to.deep.equal([
      'l',
      'economie',
      'de',
      'energie',
      'ue2',
      'l1',
    ]);
    expect(wordsOf(' … ')).to.deep.equal([]);
  });
});

describe('text out of HTML', () => {
  it('keeps the words and the lines, nothing that acts', () => {
    expect(plainText('<p>Un &amp; deux</p><p>trois<br/>quatre&nbsp;cinq</p>')).to.equal(
      'Un & deux\ntrois\nquatre cinq',
    );
    expect(plainText('<img src=x onerror="alert(1)">a<script>b</script>')).to.equal('ab');
  });

  it('leaves text alone that only looks like it', () => {
    expect(plainText('si a < b et c > d, &unknown; & fin')).to.equal('si a < b et c > d, &unknown; & fin');
    expect(plainText('constructor: &constructor;')).to.equal('constructor: &constructor;');
  });

  it('is quick on hostile input', () => {
    const started = performance.now();
    plainText(`${'<a '.repeat(20_000)}${'\n '.repeat(20_000)}${'&'.repeat(20_000)}`);
    expect(performance.now() - started).to.be.below(1500);
  });
});

describe('languages as exports name them', () => {
  it('are known in French, in English, by themselves and by code', () => {
    for (const name of ['Français', 'FRENCH', 'fr', ' francais ']) expect(languageCode(name), name).to.equal('fr');
    expect(languageCode('Espagnol')).to.equal('es');
    expect(languageCode('Klingon')).to.equal(undefined);
    expect(languageCode('')).to.equal(undefined);
  });
});
