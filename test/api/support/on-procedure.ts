import { inTransaction } from '../../../db/connect.ts';
import { readInstitution } from '../../../db/institutions/read.ts';
import type { Nomination } from '../../../db/records/nominate.ts';
import { nominate } from '../../../db/records/nominate.ts';
import { publishProcedure } from '../../../db/records/procedures.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import type { Application, Answer, Caller } from './application.ts';
import { bear } from './in-process.ts';

let people = 0;

/** A file at Caen that runs on a procedure of a test, and its person. */
export async function fileOn(
  app: Application,
  procedure: Procedure,
  more: Partial<Nomination> = {},
): Promise<{ reference: string; person: string; caller: Caller }> {
  const at = app.now.toISOString();
  const institution = await readInstitution(app.db, 'caen');
  if (institution === undefined) throw new Error('caen is not there');
  const { pin } = await inTransaction(app.db, (tx) => publishProcedure(tx, 'caen', procedure, '', at, null));
  const nomination = {
    given: 'Zoé',
    family: `Lima ${(people += 1)}`,
    email: `zoe.${people}.${process.pid}@porto.example`,
    home: { name: 'Universidade do Porto', country: 'PT' },
    stay: { start: '2027-02-01', end: '2027-06-30' },
    ...more,
  };
  const [one] = await nominate(app.db, app.keys, {
    institution,
    procedure: pin,
    by: null,
    at,
    nominations: [nomination],
  });
  if (one === undefined) throw new Error('not nominated');
  await bear(app.db, app.keys, app.send, one.reference);
  return { ...one, caller: await app.as(one.person) };
}

/** What a form of the page sends. */
export const sendForm = (caller: Caller, path: string, fields: Readonly<Record<string, string>>): Promise<Answer> =>
  caller.raw('POST', path, new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'text/html',
  });

/** The hidden fields of the form with this decision, as a page has them. */
export function fieldsIn(page: string, decision: string): Record<string, string> {
  const forms = page.split('<form').filter((form) => form.includes(`name="decision" value="${decision}"`));
  const [form] = forms;
  if (form === undefined) throw new Error(`no form to ${decision}`);
  return Object.fromEntries(
    [...form.matchAll(/type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}
