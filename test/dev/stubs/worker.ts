import { connect } from 'node:net';
import { readSettings } from '../../../config/settings.ts';

/** Ends, as a worker would, when it does not reach Temporal at its start. */
const { hostname, port } = new URL(`tcp://${readSettings(process.env).temporal.address}`);
connect({ host: hostname, port: Number(port) }, function (this: { destroy: () => void }) {
  this.destroy();
});
const stay = setInterval(() => undefined, 60_000);
process.once('SIGTERM', () => {
  clearInterval(stay);
});
