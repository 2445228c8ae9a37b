import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const SOURCE = join(import.meta.dirname, '../../src')

function isBare(statement: ts.Statement): statement is ts.FunctionDeclaration {
  return (
    ts.isFunctionDeclaration(statement) &&
    statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true &&
    ts.getJSDocCommentsAndTags(statement).length === 0
  )
}

/** Exported functions without a docstring. */
function bareFunctions(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
  return file.statements.filter(isBare).map((bare) => `${name}: ${bare.name?.text ?? ''}`)
}

test('every exported function says what it is for', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  const bare = files
    .filter((name) => !name.endsWith('.d.ts'))
    .flatMap((name) => bareFunctions(name, readFileSync(join(SOURCE, name), 'utf8')))
  expect(bare).toEqual([])
})

test('one without a word is found', () => {
  const text = '/** Said. */\nexport function said() {}\nexport async function bare() {}\nfunction own() {}\n'
  expect(bareFunctions('x.ts', text)).toEqual(['x.ts: bare'])
})
