import type { Instant } from '../time/civil.ts';
import type { ItemId, PersonId, RoleId, TaskId, Text, UnitId } from '../ids.ts';

/** Who gets a mail; who holds a role is in the grants, which the records look up. */
export type Recipient =
  | { readonly to: 'person' }
  | { readonly to: 'role'; readonly role: RoleId; readonly unit: UnitId }
  /** `as` is the role that they were told for: who has lost it meanwhile is told nothing. */
  | {
      readonly to: 'somebody';
      readonly person: PersonId;
      readonly as?: { readonly role: RoleId; readonly unit: UnitId };
    }
  | { readonly to: 'address'; readonly name: string; readonly email: string };

export type MailTemplate =
  | 'invitation'
  | 'tasks-opened'
  | 'waits-for-you'
  | 'sign-link'
  | 'sent-back'
  | 'document-again'
  | 'information-asked'
  | 'reminder'
  | 'deadline-missed'
  | 'escalated'
  | 'refused'
  | 'withdrawn'
  | 'lapsed'
  | 'signature-declined'
  | 'document-issued'
  | 'completed'
  | 'decide-link'
  | 'message'
  | 'question-answered'
  | 'decided-without-you'
  | 'step-closed-again'
  | 'stay-asked'
  | 'stay-changed'
  | 'stay-refused';

export interface MailRequest {
  readonly template: MailTemplate;
  readonly recipient: Recipient;
  /** When it was asked for; mails of before 0.2.0 do not say it. */
  readonly asked?: Instant;
  /** Titles of tasks concerned, in every language there is. */
  readonly tasks?: readonly Text[];
  readonly task?: TaskId;
  readonly item?: ItemId;
  /** What the procedure says in its own words. */
  readonly text?: Text;
  /** Free text of a person: a reason, a question. */
  readonly words?: string;
  /** A civil date that the mail names. */
  readonly date?: string;
  /** A one-time link that the mailer makes when it sends. */
  readonly link?: 'attach' | 'sign';
}
