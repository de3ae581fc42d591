import helmet from 'helmet';
import { IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** What a page of ours needs of a browser's powers: none of them. */
const PERMISSIONS = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'usb',
]
  .map((power) => `${power}=()`)
  .join(', ');

const nobody = new IncomingMessage(new Socket());

/**
 * Gives an answer the headers that every one of ours has: nothing runs in our pages but our own files, nothing frames
 * or embeds them, nothing leaves with a referrer, and nothing is kept that does not say itself that it may be.
 */
export function protect(response: ServerResponse, url: string): void {
  const headers = url.startsWith('https:') ? withTls : withoutTls;
  headers(nobody, response, (error) => {
    if (error !== undefined) throw error instanceof Error ? error : new Error('The headers cannot be set.');
  });
  response.setHeader('Permissions-Policy', PERMISSIONS);
  response.setHeader('Cache-Control', 'no-store');
}

const headersWith = (strictTransportSecurity: boolean): ReturnType<typeof helmet> =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        objectSrc: ["'none'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: true,
    xFrameOptions: { action: 'deny' },
    // With no-referrer, browsers send forms with “Origin: null”, and we could not tell them from forged ones.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity,
  });

const withTls = headersWith(true);
const withoutTls = headersWith(false);
