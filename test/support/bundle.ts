import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/millrace-test')

export interface Bundle {
  readonly script: string
  remove(): Promise<void>
}

/** A TypeScript file of the tests as a script that plain Node runs: what is to be killed must be a process. */
export async function bundle(entry: string): Promise<Bundle> {
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, 'bundle-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'script.mjs' } },
    },
  })
  return { script: join(folder, 'script.mjs'), remove: () => rm(folder, { recursive: true, force: true }) }
}
