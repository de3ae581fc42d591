import type { openApiDocument } from '../openapi.ts';
import { show, type Exchange } from './exchange.ts';
import { html, type Html } from './html.ts';

type Document = ReturnType<typeof openApiDocument>;

/** `/api/docs`: the API's document as a page to read. */
export function docsPage(exchange: Exchange, document: Document): void {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation, tag: operation.tags?.[0] ?? '' }];
    }),
  );
  const tags = [...new Set(operations.map((o) => o.tag))];
  const body = html`<h1>API</h1>
    <p class="lead">${words(document.info.description ?? '')}</p>
    <p><a href="/api/openapi.json">openapi.json</a></p>
    ${tags.map(
      (tag) =>
        html`<h2>${tag}</h2>
          <ul class="plain">
            ${operations.filter((o) => o.tag === tag).map(operationPart)}
          </ul>`,
    )}`;
  show(exchange, { title: 'API', wide: true, body });
}

type Operation = NonNullable<NonNullable<Document['paths']>[string]['get']>;

function operationPart({ path, method, operation }: { path: string; method: string; operation: Operation }): Html {
  const parameters = (operation.parameters ?? []).flatMap((p) => ('name' in p && p.in !== 'path' ? [p] : []));
  const statuses = Object.entries(operation.responses ?? {}).filter(([status]) => status !== 'default');
  return html`<li id="${operation.operationId ?? ''}">
    <p>
      <code><span class="method">${method.toUpperCase()}</span> ${path}</code>
    </p>
    <p>${words(operation.summary ?? '')}</p>
    ${parameters.length === 0 ? null : html`<p class="soft">${parameters.map((p, i) => html`${i === 0 ? '' : ', '}<code>${p.name}</code>${p.required === true ? '' : ' ?'}`)}</p>`}
    <p class="soft">
      ${statuses.map(([status, response]) => html`<code>${status}</code> ${isObject(response) && typeof response['description'] === 'string' ? words(response['description']) : ''}. `)}
    </p>
  </li>`;
}

/** What stands between backticks in the document is code. */
const words = (text: string): Html =>
  html`${text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
