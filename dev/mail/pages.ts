import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml, sendPage } from '../html.ts';
import type { Mail, MailStore } from './store.ts';

/** Answers `/`, `/mails.json` (`?to=address`) and `/mails/:id`. */
export function answerMails(store: MailStore, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const to = url.searchParams.get('to')?.toLowerCase();
  const mails = store.list().filter((mail) => to === undefined || mail.to.includes(to));
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    sendPage(response, 405, 'Not possible', '<p>Mails can only be read here.</p>');
  } else if (url.pathname === '/mails.json') {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
    response.end(JSON.stringify(mails));
  } else if (url.pathname === '/') {
    sendPage(response, 200, to === undefined ? 'Mails' : `Mails to ${to}`, listOf(mails));
  } else {
    const id = /^\/mails\/([\w-]+)$/.exec(url.pathname)?.[1];
    const mail = store.list().find((one) => one.id === id);
    if (mail === undefined) sendPage(response, 404, 'No such mail', '<p><a href="/">All mails</a></p>');
    else sendPage(response, 200, mail.subject || '(no subject)', one(mail));
  }
}

function listOf(mails: readonly Mail[]): string {
  if (mails.length === 0) return '<p>None yet. Whatever SMILE sends is caught here; nothing leaves this machine.</p>';
  const items = mails.map(
    (mail) =>
      `<li><a href="/mails/${mail.id}">${escapeHtml(mail.subject || '(no subject)')}</a><br>` +
      `<small>${mail.date} · ${escapeHtml(mail.to.join(', '))}</small>`,
  );
  return `<ul>${items.join('')}</ul>`;
}

const one = (mail: Mail): string =>
  `<p><small>${mail.date}<br>${escapeHtml(mail.from)} → ${escapeHtml(mail.to.join(', '))}<br>` +
  `${escapeHtml(mail.messageId)}</small></p><pre>${withLinks(mail.text)}</pre><p><a href="/">All mails</a></p>`;

/** Escapes the text; addresses of pages in it can be followed. */
const withLinks = (text: string): string =>
  text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, place) =>
      place % 2 === 0 ? escapeHtml(part) : `<a rel="noreferrer" href="${escapeHtml(part)}">${escapeHtml(part)}</a>`,
    )
    .join('');
