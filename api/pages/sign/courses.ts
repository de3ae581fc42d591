import { credits } from '../../../domain/agreement/rules.ts';
import type { Revision } from '../../../domain/tasks/agreement.ts';
import { html, type Html } from '../html.ts';
import type { Texts } from '../texts.ts';

/** The courses of one revision of an agreement. */
export const coursesTable = (t: Texts, { content, totals }: Revision): Html =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">${t.course}</th>
        <th scope="col" class="term">${t.term}</th>
        <th scope="col" class="number">${t.ects}</th>
      </tr>
    </thead>
    <tbody>
      ${content.components.map(
        (c) =>
          html`<tr>
            <td>${c.title} <span class="soft">${c.code}</span></td>
            <td>${c.term}</td>
            <td class="number">${credits(c.ects)}</td>
          </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <td colspan="2">${t.total}</td>
        <td class="number">${credits(totals.ects)}</td>
      </tr>
    </tfoot>
  </table>`;
