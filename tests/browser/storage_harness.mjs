// What the storage tests in browsers share: the test build, a loopback server, and one face for two browser drivers.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const output = join(root, 'target', 'storage-contract')

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (error || status !== 0) throw new Error(`${command} failed: ${error?.message ?? `status ${status}`}`)
}

/** Builds the crate with the contract suite for the web. */
export function build() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target')
  run('cargo', ['build', '--lib', '--target', 'wasm32-unknown-unknown', '--features', 'contract'])
  const bindgen = process.env.WASM_BINDGEN ?? join(root, 'target', 'tools', 'bin', 'wasm-bindgen')
  const wasm = join(target, 'wasm32-unknown-unknown', 'debug', 'hashrange.wasm')
  run(bindgen, ['--target', 'web', '--no-typescript', '--out-dir', output, wasm])
}

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }

const page = `<!doctype html><meta charset="utf-8"><title>storage</title><script type="module">
import init, * as module from './hashrange.js'
await init()
globalThis.core = module
</script>`

/** Serves the build on a loopback port of its own. */
export async function serve() {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    if (pathname === '/') return response.setHeader('content-type', 'text/html').end(page)
    const name = pathname.slice(1)
    if (!/^[\w.]+$/.test(name) || !existsSync(join(output, name))) return response.writeHead(404).end()
    response.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream')
    response.end(await readFile(join(output, name)))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The executable of a browser: from its environment variable, or where Debian puts it. */
export function executable(browser) {
  const [variable, usual] =
    browser === 'chromium' ? ['CHROMIUM', '/usr/bin/chromium'] : ['FIREFOX', '/usr/bin/firefox-esr']
  const path = process.env[variable] ?? usual
  if (!existsSync(path)) throw new Error(`${browser} is not installed: install it, or name it in ${variable}`)
  return path
}

/** A new profile folder. */
export const profile = () => mkdtempSync(join(tmpdir(), 'hashrange-storage-'))

/** Removes a profile folder. */
export const forget = (folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })

/** Starts Chromium on a profile folder. */
export async function chromium(folder) {
  const { chromium } = await import('playwright-core')
  const executablePath = executable('chromium')
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: chromiumArguments })
  return {
    open: async (url) => {
      const page = await context.newPage()
      await page.goto(url)
      await page.waitForFunction(() => globalThis.core !== undefined)
      return page
    },
    protocol: (page) => context.newCDPSession(page),
    close: () => context.close(),
  }
}

/** Starts Firefox on a profile folder. */
export async function firefox(folder) {
  const puppeteer = await import('puppeteer-core')
  const executablePath = executable('firefox')
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    userDataDir: folder,
    protocolTimeout: 300_000,
  })
  return {
    open: async (url) => {
      const page = await browser.newPage()
      await page.goto(url)
      await page.waitForFunction(() => globalThis.core !== undefined)
      return page
    },
    close: () => browser.close(),
  }
}
