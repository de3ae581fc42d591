import type { TaskTold, Texts, Told } from '../texts.ts';
import { digest, thing } from './en-digest.ts';
import { dateSpeaker } from './spoken-date.ts';

const speak = dateSpeaker('en-GB');
const about = ({ reference }: Told, subject: string): string => `${subject} (${reference})`;
const by = ({ title, date }: TaskTold): string => (date === undefined ? title : `${title}: by ${date}`);

/** By when, and what happens otherwise. */
function otherwise({ to, date, ends }: Told): string[] {
  if (date === undefined)
    return [to === 'person' ? 'Your file waits until you have done it.' : 'The file waits until it is done.'];
  if (ends) return [`The last day is ${date}. If it is not done by then, the file is closed.`];
  return [
    to === 'person'
      ? `The last day is ${date}. If it is not done by then, the international office is told and will contact you.`
      : `The last day is ${date}. If it is not done by then, the international office is told.`,
  ];
}

function otherwiseForSeveral({ tasks, ends }: Told): string[] {
  if (tasks.every((task) => task.date === undefined)) return ['Your file waits until you have done them.'];
  return [
    ends
      ? 'If one of them is not done by its date, the file may be closed.'
      : 'If one of them is not done by its date, the international office is told and will contact you.',
  ];
}

/** What is waited for after a message, and how a partner gives it. */
function answerAsked({ to, answer }: Told): string[] {
  const asked =
    answer === 'words' ? 'We wait for your answer in words.' : 'We wait until you have said that you have read this.';
  return to === 'partner'
    ? [asked, 'You need no account. The link is for you alone and for this one answer. It works for 30 days.']
    : [asked];
}

const where = ({ to, person }: Told): string => (to === 'person' ? '' : ` in the file of ${person}`);
const oldLink =
  'Use the link in our earlier message. If you have lost it, ask the international office to send it again.';

