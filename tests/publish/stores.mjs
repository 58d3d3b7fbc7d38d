/** Starts real servers of objects on this computer, and reads what is in them, as readers and as their owner. */
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';

/** How long a server may take to start, in milliseconds. */
const START = 30_000;

const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server. Returns a function that ends it. */
export async function startServer(program, args, port, env = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  let log = '';
  child.stderr.on('data', (text) => (log = (log + text).slice(-4000)));
  const answers = () =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false)).on('close', () => socket.destroy());
    });
  for (const started = Date.now(); !(await answers()); await sleep(50)) {
    if (Date.now() - started > START || child.exitCode !== null) throw new Error(`${program} does not start: ${log}`);
  }
  return async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
}

async function answered(url, init) {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${url}: ${response.status} ${text.slice(0, 300)}`);
  return text;
}

/** What readers get: without credentials. */
async function read(url) {
  const response = await fetch(url);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

const encoded = (key) => key.split('/').map(encodeURIComponent).join('/');
const all = (xml, tag) => [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map((match) => match[1]);
const plain = (xml) => xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** Amazon's S3, as moto imitates it. It does not check signatures. */
export async function moto(folder) {
  const program = join(folder, 'python/bin/moto_server');
  if (!existsSync(program)) return undefined;
  const port = await freePort();
  const end = await startServer(program, ['-H', '127.0.0.1', '-p', String(port)], port);
  const base = `http://127.0.0.1:${port}/acme-help`;
  const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const owner = (url, init = {}) => answered(url, { ...init, headers: { authorization, ...init.headers } });
  await owner(base, { method: 'PUT' });
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-help/*' };
  await owner(`${base}?policy`, { method: 'PUT', body: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
  return {
    name: 'S3',
    bucket: 's3://acme-help',
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'a-secret-that-is-not-printed',
    },
    read: (key) => read(`${base}/${encoded(key)}`),
    async keys() {
      const keys = [];
      for (let token = ''; ; ) {
        const xml = await owner(`${base}?list-type=2${token && `&continuation-token=${encodeURIComponent(token)}`}`);
        keys.push(...all(xml, 'Key').map(plain));
        [token] = all(xml, 'NextContinuationToken');
        if (!token) return keys;
      }
    },
    end,
  };
}

/** Microsoft's emulator of Azure. It checks signatures. */
export async function azurite(folder) {
  const program = join(folder, 'node_modules/.bin/azurite-blob');
  if (!existsSync(program)) return undefined;
  const port = await freePort();
  const key = randomBytes(32).toString('base64');
  const args = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--inMemoryPersistence', '--disableTelemetry', '--silent'];
  const end = await startServer(program, [...args, '--skipApiVersionCheck'], port, { AZURITE_ACCOUNTS: `acme:${key}` });
  const base = `http://127.0.0.1:${port}/acme`;

  /** A request that the owner signs: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
  function owner(method, path, query, more = {}) {
    const headers = { 'x-ms-date': new Date().toUTCString(), 'x-ms-version': '2023-11-03', ...more };
    const lines = Object.entries(headers).sort().map(([name, value]) => `${name}:${value}\n`);
    const queries = Object.entries(query).sort().map(([name, value]) => `\n${name}:${value}`);
    const text = `${method}${'\n'.repeat(12)}${lines.join('')}/acme/acme${path}${queries.join('')}`;
    const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
    const init = { method, headers: { ...headers, authorization: `SharedKey acme:${signature}` } };
    return answered(`${base}${path}?${new URLSearchParams(query)}`, init);
  }

  await owner('PUT', '/help', { restype: 'container' }, { 'x-ms-blob-public-access': 'blob' });
  return {
    name: 'Azure',
    bucket: 'az://help',
    env: { AZURE_STORAGE_ENDPOINT: base, AZURE_STORAGE_ACCOUNT: 'acme', AZURE_STORAGE_KEY: key },
    read: (path) => read(`${base}/help/${encoded(path)}`),
    async keys() {
      const keys = [];
      for (let marker = ''; ; ) {
        const query = { restype: 'container', comp: 'list', ...(marker ? { marker } : {}) };
        const xml = await owner('GET', '/help', query);
        keys.push(...all(xml, 'Name').map(plain));
        [marker] = all(xml, 'NextMarker');
        if (!marker) return keys;
      }
    },
    end,
  };
}
