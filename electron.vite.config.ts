import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { CALL_NAMES } from './src/shared/operations'

/**
 * Native or unbundlable: required at run time from node_modules. Files inside kafkajs too: our guards mend its
 * classes in place, and a bundled copy of them would be mended for nothing.
 */
const external = ['electron', '@duckdb/node-api', '@duckdb/node-bindings', /^kafkajs(\/|$)/]

/** Folders of the packages that a bundle holds, below the project: their licences are shipped with it (scripts/licences.mjs). */
function recordPackages(name: string): Plugin {
  return {
    name: 'millrace-record-packages',
    generateBundle(_options, bundle) {
      const folders = new Set<string>()
      for (const chunk of Object.values(bundle))
        for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
          // Of a module that a plugin made of a file, the name begins with a zero byte.
          const path = relative(import.meta.dirname, id.replace('\0', '')).replaceAll('\\', '/')
          // Nested copies of a package have versions of their own, so the whole way to them counts.
          const found = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
          if (found !== undefined) folders.add(found)
        }
      mkdirSync('out/.packages', { recursive: true })
      writeFileSync(join('out/.packages', `${name}.json`), JSON.stringify([...folders].sort()))
    },
  }
}

/** One build runs in Node 20, in the Electron that ships and in the old one that tests have (design: CommonJS, Node 18). */
export default defineConfig({
  main: {
    plugins: [recordPackages('main')],
    build: {
      target: 'node18',
      externalizeDeps: false,
      rolldownOptions: {
        external,
        input: {
          index: 'src/main/index.ts',
          cli: 'src/main/cli.ts',
          'batch-worker': 'src/main/duckdb/batch-worker.ts',
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    plugins: [recordPackages('preload')],
    // The names alone: a page waits for its preload, which needs no schema.
    define: { CALL_NAMES_OF_BUILD: JSON.stringify(CALL_NAMES) },
    build: {
      target: 'node18',
      rolldownOptions: {
        external: ['electron'],
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), recordPackages('renderer')],
    build: {
      target: 'chrome114',
      // Electron-vite leaves the window's code readable; it is also served to browsers.
      minify: 'oxc',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { index: resolve('src/renderer/index.html'), docs: resolve('src/renderer/docs.html') },
      },
    },
  },
})
