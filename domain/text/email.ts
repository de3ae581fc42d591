/** No quoted forms, no comments, nothing that a mail header could take for a second address. */
const form = /^[^\s@<>"(),:;[\]\\\p{Cc}]{1,64}@[^\s@<>"(),:;[\]\\.\p{Cc}]+(\.[^\s@<>"(),:;[\]\\.\p{Cc}]+)+$/u;

/** Whether a text can be an e-mail address; delivery is the only proof. */
export const isEmail = (text: string): boolean => text.length <= 254 && form.test(text);
