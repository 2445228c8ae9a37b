import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ROOT } from '../support/documents'

test.for([
  ['the .deb installs in a clean Debian root, starts there under Xvfb and runs the main job', 'try-installer'],
  ['what the image would contain serves in a read-only root without rights, and ends by SIGTERM', 'try-image'],
])('%s', ([, script], context) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.mjs`], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  // 2: this machine lacks what it needs, which it names.
  if (status === 2) return context.skip(stderr.trim())
  expect(status, stdout + stderr).toBe(0)
})
