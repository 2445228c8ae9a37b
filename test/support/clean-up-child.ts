import { cleanUpLog } from '../../src/main/lake/log-cleanup'

/** Cleans up the log of a table, to be killed on the way: root, cutoff (epoch ms). */
const [root = '', cutoff = '0'] = process.argv.slice(2)
await cleanUpLog(root, Number(cutoff), Number(cutoff))
