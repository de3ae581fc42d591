export { mobility } from './mobility.ts';
