const stamp = Date.now().toString(36);

/** A value that stands nowhere else, with what must be escaped, folded and encoded on its way. */
const mark = (name: string): string => `Zq${name} Ÿvonne-“É” ${stamp}`;
const address = (name: string): string => `Zq.${name}.${stamp}@Quixotic.example`;

/** What is entered about one person, each value unlike anything else on the machine. */
export const marks = {
  given: `Zqgiven Ÿ${stamp}`,
  family: `Zqfamily-É${stamp}`,
  email: address('student'),
  esi: `urn:schac:personalUniqueCode:int:esi:quixotic.example:${stamp}`,
  birthDate: '1931-07-29',
  home: mark('home'),
  nominatedCoordinator: address('nominated'),
  phone: `+999 ${stamp} 555`,
  coordinatorName: mark('coordinator'),
  coordinatorEmail: address('coordinator'),
  emergencyName: mark('emergency'),
  emergencyEmail: address('emergency'),
  draft: mark('draft'),
  ownMessage: mark('own-message'),
  staffMessage: mark('staff-message'),
  photoName: `zq-photo-${stamp}.jpg`,
  fileName: `zq-paper-É-${stamp}.pdf`,
  fileContent: `zqcontent${stamp}`,
  againReason: mark('again'),
  recognised: mark('recognised'),
  recognisedCode: `ZQCODE-${stamp}`,
  responsibleName: mark('responsible'),
  responsibleEmail: address('responsible'),
  position: mark('position'),
  typedCourse: mark('course'),
  sendBackReason: mark('send-back'),
  redirectName: mark('redirected'),
  redirectEmail: address('redirected'),
  redirectReason: mark('redirect-reason'),
  signedAs: mark('signed-as'),
  stayReason: mark('stay-reason'),
  note: mark('note'),
} as const;
export type Mark = keyof typeof marks;

/** Those that stand in clear in the records while the file lives, so that lists, logins and mails work. */
export const inClear: readonly Mark[] = [
  'given',
  'family',
  'email',
  'esi',
  'birthDate',
  'home',
  'redirectEmail',
  'signedAs',
  'photoName',
  'fileName',
];
