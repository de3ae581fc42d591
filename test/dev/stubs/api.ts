import { createServer } from 'node:http';
import { readSettings } from '../../../config/settings.ts';

if (process.env['STUB_API_FAILS']) {
  process.stderr.write('the stub cannot start\n');
  process.exit(3);
}
const { host, port } = readSettings(process.env);
const server = createServer((request, response) => {
  response.writeHead(request.url === '/api/health' ? 200 : 404).end();
});
server.listen(port, host);
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
