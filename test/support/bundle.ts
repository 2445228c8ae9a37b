import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { build, type BuildOptions, type Plugin } from 'vite'

const ROOT = join(import.meta.dirname, '../..')
const CACHE = join(ROOT, 'node_modules/.cache/millrace-test')
/** Native or unbundlable, as in electron.vite.config.ts. */
const EXTERNAL = ['electron', '@duckdb/node-api', '@duckdb/node-bindings', /^kafkajs(\/|$)/]

export interface Bundle {
  readonly script: string
  remove(): Promise<void>
}

/** One place of the product's source, as it stands there, and what a canary puts in its place. */
export interface Mutation {
  /** From the project's root: `src/main/durable.ts`. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** A TypeScript file of the tests as a script that plain Node runs: what is to be killed must be a process. */
export async function bundle(entry: string, mutations: readonly Mutation[] = []): Promise<Bundle> {
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, 'bundle-'))
  await buildMutated(mutations, {
    ssr: entry,
    outDir: folder,
    target: 'node20',
    rolldownOptions: { output: { format: 'es', entryFileNames: 'script.mjs' } },
  })
  return { script: join(folder, 'script.mjs'), remove: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * The command line with guards removed; it stands where the real one stands, two folders below the root.
 * @param root of another copy of the project
 */
export function bundleProgram(mutations: readonly Mutation[], root = ROOT): Promise<Bundle> {
  return bundleEntry('cli', mutations, root)
}

/** The main process of the window with guards removed, beside the real preload and screens. */
export function bundleWindow(mutations: readonly Mutation[]): Promise<Bundle> {
  return bundleEntry('index', mutations, ROOT)
}

async function bundleEntry(entry: 'cli' | 'index', mutations: readonly Mutation[], root: string): Promise<Bundle> {
  await mkdir(join(root, 'out'), { recursive: true })
  const folder = await mkdtemp(join(root, 'out/mutant-'))
  await buildMutated(
    mutations,
    {
      ssr: true,
      outDir: folder,
      target: 'node18',
      rolldownOptions: {
        input: {
          [entry]: join(root, `src/main/${entry}.ts`),
          'batch-worker': join(root, 'src/main/duckdb/batch-worker.ts'),
        },
        external: EXTERNAL,
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
    root,
  )
  return { script: join(folder, `${entry}.cjs`), remove: () => rm(folder, { recursive: true, force: true }) }
}

async function buildMutated(mutations: readonly Mutation[], options: BuildOptions, root = ROOT): Promise<void> {
  const done = new Set<Mutation>()
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [mutate(mutations, done)],
    build: { emptyOutDir: false, ...options },
  })
  for (const mutation of mutations) {
    if (!done.has(mutation)) throw new Error(`${mutation.file} is not part of the bundle, so nothing was removed`)
  }
}

/** A guard that has moved must not leave a canary that removes nothing. */
function mutate(mutations: readonly Mutation[], done: Set<Mutation>): Plugin {
  return {
    name: 'millrace-mutate',
    enforce: 'pre',
    transform(code, id) {
      let changed = code
      for (const mutation of mutations) {
        if (!id.split(sep).join('/').endsWith(`/${mutation.file}`)) continue
        const parts = changed.split(mutation.find)
        if (parts.length !== 2) {
          throw new Error(`${mutation.file} holds the guard ${parts.length - 1} times, not once: ${mutation.find}`)
        }
        changed = parts.join(mutation.replace)
        done.add(mutation)
      }
      return changed === code ? null : { code: changed, map: null }
    },
  }
}
