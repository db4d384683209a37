// Answers /api/<command> from src/test/fixtures/<command>.json while developing, so that a screen can be built without
// a workspace. Not part of any build. A fixture file `<command>.<id>.json` answers requests with that id, node or parent.
//
// `?fail=<code>` on the page's address cannot reach this place; send the header `x-fixture-fail: <code>` instead, or
// set localStorage `fixture-fail` to `<command>:<code>`. Lists honour `offset` and `limit` through `rows` and `total`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';

const folder = join(import.meta.dirname, '..', 'src', 'test', 'fixtures');

type Json = { [key: string]: unknown };

function read(request: IncomingMessage): Promise<Json> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      try {
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Json);
      } catch {
        resolve({});
      }
    });
  });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

function fileFor(command: string, request: Json): string | null {
  // What a request is about: an object, a node of a tree, or a part of a whole.
  const parent = typeof request['parent'] === 'number' && request['parent'] > 0 ? String(request['parent']) : '';
  const ids = [parent, request['node'], request['id']].filter((id) => typeof id === 'string' && id !== '').map((id) => String(id).replace(/[^\w.-]/g, '_'));
  const candidates = [...ids.map((id) => join(folder, `${command}.${id}.json`)), join(folder, `${command}.json`)];
  return candidates.find((path) => path !== '' && existsSync(path)) ?? null;
}

/** Cuts `rows` to the page asked for; a fixture with `total` above its rows repeats them, to try long lists. */
function paged(body: Json, request: Json): Json {
  const { rows, total } = body;
  if (!Array.isArray(rows) || typeof request['offset'] !== 'number' || typeof request['limit'] !== 'number') return body;
  if (typeof total !== 'number' || rows.length === 0) return body;
  const end = Math.min(request['offset'] + request['limit'], total);
  const page: unknown[] = [];
  for (let index = request['offset']; index < end; index += 1) {
    const row = rows[index % rows.length] as Json;
    page.push(index < rows.length || typeof row['id'] !== 'string' ? row : { ...row, id: `${row['id']}-${index}` });
  }
  return { ...body, rows: page };
}

/** The Vite plugin that serves the fixtures. */
export function fixtures(): Plugin {
  return {
    name: 'fixtures',
    configureServer(server) {
      server.middlewares.use('/events', (_request, response) => {
        response.setHeader('content-type', 'text/event-stream');
        response.write(': fixtures\n\n');
      });
      server.middlewares.use('/api', async (request, response) => {
        const command = (request.url ?? '/').slice(1).split('?')[0] ?? '';
        const body = await read(request);
        const fail = request.headers['x-fixture-fail'];
        if (typeof fail === 'string' && fail.startsWith(`${command}:`)) {
          const code = fail.slice(command.length + 1);
          return answer(response, 400, { code, message: 'A fixture fails on purpose.', incident: 'fixture-1', problems: [] });
        }
        const file = fileFor(command, body);
        if (!file) return answer(response, 404, { code: 'not_found', message: `No fixture for ${command}.`, incident: null, problems: [] });
        return answer(response, 200, paged(JSON.parse(readFileSync(file, 'utf8')) as Json, body));
      });
    },
  };
}
