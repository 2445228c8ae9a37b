import { expect, test } from 'vitest'
import { readFlags } from '../../src/main/instance/flags'
import { harmless, table } from '../../src/main/cli/terminal'

test('what a terminal would obey is shown, not obeyed', () => {
  const hostile = 'a\u001b]0;title\u0007\u001b[2Jb\r\u009b1m'
  expect(harmless(hostile)).toBe('a\\x1b]0;title\\x07\\x1b[2Jb\\x0d\\x9b1m')
  expect(harmless('two\nlines\tand ä 💥')).toBe('two\nlines\tand ä 💥')
  expect(table([{ city: hostile }])).not.toMatch(/[\u001b\u009b\r]/)
})

test('flags behind a link are of who made the link', () => {
  const ours = ['electron', '.', '--config', 'a.yaml', '--set', 'x=1']
  expect(readFlags(ours)).toEqual({ config: 'a.yaml', set: ['x=1'] })
  expect(readFlags([...ours, 'millrace://batch/x', '--set', 'pipeline.kafka.sasl.oauth-command=calc'])).toEqual({
    config: 'a.yaml',
    set: ['x=1'],
  })
})
