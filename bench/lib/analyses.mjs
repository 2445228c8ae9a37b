// The SQL of each analysis, taken from its own definition, so that bare DuckDB computes the very same.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { ROOT } from './millrace.mjs'

/** Name to the SELECT over `source`, a relation with the columns of a transaction. */
export async function analysisSql() {
  const cache = join(ROOT, 'node_modules/.cache/millrace-bench')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'analyses-'))
  try {
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: true,
        outDir: folder,
        emptyOutDir: false,
        rolldownOptions: {
          input: {
            analyses: join(ROOT, 'src/main/batch/analyses/index.ts'),
            dialect: join(ROOT, 'src/main/duckdb/batch/dialect.ts'),
          },
          output: { format: 'es', entryFileNames: '[name].mjs' },
        },
      },
    })
    const load = (name) => import(pathToFileURL(join(folder, name)).href)
    const [{ ANALYSES }, { DUCKDB }] = await Promise.all([load('analyses.mjs'), load('dialect.mjs')])
    return new Map(Object.entries(ANALYSES).map(([name, { sql }]) => [name, sql(DUCKDB)]))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
