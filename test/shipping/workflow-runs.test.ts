import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROOT } from '../support/documents'

// Packages are installed, on a machine that others may keep busy.
vi.setConfig({ testTimeout: 600_000 })

const FOLDER = join(ROOT, '.github/workflows')
const Steps = z.object({
  jobs: z.record(z.string(), z.object({ steps: z.array(z.object({ run: z.string().optional() })) })),
})
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))

const lines = readdirSync(FOLDER)
  .flatMap((file) => Object.values(Steps.parse(parse(readFileSync(join(FOLDER, file), 'utf8'))).jobs))
  .flatMap(({ steps }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run.trim()])))

/** What cannot run here, by its first line, and why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'npm run build': 'the build of all tests, which it would take away under them',
  'npm test': 'the gate itself, as .ci/run runs it: it would run itself',
  'npm audit signatures': 'asks the registry for what is known today, so the same commit could fail tomorrow',
  'npm audit --audit-level=high': 'asks the registry for what is known today, so the same commit could fail tomorrow',
  'sudo apt-get update -qq': 'changes the machine; .ci/run installs the same',
  'sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends rpm': 'changes the machine',
  'npx install-electron': 'fetches 120 MB from GitHub; tests use an Electron that is there already',
  'mkdir -p data': 'needs a Docker engine; npm run try-image does the same without one',
  'docker compose --profile app down -v': 'needs a Docker engine',
  'gh release create "$GITHUB_REF_NAME" --draft --verify-tag --title "Millrace $GITHUB_REF_NAME" dist/*':
    'publishes a release',
}

/** A step that runs here: its text is looked up by a part of it, and is what the workflow has, to the letter. */
function stepWith(part: string): string {
  const found = [...new Set(lines)].filter((line) => line.includes(part))
  expect(found, part).toHaveLength(1)
  return found[0] ?? ''
}

/** As GitHub's `shell: bash` does. */
function bash(script: string, folder: string, environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

async function inFolder(work: (folder: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-workflow-'))
  try {
    work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

const RUN_HERE = [
  'npm ci --ignore-scripts',
  'GITHUB_REF_NAME" = "v',
  'npm run package',
  'npm run --silent sbom',
  'sha256sum',
]

test('each line that a workflow runs is run below, or says why it cannot be', () => {
  const left = lines.filter((line) => !RUN_HERE.some((part) => line.includes(part)))
  expect([...new Set(left.map((line) => line.split('\n')[0]))].sort()).toEqual(Object.keys(NOT_HERE).sort())
  // The gate on GitHub is the gate that runs here.
  expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toMatch(/^npm ci && npm test$/m)
})

test('packages of a release are installed from the lockfile alone, without their scripts', async () => {
  await inFolder((folder) => {
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(ROOT, name), join(folder, name))
    const { status, output } = bash(stepWith('npm ci --ignore-scripts'), folder)
    expect(status, output).toBe(0)
    const installed = readdirSync(join(folder, 'node_modules'))
    for (const name of ['electron', 'kafkajs', 'vite']) expect(installed).toContain(name)
  })
})

test('a tag that is not the version ends a release', () => {
  const step = stepWith('GITHUB_REF_NAME" = "v')
  expect(bash(step, ROOT, { GITHUB_REF_NAME: `v${version}` }).status).toBe(0)
  expect(bash(step, ROOT, { GITHUB_REF_NAME: 'v999.0.0' }).status).toBe(1)
})

/** Packaging itself is run by test/desktop/package.test.ts: here npm only says what it was asked. */
test('installers are signed where there is a certificate, and say so where there is none', async () => {
  await inFolder((folder) => {
    writeFileSync(
      join(folder, 'npm'),
      '#!/bin/sh\necho "npm $* link=$CSC_LINK password=$CSC_KEY_PASSWORD auto=$CSC_IDENTITY_AUTO_DISCOVERY"\n',
      {
        mode: 0o755,
      },
    )
    const step = stepWith('npm run package').replaceAll('${{ matrix.platform }}', 'win')
    const PATH = `${folder}:${process.env['PATH'] ?? ''}`
    const signed = bash(step, folder, { PATH, CERTIFICATE: 'base64', CERTIFICATE_PASSWORD: 'secret' })
    expect(signed).toEqual({ status: 0, output: 'npm run package -- win link=base64 password=secret auto=\n' })
    const unsigned = bash(step, folder, { PATH, CERTIFICATE: '' })
    expect(unsigned.status).toBe(0)
    expect(unsigned.output).toMatch(
      /^::warning::no certificate for win: .*\nnpm run package -- win link= password= auto=false\n$/,
    )
  })
})

test('a release says what is in it, and has a checksum of each file', async () => {
  await inFolder((folder) => {
    for (const name of readdirSync(ROOT))
      if (!['dist', '.git'].includes(name)) symlinkSync(join(ROOT, name), join(folder, name))
    const dist = join(folder, 'dist')
    mkdirSync(dist)
    const bill = bash(stepWith('npm run --silent sbom'), folder)
    expect(bill.status, bill.output).toBe(0)
    writeFileSync(join(dist, 'millrace 0.1.0.deb'), 'a package')
    const sums = bash(stepWith('sha256sum'), dist)
    expect(sums.status, sums.output).toBe(0)
    expect(readdirSync(dist)).toEqual(['SHA256SUMS', 'millrace 0.1.0.deb', 'millrace.cdx.json'])
    const checked = bash('sha256sum --check --strict SHA256SUMS', dist)
    expect(checked).toEqual({ status: 0, output: 'millrace 0.1.0.deb: OK\nmillrace.cdx.json: OK\n' })
  })
})
