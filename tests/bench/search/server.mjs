/** A web server that counts the bytes it sends: bodies, and also headers. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.wasm': 'application/wasm' };

/** What hosts compress by default: text, by type. Index files are compressed already and not in this list. */
const PACKED = new Set(['.html', '.js', '.css', '.json', '.svg']);

/**
 * Serves folders under prefixes, the longest prefix first, with text compressed as most hosts do (gzip level 6).
 * @param {Record<string, string>} folders @param {Record<string, string>} pages paths with the HTML or script that they answer
 */
export async function serve(folders, pages = {}) {
  const kept = new Map();
  const counted = { bytes: 0, withHeads: 0, requests: 0, paths: [], open: 0 };
  const find = (path) => {
    const prefix = Object.keys(folders).filter((prefix) => path.startsWith(prefix)).sort((a, b) => b.length - a.length)[0];
    const file = prefix && join(folders[prefix], normalize(path.slice(prefix.length)));
    const page = file && path.endsWith('/') ? join(file, 'index.html') : file;
    return page && existsSync(page) && statSync(page).isFile() ? page : undefined;
  };
  const made = (path) => {
    if (kept.has(path)) return kept.get(path);
    const file = path in pages ? undefined : find(path);
    const kind = path in pages ? extname(path) || '.html' : extname(file ?? '');
    const body = path in pages ? Buffer.from(pages[path]) : file && readFileSync(file);
    const answer = body && { kind, isPacked: PACKED.has(kind), body: PACKED.has(kind) ? gzipSync(body, { level: 6 }) : body };
    kept.set(path, answer);
    return answer;
  };
  const server = createServer(({ url, socket }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const answer = made(decodeURIComponent(pathname));
    const before = socket.bytesWritten;
    counted.open += 1;
    counted.requests += 1;
    counted.paths.push(pathname);
    response.on('close', () => {
      counted.open -= 1;
      counted.withHeads += socket.bytesWritten - before;
    });
    if (!answer) return response.writeHead(404).end();
    counted.bytes += answer.body.length;
    return response
      .writeHead(200, { 'Content-Type': TYPES[answer.kind] ?? 'application/octet-stream', 'Content-Length': answer.body.length, ...(answer.isPacked && { 'Content-Encoding': 'gzip' }) })
      .end(answer.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    /** The bytes sent since the last call. */
    taken: () => {
      const taken = { ...counted };
      Object.assign(counted, { bytes: 0, withHeads: 0, requests: 0, paths: [] });
      return taken;
    },
    /** Waits until there have been no requests for a while. @param {number} [milliseconds] */
    quiet: async (milliseconds = 150) => {
      for (let before = -1; before !== counted.requests || counted.open; ) {
        before = counted.requests;
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
      }
    },
    stop: () => server.close(),
  };
}
