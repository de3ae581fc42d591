import { readFile } from 'node:fs/promises';
import { writeAtomically } from '../files.ts';
import { addedPeoplePath, type DemoPerson } from '../oidc/people.ts';
import { insisting } from './acting.ts';
import { openBrowser, type Browser } from './browser.ts';
import type { Instance } from './instance.ts';

export type Student = Omit<DemoPerson, 'grants'> & { readonly esi: string };

/** A student of a foreign university who has an account there. Another one at each run, so that runs do not mix. */
export function aStudent(): Student {
  const number = String(Date.now()).slice(-9);
  return {
    person: `ana-${number}`,
    given: 'Ana',
    family: 'Silva',
    email: `ana.silva.${number}@up.example`,
    esi: `urn:schac:personalUniqueCode:int:esi:up.example:${number}`,
  };
}

/** Lets the local OpenID provider know the student. */
export async function enrol(instance: Instance, student: Student): Promise<void> {
  const path = addedPeoplePath(instance.data);
  const there = await readFile(path, 'utf8').then(
    (text): unknown => JSON.parse(text),
    () => [],
  );
  await writeAtomically(
    path,
    JSON.stringify([...(Array.isArray(there) ? (there as unknown[]) : []), student], null, 2),
  );
}

/** Logs in as a demo person through the OpenID provider, as a browser does. */
export async function signIn(instance: Instance, person: string, name: string): Promise<Browser> {
  const browser = openBrowser(instance.url, name);
  await insisting(() =>
    browser.visit(`/login/local?${new URLSearchParams({ institution: 'caen', hint: person, next: '/me' }).toString()}`),
  );
  await browser.signedIn();
  return browser;
}

/** Opens a one-time link, as a partner without an account does. */
export async function openLink(instance: Instance, token: string, name: string): Promise<Browser> {
  const browser = openBrowser(instance.url, name);
  await browser.post('/api/links', { token, name }, { Origin: instance.url });
  await browser.signedIn();
  return browser;
}
