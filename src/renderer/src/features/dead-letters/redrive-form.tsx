import { useMutation, useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { RedriveItem, RedrivenItem } from '../../../../shared/redrive'
import type { DeadLetter } from '../../../../shared/stream'
import { messageOf } from '../../../../shared/errors'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs } from '../../ui/copy-as'
import { Field } from '../../ui/field'
import { Message } from '../../ui/states'
import { letterKey } from './letter-key'
import { redriveRecipe } from './recipe'

const words = text.deadLetters.redrive

/** What is typed and what was answered, by letter: neither is lost when the panel closes. */
const useEdits = create<{
  readonly drafts: Readonly<Record<string, string>>
  readonly answers: Readonly<Record<string, RedrivenItem>>
}>(() => ({ drafts: {}, answers: {} }))

function setDraft(key: string, draft: string | null): void {
  useEdits.setState(({ drafts }) => {
    const rest = Object.fromEntries(Object.entries(drafts).filter(([one]) => one !== key))
    return { drafts: draft === null ? rest : { ...rest, [key]: draft } }
  })
}

/** Corrects a letter, or decodes its bytes again, and says beside it what became of it. */
export function RedriveForm({ letter }: { readonly letter: DeadLetter }) {
  const key = letterKey(letter)
  const draft = useEdits(({ drafts }) => drafts[key])
  const answer = useEdits(({ answers }) => answers[key])
  const queries = useQueryClient()
  const redrive = useMutation({
    mutationFn: (item: RedriveItem) => call('redriveDeadLetters', { body: { items: [item] } }),
    onSuccess({ items }) {
      const [item] = items
      if (item === undefined) return
      useEdits.setState(({ answers }) => ({ answers: { ...answers, [key]: item } }))
      if (item.status === 'redriven') setDraft(key, null)
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: keys.deadLetters }),
        queries.invalidateQueries({ queryKey: keys.lake }),
      ]),
  })
  const place = { partition: letter.kafka_partition, offset: letter.kafka_offset, topic: letter.topic }
  const item: RedriveItem = draft === undefined ? place : { ...place, value: draft }
  if (answer?.status === 'redriven')
    return (
      <div role="status">
        <Message kind="ok" title={words.done(answer.version)}>
          {words.doneWhy}
        </Message>
      </div>
    )
  if (letter.redriven_at !== null) return null
  return (
    <div className="letter-redrive">
      {draft === undefined ? null : (
        <Field label={words.corrected} help={words.help}>
          {(parts) => (
            <textarea
              {...parts}
              className="in mono"
              spellCheck={false}
              rows={12}
              value={draft}
              onChange={(event) => setDraft(key, event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="row wrap">
        {draft === undefined ? (
          <>
            <Button icon="retry" onClick={() => setDraft(key, editable(letter.valueText))}>
              {words.edit}
            </Button>
            <Button kind="quiet" busy={redrive.isPending ? words.busy : false} onClick={() => redrive.mutate(item)}>
              {words.again}
            </Button>
          </>
        ) : (
          <>
            <Button kind="primary" busy={redrive.isPending ? words.busy : false} onClick={() => redrive.mutate(item)}>
              {words.act}
            </Button>
            <Button kind="quiet" onClick={() => setDraft(key, null)}>
              {words.cancel}
            </Button>
          </>
        )}
        <span className="push">
          <CopyAs recipe={redriveRecipe(item)} />
        </span>
      </div>
      {redrive.error !== null ? (
        <Message kind="danger" title={words.refused}>
          {messageOf(redrive.error)}
        </Message>
      ) : answer !== undefined ? (
        <Message kind="danger" title={words.still(answer.reason ?? '')}>
          {words.stillWhy(answer.code ?? '', answer.field)}
        </Message>
      ) : null}
    </div>
  )
}

/** One key a line where that loses nothing: numbers must keep their digits, so it is done on the text. */
function editable(value: string | null): string {
  if (value === null) return ''
  try {
    const parsed: unknown = JSON.parse(value)
    return JSON.stringify(parsed) === value ? JSON.stringify(parsed, null, 2) : value
  } catch {
    return value
  }
}
