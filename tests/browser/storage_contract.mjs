// The storage contract suite over IndexedDB, in Chromium and in Firefox. Run with `node --test`.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as harness from './storage_harness.mjs'

let server

before(async () => {
  harness.build()
  server = await harness.serve()
})
after(() => server?.close())

for (const browser of ['chromium', 'firefox']) {
  test(`IndexedDB keeps the contract in ${browser}`, { timeout: 240_000 }, async () => {
    const folder = harness.profile()
    const driver = await harness[browser](folder)
    try {
      const page = await driver.open(server.url)
      const failures = await page.evaluate(async () => {
        const cases = []
        const found = await core.runStorageContract('indexeddb', 'contract-', (name) => cases.push(name))
        if (cases.length < 15) found.push(`only ${cases.length} cases ran`)
        return found
      })
      assert.deepEqual(failures, [])
    } finally {
      await driver.close()
      harness.forget(folder)
    }
  })
}
