import { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'

/** Rows that a worksheet can hold, its header included. */
const SHEET_ROWS = 1_048_576
/** Speed counts more than size here: level 1 is twice as fast as the default and a tenth larger. */
const COMPRESSION = { compress: true, compressionLevel: 1 } as const

/** What a workbook holds one after the other, each on sheets of its own. */
export interface WorkbookTable {
  /** Of its sheets: at most 31 characters, none of `[]:*?/\`; those that one sheet cannot hold are numbered. */
  readonly name: string
  readonly header: readonly string[]
  /** How many lines there are. */
  readonly rows: number
  readonly lines: AsyncIterable<Buffer>
}

/**
 * Lines of `<row>...</row>` as an XLSX file, over as many sheets as it takes, each with the header. Nothing is held:
 * a line is read when the reader of the file has taken what came before it.
 * @param sheetRows rows of a worksheet, for tests
 */
export async function* toWorkbook(
  tables: readonly WorkbookTable[],
  sheetRows: number = SHEET_ROWS,
): AsyncGenerator<Buffer> {
  const perSheet = sheetRows - 1
  const sheets = tables.flatMap(({ name, header, rows, lines }) => {
    const cursor = new LineCursor(lines)
    const count = Math.max(1, Math.ceil(rows / perSheet))
    return Array.from({ length: count }, (_, index) => ({
      name: count === 1 ? name : `${name} ${index + 1}`,
      header,
      cursor,
    }))
  })
  // What cannot begin fails before the first byte, not in the middle of a file.
  await sheets[0]?.cursor.fill()
  const zip = new ZipFile()
  const output = new PassThrough()
  zip.outputStream.pipe(output)
  for (const [name, text] of parts(sheets.map((sheet) => sheet.name))) zip.addBuffer(Buffer.from(text), name)
  for (const [index, { cursor, header }] of sheets.entries()) {
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, COMPRESSION, (take) => {
      const rowsOfSheet = Readable.from(worksheet(cursor, header, perSheet), { objectMode: false })
      // The library passes no errors on.
      rowsOfSheet.on('error', (error) => output.destroy(error))
      take(null, rowsOfSheet)
    })
  }
  zip.end()
  try {
    for await (const chunk of output) yield Buffer.from(chunk as Uint8Array)
  } finally {
    // Each of them, also where one cannot: what it was reading is a file.
    await Promise.allSettled([...new Set(sheets.map((sheet) => sheet.cursor))].map((cursor) => cursor.close()))
  }
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

async function* worksheet(cursor: LineCursor, header: readonly string[], rows: number): AsyncGenerator<Buffer> {
  const names = header.map((name) => `<c t="inlineStr"><is><t>${name}</t></is></c>`).join('')
  const frozen =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
  yield Buffer.from(`${XML}<worksheet xmlns="${MAIN}">${frozen}<sheetData><row>${names}</row>\n`)
  yield* cursor.take(rows)
  yield Buffer.from('</sheetData></worksheet>')
}

/** Reads whole lines from pieces that end anywhere. */
class LineCursor {
  private readonly source: AsyncIterator<Buffer>
  private piece: Buffer = Buffer.alloc(0)

  constructor(lines: AsyncIterable<Buffer>) {
    this.source = lines[Symbol.asyncIterator]()
  }

  /** False at the end. */
  async fill(): Promise<boolean> {
    while (this.piece.length === 0) {
      const next = await this.source.next()
      if (next.done === true) return false
      this.piece = next.value
    }
    return true
  }

  /** At most `count` lines; the rest of the piece waits for the next sheet. */
  async *take(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0;) {
      if (!(await this.fill())) return
      let end = 0
      while (left > 0) {
        const at = this.piece.indexOf(10, end)
        if (at < 0) {
          end = this.piece.length
          break
        }
        end = at + 1
        left--
      }
      yield this.piece.subarray(0, end)
      this.piece = this.piece.subarray(end)
    }
  }

  async close(): Promise<void> {
    await this.source.return?.()
  }
}

function parts(names: readonly string[]): readonly [string, string][] {
  const numbers = names.map((_, index) => index + 1)
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  return [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${type}.worksheet+xml"/>`).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}<Relationship Id="rId${names.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      'xl/styles.xml',
      `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ],
  ]
}
