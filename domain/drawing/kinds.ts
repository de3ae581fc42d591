import { credits } from '../agreement/rules.ts';
import type { ApprovalDefinition, StepDefinition } from '../tasks/approval.ts';
import type { DefinitionOf, Kind, TaskDefinition } from '../tasks/index.ts';
import type { SignerDefinition } from '../tasks/signatures.ts';
import type { Context } from './context.ts';
import type { Note, Part } from './diagram.ts';
import { capital, conditionNote, holderRuleWords, partTitle, roleRuleWords, timeNotes, whoWords } from './rules.ts';

/** What is said of a task because of its kind. */
export interface Said {
  readonly notes: readonly Note[];
  readonly parts?: readonly Part[];
}

/** A kind of task that is not drawn does not compile. */
const said: { readonly [K in Kind]: (definition: DefinitionOf<K>, context: Context) => Said } = {
  form: ({ by, fields }, context) => ({
    notes: [
      { name: context.words.names.by, text: whoWords(by, context) },
      { text: context.words.questions(fields.length, fields.filter((f) => f.required).length) },
    ],
  }),
  documents: ({ documents, review }, context) => ({
    notes: [
      { name: context.words.names.by, text: context.words.person },
      ...(review === undefined ? [] : [{ name: context.words.names.review, text: roleRuleWords(review, context) }]),
    ],
    parts: documents.map(({ title, required, when }) => ({
      title: required ? context.say(title) : `${context.say(title)} (${context.words.optional})`,
      notes: conditionNote(when, context),
    })),
  }),
  agreement: ({ rules: { ects, mainUnitShare } }, context) => {
    const { names, person, credits: between, share } = context.words;
    const rules = [
      ...(ects === undefined ? [] : [between(credits(ects.min), credits(ects.max))]),
      ...(mainUnitShare === undefined ? [] : [share(mainUnitShare)]),
    ];
    return {
      notes: [
        { name: names.by, text: person },
        ...(rules.length === 0 ? [] : [{ name: names.rules, text: rules.join(', ') }]),
      ],
    };
  },
  approval: (definition, context) => ({
    notes: [
      ...aboutNote(definition.of, context),
      ...refusedNote(definition, context),
      ...(definition.samePerson === true ? [{ text: context.words.samePerson }] : []),
    ],
    parts: definition.chain.map((step, n) => stepPart(step, n, context)),
  }),
  signatures: ({ of, order, signers }, context) => ({
    notes: [...aboutNote(of, context), { text: `${context.words.order[order]}.` }],
    parts: signers.map((signer, n) => ({
      ...(order === 'sequential' ? { number: String(n + 1) } : {}),
      title: capital(signerWords(signer, context)),
      notes: [],
    })),
  }),
  attestation: ({ fact, certificate, ...rule }, context) => ({
    notes: [
      { name: context.words.names.by, text: roleRuleWords(rule, context) },
      {
        name: context.words.names.about,
        text: `${context.words.fact[fact]}${certificate ? `${context.words.semicolon}${context.words.certificate}` : ''}`,
      },
    ],
  }),
  grades: ({ of, approve, ...rule }, context) => ({
    notes: [
      { name: context.words.names.by, text: roleRuleWords(rule, context) },
      ...(approve === undefined ? [] : [{ name: context.words.names.approve, text: roleRuleWords(approve, context) }]),
      ...aboutNote(of, context),
    ],
  }),
  transcript: ({ of, ...rule }, context) => ({
    notes: [{ name: context.words.names.by, text: roleRuleWords(rule, context) }, ...aboutNote(of, context)],
  }),
  message: ({ to, answer }, context) => ({
    notes: [
      { name: context.words.names.to, text: to === 'person' ? context.words.person : holderRuleWords(to, context) },
      { text: `${context.words.answer[answer]}.` },
    ],
  }),
};

/** What a task says of itself by its kind. */
export const saidOf = (definition: TaskDefinition, context: Context): Said => saidOfKind(definition, context);

const saidOfKind = <K extends Kind>(definition: DefinitionOf<K> & { readonly kind: K }, context: Context): Said =>
  said[definition.kind](definition, context);

function aboutNote(of: string | undefined, { words, titleOf }: Context): Note[] {
  const title = of === undefined ? undefined : titleOf(of);
  return title === undefined ? [] : [{ name: words.names.about, text: title }];
}

function refusedNote({ refused = 'end' }: ApprovalDefinition, { words, titleOf }: Context): Note[] {
  const text = refused === 'end' ? words.ended : words.backTo(titleOf(refused.backTo) ?? words.hidden);
  return [{ name: words.names.refused, text }];
}

function stepPart(step: StepDefinition, n: number, context: Context): Part {
  const those = 'holders' in step ? step.holders : [step];
  const who = those.map((holder) => holderRuleWords(holder, context));
  const { need = 1, of, veto } = step;
  const several = need === 'all' || need > 1;
  return {
    number: String(n + 1),
    title: partTitle(step.title, step.step, context),
    notes: [
      ...conditionNote(step.when, context),
      {
        text: capital(
          context.words.decides({ who: several ? context.words.and(who) : context.words.or(who), need, of, veto }),
        ),
      },
      ...timeNotes(step, context),
    ],
  };
}

const signerWords = (signer: SignerDefinition, context: Context): string =>
  'partner' in signer ? holderRuleWords(signer, context) : roleRuleWords(signer, context);
