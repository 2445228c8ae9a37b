import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The file to run by Node: the same on every system, which npx is not. */
export const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
