import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BatchFigures } from '../../shared/explore'

/**
 * The figures of a batch lie beside its tables and go with them: they are some 15 KB, and the registry would rewrite
 * those of all batches at each of its checkpoints.
 */
const FILE = 'figures.json'

/** Not fsynced: figures only explain, and a power cut may take them. */
export async function writeFigures(folder: string, figures: BatchFigures): Promise<void> {
  await writeFile(join(folder, FILE), JSON.stringify(figures))
}

/** Null where there are none. */
export async function readFigures(folder: string): Promise<BatchFigures | null> {
  try {
    return BatchFigures.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')))
  } catch {
    return null
  }
}
