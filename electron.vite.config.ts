import { defineConfig } from 'electron-vite'

/** Native or unbundlable: required at run time from node_modules. */
const external = ['electron', '@duckdb/node-api', '@duckdb/node-bindings', 'kafkajs', 'kafkajs-snappy', 'lz4js']

/** One build runs in Node 20, in the Electron that ships and in the old one that tests have (design: CommonJS, Node 18). */
export default defineConfig({
  main: {
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
    build: { target: 'chrome114', rolldownOptions: { input: { index: 'src/renderer/index.html' } } },
  },
})
