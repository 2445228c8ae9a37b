import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRendererFiles, type RendererFiles } from '../../src/main/renderer-files'

let folder: string
let files: RendererFiles

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-files-'))
  await mkdir(join(folder, 'root/assets'), { recursive: true })
  await mkdir(join(folder, 'root-other'))
  await writeFile(join(folder, 'root/index.html'), '<!doctype html>')
  await writeFile(join(folder, 'root/assets/index-abc.js'), 'export {}')
  await writeFile(join(folder, 'secret.js'), 'secret')
  await writeFile(join(folder, 'root-other/secret.js'), 'secret')
  await symlink(join(folder, 'secret.js'), join(folder, 'root/assets/link.js'))
  files = createRendererFiles(join(folder, 'root'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the page comes with a policy that allows scripts from our own files only', async () => {
  const page = await files.read('/')
  expect(page?.headers['Content-Type']).toBe('text/html; charset=utf-8')
  const policy = page?.headers['Content-Security-Policy'] ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy.split('; ').find((rule) => rule.startsWith('script-src '))).toBe("script-src 'self'")
  expect((await files.read('/assets/index-abc.js'))?.headers['Cache-Control']).toContain('immutable')
})

test.each([
  '/assets/../../secret.js',
  '/..%2fsecret.js',
  '/%2e%2e/secret.js',
  '/assets/..%5c..%5csecret.js',
  '/../root-other/secret.js',
  '/assets/link.js',
  '/assets/%00.js',
  '/assets/%zz.js',
  '/assets',
  '/assets/',
  '/assets/missing.js',
  '//secret.js',
  `/${'a'.repeat(5000)}.js`,
])('nothing outside the folder is read: %s', async (path) => {
  expect(await files.read(path)).toBeNull()
})

test('10,000 random paths of dots, slashes and escapes lead nowhere', async () => {
  const parts = ['..', '.', '/', '%2e', '%2f', '%5c', '\\', 'assets', 'secret.js', 'root-other', '%252e', '%c0%ae']
  let seed = 7
  const next = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % limit
  }
  for (let round = 0; round < 10_000; round++) {
    const path = `/${Array.from({ length: 1 + next(8) }, () => parts[next(parts.length)] ?? '').join('')}`
    const body = (await files.read(path))?.body
    expect(body === undefined ? '' : new TextDecoder().decode(body), `seed 7, round ${round}: ${path}`).not.toBe(
      'secret',
    )
  }
})
