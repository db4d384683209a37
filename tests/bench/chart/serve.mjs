// The browser build with answers out of a file instead of a workspace: for measuring what the window does with an answer,
// whoever gave it. Listens on loopback and goes with the process.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json' };

/** Serve a build; `answers` gives the body of a command, or nothing for the fixture of that name. */
export function serveBuild(build, fixtures, answers) {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/events') return void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': bench\n\n');
    if (path.startsWith('/api/')) {
      request.resume();
      return request.on('end', () => {
        const command = path.slice(5);
        const file = join(fixtures, `${command}.json`);
        const body = answers(command) ?? (existsSync(file) ? readFileSync(file) : null);
        response.writeHead(body === null ? 404 : 200, { 'content-type': 'application/json' });
        response.end(body ?? '{"code":"not_found","message":"","incident":null,"problems":[]}');
      });
    }
    const asked = join(build, normalize(path));
    const file = asked.startsWith(build) && existsSync(asked) && statSync(asked).isFile() ? asked : join(build, 'index.html');
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => { server.closeAllConnections(); server.close(); },
  })));
}
