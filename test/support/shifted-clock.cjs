// Required by a process of a test: its clock is off by as many milliseconds as the file says, and follows it.
const { readFileSync } = require('node:fs')

const file = process.env.MILLRACE_TEST_CLOCK
const RealDate = Date
let offMs = 0

function look() {
  offMs = Number(readFileSync(file, 'utf8')) || 0
}

look()
setInterval(look, 50).unref()

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offMs)
    else super(...parts)
  }

  static now() {
    return RealDate.now() + offMs
  }
}
