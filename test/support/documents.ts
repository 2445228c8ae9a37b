import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** A fenced block of a document. */
export interface Block {
  readonly document: string
  /** Of its first line of text, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
  /** Of `<!-- not run here: REASON -->` on the line before the fence. */
  readonly notRun: string | null
  /** `<!-- needs a broker -->` before the fence. */
  readonly needsBroker: boolean
}

/** Every document of the project, by its path from the root. */
export function documents(): readonly string[] {
  return execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '')
    .sort()
}

export function readDocument(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8')
}

export function blocksOf(document: string): readonly Block[] {
  const blocks: Block[] = []
  const lines = readDocument(document).split('\n')
  for (let at = 0; at < lines.length; at++) {
    const language = /^```(\w*)$/.exec(lines[at] ?? '')?.[1]
    if (language === undefined) continue
    const end = lines.indexOf('```', at + 1)
    if (end < 0) throw new Error(`${document}:${at + 1}: a fence that nothing closes`)
    const marker = /^<!-- (.*) -->$/.exec(lines[at - 1] ?? '')?.[1] ?? ''
    blocks.push({
      document,
      line: at + 2,
      language,
      text: lines.slice(at + 1, end).join('\n'),
      notRun: /^not run here: (.+)$/.exec(marker)?.[1] ?? null,
      needsBroker: marker === 'needs a broker',
    })
    at = end
  }
  return blocks
}