export const en: Texts = {
  digest,
  thing,
  date: (date) => speak(date).replace(',', ''),
  typeset: (text) => text,
  greeting: (name) => (name === '' ? 'Hello,' : `Hello ${name},`),
  closing: ({ institution, reference }) => [institution, `File ${reference}. This message was sent automatically.`],

  invitation: (t) => ({
    subject: about(t, `${t.institution}: your file is open`),
    what: [
      `${t.institution} has opened your file for “${t.task}”.`,
      'Your details, your documents and your agreement are all in this one place, and you always see what comes next.',
    ],
    next: [
      'Open it with the link below. The link is for you alone and works for 30 days: do not pass it on.',
      'Nothing goes on until you have opened it. If you did not expect this message, you may ignore it.',
    ],
    link: 'Open my file',
  }),
  'tasks-opened': (t) => ({
    subject: about(t, t.tasks.length === 1 ? `Your turn: ${t.task}` : `Your turn: ${t.tasks.length} things to do`),
    what: [t.tasks.length === 1 ? 'This now waits for you:' : 'These now wait for you:'],
    list: t.tasks.map(by),
    next: t.tasks.length === 1 ? otherwise(t) : otherwiseForSeveral(t),
    link: 'Do it now',
  }),
  'waits-for-you': (t) => ({
    subject: about(t, `Waits for you: ${t.task}`),
    what: [`“${t.task}” waits for you in the file of ${t.person}.`],
    next: [...otherwise(t), 'Everybody with your role there got this message.'],
    link: 'Open the file',
  }),
  'sign-link': (t) => ({
    subject: about(t, `Please sign: ${t.task}`),
    what: [
      `${t.institution} asks you to sign “${t.task}” for ${t.person}.`,
      'You need no account: the link below shows you the document, and lets you sign or decline.',
    ],
    next: [
      ...otherwise(t),
      'The link is for you alone and for this one signature. It works for 30 days.',
      'If somebody else should sign, decline and say who.',
    ],
    link: 'Read and sign',
  }),
  'sent-back': (t) => ({
    subject: about(t, `To do again: ${t.task}`),
    what: [t.quotes ? `“${t.task}” came back to you, for this reason:` : `“${t.task}” came back to you.`],
    next: ['Correct it and send it again. What you had entered is still there.', ...otherwise(t)],
    link: 'Correct it',
  }),
  'document-again': (t) => ({
    subject: about(t, 'Please send a document again'),
    // Without words the reason is ours, and stands where the title would.
    what: t.quotes
      ? [`Please send “${t.task}” again, for this reason:`]
      : ['We could not keep a document that you sent:', t.task],
    next: ['Send it again in your file. Everything else that you sent is kept.', ...otherwise(t)],
    link: 'Send the document',
  }),
  'information-asked': (t) => ({
    subject: about(t, `A question about: ${t.task}`),
    what: [`Before “${t.task}” is decided, we need something more from you:`],
    next: ['Answer in your file.', 'The decision waits for your answer.'],
    link: 'Answer',
  }),
  reminder: (t) => ({
    subject: about(t, `Reminder: ${t.task}`),
    what: [`“${t.task}”${where(t)} still waits for you.`],
    next: [...otherwise(t), ...(t.to === 'partner' ? [oldLink] : [])],
    link: t.to === 'person' ? 'Do it now' : 'Open the file',
  }),
  'deadline-missed': (t) => ({
    subject: about(t, `Overdue: ${t.task}`),
    what: [`“${t.task}”${where(t)} was due on ${t.date ?? 'a day now past'} and is not done.`],
    next: t.ends
      ? ['The file is closed for that reason. The international office can open it again.']
      : [
          'It can still be done: please do it now. The international office has been told.',
          ...(t.to === 'partner' ? [oldLink] : []),
        ],
    link: t.to === 'person' ? 'Open my file' : 'Open the file',
  }),
  escalated: (t) => ({
    subject: about(t, `Overdue: ${t.task}`),
    what: [`“${t.task}” in the file of ${t.person} was due on ${t.date ?? 'a day now past'} and is not done.`],
    next: ['Please see who holds it, and have it done. Until then the file stands still.'],
    link: 'Open the file',
  }),
  refused: (t) => ({
    subject: about(t, 'The decision on your application'),
    what: [
      t.quotes
        ? `${t.institution} has not accepted your application, for this reason:`
        : `${t.institution} has not accepted your application.`,
    ],
    next: [
      'Your file is closed, and nothing more is asked of you. If you have a question, contact the international office.',
    ],
    link: 'Read it in my file',
  }),
  withdrawn: (t) => ({
    subject: about(t, 'Mobility withdrawn'),
    what: [
      `${t.to === 'person' ? 'Your mobility' : `The mobility of ${t.person}`} has been withdrawn${t.quotes ? ', for this reason:' : '.'}`,
    ],
    next:
      t.to === 'person'
        ? [
            'Your file is closed, and nothing more is asked of you. If this is a mistake, tell the international office, which can open it again.',
          ]
        : ['The file is closed, and nothing more waits in it. It can be opened again with a reason.'],
    link: t.to === 'person' ? 'Open my file' : 'Open the file',
  }),
  lapsed: (t) => ({
    subject: about(t, 'Your file is closed'),
    what: [`Your file at ${t.institution} is closed, because something was not done by its last day.`],
    next: [
      'If you still want to come, contact the international office soon: it can open the file again. Otherwise there is nothing to do.',
    ],
    link: 'Open my file',
  }),
  'signature-declined': (t) => ({
    subject: about(t, `Signature declined: ${t.task}`),
    what: [`A signature of “${t.task}”${where(t)} was declined${t.quotes ? ', for this reason:' : '.'}`],
    next:
      t.to === 'person'
        ? ['The international office decides what happens next. You have nothing to do now.']
        : [
            'Please decide: ask the same person again, name another signer, or open the agreement again. Until then the file stands still.',
          ],
    link: t.to === 'person' ? 'Open my file' : 'Decide',
  }),
  'document-issued': (t) => ({
    subject: about(t, `Ready: ${t.task}`),
    what: [t.to === 'person' ? `“${t.task}” is ready.` : `${t.institution} has issued “${t.task}” for ${t.person}.`],
    next:
      t.to === 'partner'
        ? ['You have nothing to do. If you need a copy, ask the international office.']
        : ['It can be downloaded from the file, and stays there. There is nothing else to do.'],
    link: t.to === 'person' ? 'Download it' : 'Open the file',
  }),
  completed: (t) => ({
    subject: about(t, 'Your mobility is complete'),
    what: [`Everything about your stay at ${t.institution} is done. Thank you.`],
    next: ['Your documents stay in your file. Download what you want to keep; there is nothing else to do.'],
    link: 'Open my file',
  }),
  'decide-link': (t) => ({
    subject: about(t, `Please decide: ${t.task}`),
    what: [
      `${t.institution} asks you to decide about “${t.task}” for ${t.person}.`,
      'You need no account: the link below shows you what it is about, and lets you approve or refuse.',
    ],
    next: [...otherwise(t), 'The link is for you alone and for this one decision. It works for 30 days.'],
    link: 'Read and decide',
  }),
  message: (t) => ({
    subject: about(t, t.task),
    what: t.text,
    next: t.answer === 'none' ? [] : [...answerAsked(t), ...otherwise(t)],
    link: t.to === 'partner' ? 'Read and answer' : t.to === 'person' ? 'Open my file' : 'Open the file',
  }),
  'question-answered': (t) => ({
    subject: about(t, `Answered: ${t.task}`),
    what: [`${t.person} has answered the question about “${t.task}”.`],
    next: ['It waits for your decision again.', ...otherwise(t)],
    link: 'Open the file',
  }),
  'decided-without-you': (t) => ({
    subject: about(t, `Decided: ${t.task}`),
    what: [`“${t.task}” in the file of ${t.person} is decided: enough of you have said so.`],
    next: ['It does not wait for you any more. You have nothing to do.'],
    link: 'Open the file',
  }),
  'step-closed-again': (t) => ({
    subject: about(t, `Waits no more: ${t.task}`),
    what: [
      `“${t.task}” in the file of ${t.person} does not wait for you for now: the decision before it was taken back.`,
    ],
    next: ['You will be told when it is your turn again. You have nothing to do.'],
    link: 'Open the file',
  }),
  'stay-asked': (t) => ({
    subject: about(t, `Other dates asked for: ${t.person}`),
    what: [
      `${t.person} asks for other dates of the stay${t.date === undefined ? '' : `, until ${t.date}`}, for this reason:`,
    ],
    next: ['Please change the dates, or refuse with a reason. Until then they stay as they are.'],
    link: 'Decide',
  }),
  'stay-changed': (t) => ({
    subject: about(t, 'Your dates were changed'),
    what: [`The dates of your stay at ${t.institution} were changed, as you asked.`],
    next: ['Due dates that count from your stay have moved with it: your file shows them. You have nothing to do.'],
    link: 'Open my file',
  }),
  'stay-refused': (t) => ({
    subject: about(t, 'Your dates stay as they are'),
    what: [`The other dates that you asked for at ${t.institution} were not accepted, for this reason:`],
    next: ['Your stay keeps its dates. If you have a question, ask it in your file.'],
    link: 'Open my file',
  }),
};
