import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { blocksOf, documents, readDocument, ROOT } from './documents'

/** A command that a document names, by the words that a shell would pass. */
export interface NamedCommand {
  readonly where: string
  readonly words: readonly string[]
}

const PROGRAM = /^(millrace|npx millrace|node out\/main\/cli\.cjs|npm (run|start|test|ci)|npx vitest run)(?=\s|$)/
/** `run --engine`: of `millrace`, which the text around it speaks of. Other programs are named here. */
const FLAG_OF_COMMAND = /^(?!docker |kubectl |git )[a-z]+( [a-z]+)?( [A-Z]+)? \[?--[a-z]/
/** The line that an instance prints when it is ready: no command. */
const PRINTED = /^millrace ready /

/** Every command that is named in the prose, tables and shells of the documents, run there or not. */
export function commandsOfDocuments(): readonly NamedCommand[] {
  return documents().flatMap((document) => [
    ...spansOf(document, withoutBlocks(readDocument(document))),
    ...blocksOf(document)
      .filter(({ language }) => language === 'sh')
      .flatMap(({ line, text }) => commandsOf(`${document}:${line}`, text)),
  ])
}

/** Files beside the documents that a user reads: their comments, and what they start a container with. */
export function commandsOfSettings(): readonly NamedCommand[] {
  const files = execFileSync('git', ['ls-files', 'Dockerfile', '*.yml', '*.yaml', ':!.github'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return files
    .trim()
    .split('\n')
    .flatMap((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8')
      const comments = text.replaceAll(/^(?:[^#\n]|\S#)*/gm, '')
      const started = [...text.matchAll(/^\s*(?:CMD|args:|command:) \[([\w', "-]+)\]$/gm)].map(([, list = '']) =>
        [...list.matchAll(/[\w-]+/g)].map(([word]) => word),
      )
      return [...spansOf(file, comments), ...started.map((words) => ({ where: file, words: ['millrace', ...words] }))]
    })
}

/** Inline code that is a command. */
function spansOf(file: string, text: string): readonly NamedCommand[] {
  // `doctor` `[--json]` are two spans of one command.
  return [...text.replaceAll('` `[--', ' [--').matchAll(/`([^`]+)`/g)].flatMap(({ index, 1: span = '' }) =>
    commandsOf(`${file}:${text.slice(0, index).split('\n').length}`, span.replaceAll(/\s+#?\s*/g, ' ')),
  )
}

/** As many lines as before. */
function withoutBlocks(text: string): string {
  return text.replaceAll(/^```[^]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, ''))
}

function commandsOf(where: string, shell: string): readonly NamedCommand[] {
  return shell
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => line.replace(/(^|\s)#.*/, '').split(/\s(?:&&|\|\|?|;|>|2>)\s|;\s/))
    .map((one) => one.trim().replace(/^(?:sudo |docker compose exec millrace |[A-Z_]+=\S* )+/, ''))
    .filter((one) => !PRINTED.test(one) && (PROGRAM.test(one) || FLAG_OF_COMMAND.test(one)))
    .map((one) => ({ where, words: wordsOf(PROGRAM.test(one) ? one : `millrace ${one}`) }))
}

/** `[-- --only NAME[,NAME]]` says what may be left out: here it is not. */
function wordsOf(command: string): readonly string[] {
  return command
    .replace(/^(npx millrace|node out\/main\/cli\.cjs)/, 'millrace')
    .replaceAll(/[[\]]/g, '')
    .split(/\s+/)
    .filter((word) => !['…', '...', '&', ''].includes(word))
}
