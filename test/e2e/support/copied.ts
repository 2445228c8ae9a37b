import { spawnSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { z } from 'zod'
import { CALL_NAMES, OPERATIONS, onlyReads, parseOutput, type OperationName } from '../../../src/shared/operations'
import { until } from '../../support/until'
import { settled } from './browser'

/** What an item of the last "Copy as" there, or of another menu that copies, puts on the clipboard. */
export async function copied(page: Page, item: string, within = 'body', menu = /^Copy as/): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await page.locator(within).getByRole('button', { name: menu }).last().click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
  return clipboard(page)
}

async function clipboard(page: Page): Promise<string> {
  await page.getByRole('menu').waitFor({ state: 'detached' })
  return until(
    () => page.evaluate(() => navigator.clipboard.readText()),
    (text) => text !== '',
  )
}

export interface ShellOptions {
  readonly cwd?: string
  /** Besides that of this process. */
  readonly environment?: NodeJS.ProcessEnv
}

/** Runs in a POSIX shell, as it was copied. */
export function shell(command: string, { cwd, environment = {} }: ShellOptions = {}): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    cwd,
    env: { ...process.env, ...environment },
  })
  expect(status, stderr).toBe(0)
  return stdout
}

export function curl(command: string, options?: ShellOptions): unknown {
  return JSON.parse(shell(command, options)) as unknown
}

/** The answers of several calls, each proved by its schema. */
export function answers(stdout: string, ...schemas: readonly z.ZodType[]): unknown[] {
  const parts = stdout.split(/(?<=\})\s*(?=\{")/)
  expect(parts, stdout).toHaveLength(schemas.length)
  return schemas.map((schema, index) => schema.parse(JSON.parse(parts[index] ?? '')))
}

/** Presses each "Copy as" of the page, as many as `wanted` has, for the calls of its menu, and runs those that read. */
export async function expectReads(page: Page, wanted: readonly (readonly OperationName[])[]): Promise<void> {
  // What comes meanwhile moves the buttons, and a press that they move under goes nowhere.
  await settled(page)
  const buttons = page.getByRole('button', { name: /^Copy as/ })
  await expect.poll(() => buttons.count(), { message: page.url() }).toBe(wanted.length)
  for (const [index, names] of wanted.entries()) {
    const button = buttons.nth(index)
    const lines: string[] = []
    for (const [at] of names.entries()) {
      await page.evaluate(() => navigator.clipboard.writeText(''))
      await button.click()
      const items = page.getByRole('menuitem', { name: /^curl/ })
      await expect.poll(() => items.count()).toBe(names.length)
      await items.nth(at).click()
      lines.push(await clipboard(page))
    }
    expect(lines.map(operationOf)).toEqual(names)
    for (const [at, name] of names.entries()) {
      const read = CALL_NAMES.find((one) => one === name && onlyReads(one))
      if (read !== undefined) parseOutput(read, curl(lines[at] ?? ''))
    }
  }
}

/** Which operation a line asks. */
function operationOf(line: string): string | undefined {
  const method = /-X ([A-Z]+) /.exec(line)?.[1] ?? 'GET'
  const { pathname } = new URL(/'(http[^']*)'$/.exec(line)?.[1] ?? '')
  return Object.entries(OPERATIONS).find(
    ([, one]) => one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  )?.[0]
}
