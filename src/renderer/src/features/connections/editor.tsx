import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { MillraceError } from '../../../../shared/errors'
import { KafkaTestRequest, type KafkaTest } from '../../../../shared/kafka'
import type { KafkaProfile, KafkaProfiles } from '../../../../shared/kafka-profiles'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo } from '../../route'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { ErrorState, Message } from '../../ui/states'
import { notify } from '../../ui/toast'
import { dropDraft, keepDraft, useDrafts } from './drafts'
import { ConnectionFields } from './fields'
import { RemoveButton } from './remove-button'
import { TestPane } from './test-pane'
import { UseButton } from './use-button'
import { draftOf, fieldAt, firstValues, forTest, inputOf, problemsOf, refusalOf, valuesOf } from './values'
import type { Problems, Values } from './values'

const words = text.connections

export interface EditorProps {
  /** Null: one that is made. */
  readonly profile: KafkaProfile | null
  readonly keychain: KafkaProfiles['keychain']
}

/** The form of one connection, and its test before it is saved. What is typed stays until it is saved or discarded. */
export function ConnectionEditor({ profile, keychain }: EditorProps) {
  const id = profile?.id ?? 'new'
  const form = useRef<HTMLFormElement>(null)
  const queries = useQueryClient()
  const running = useLive((live) => live.status?.active === true)
  const [base, setBase] = useState(() => (profile === null ? firstValues() : valuesOf(profile)))
  /** What the engine said of a field, until something is changed. */
  const [refused, setRefused] = useState<Problems>({})
  const [untried, setUntried] = useState(0)
  const [tested, setTested] = useState<Values | null>(null)
  const fields = useForm<Values>({
    mode: 'onTouched',
    defaultValues: useDrafts.getState().drafts[id] ?? base,
    shouldFocusError: false,
    resolver(values) {
      const problems = problemsOf(values, profile, keychain)
      if (Object.keys(problems).length === 0) return { values, errors: {} }
      const errors = Object.entries(problems).map(([field, message]) => [field, { type: 'wrong', message }] as const)
      return { values: {}, errors: Object.fromEntries(errors) }
    },
  })
  const { watch, subscribe, reset, handleSubmit, formState } = fields
  const values = watch()
  const dirty = !isSame(values, base)

  useEffect(
    () =>
      subscribe({
        formState: { values: true },
        callback({ values: typed }) {
          if (isSame(typed, base)) dropDraft(id)
          else keepDraft(id, typed)
          setRefused({})
          setUntried(0)
        },
      }),
    [subscribe, base, id],
  )

  function focusFirst(): void {
    requestAnimationFrame(() => {
      const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
      const control = wrong?.matches('[role="radiogroup"]') === true ? wrong.querySelector('input:checked') : wrong
      if (control instanceof HTMLElement) control.focus()
    })
  }

  function refuse(problems: Problems | null): void {
    if (problems === null) return
    setRefused(problems)
    focusFirst()
  }

  const save = useMutation({
    mutationFn: (typed: Values) =>
      profile === null
        ? call('createKafkaProfile', { body: inputOf(typed) })
        : call('replaceKafkaProfile', { params: { id }, body: inputOf(typed) }),
    async onSuccess(saved) {
      const next = valuesOf(saved)
      setBase(next)
      reset(next)
      dropDraft(id)
      await queries.invalidateQueries({ queryKey: keys.kafka() })
      notify({ mark: 'ok', title: words.saved(saved.name) })
      if (profile === null) goTo('stream', ['connections', saved.id])
    },
    onError: (error) => refuse(refusalIn(error)),
  })
  const test = useMutation({
    mutationFn: (typed: Values): Promise<KafkaTest> =>
      profile === null
        ? call('testKafka', { body: newTestOf(typed) })
        : call('testKafkaProfile', { params: { id }, body: dirty ? { connection: draftOf(typed) } : {} }),
    onSuccess({ stages }, typed) {
      setTested(typed)
      const broken = stages.find(({ ok }) => ok === false)
      const field = fieldAt(broken?.field ?? '')
      if (broken !== undefined && field !== null)
        setRefused({ [field]: `${broken.message} ${broken.fix ?? ''}`.trim() })
    },
    onError: (error) => refuse(refusalIn(error)),
  })

  // Of secrets that are typed, the lines have names alone.
  function saving(): Promise<string> {
    const body = inputOf(values)
    return profile === null
      ? toCurl({ operation: 'createKafkaProfile', input: { body } })
      : toCurl({ operation: 'replaceKafkaProfile', input: { params: { id }, body } })
  }

  function testing(): Promise<string> {
    if (profile === null) return toCurl({ operation: 'testKafka', input: { body: newTestOf(values) } })
    const body = dirty ? { connection: draftOf(values) } : {}
    return toCurl({ operation: 'testKafkaProfile', input: { params: { id }, body } })
  }

  const problems = problemsOf(values, profile, keychain)

  function tryIt(): void {
    const wrong = forTest(problems)
    const count = Object.keys(wrong).length
    setUntried(count)
    if (count > 0) refuse(wrong)
    else test.mutate(values)
  }

  const unplaced = save.error !== null && refusalIn(save.error) === null ? save.error : null
  return (
    <>
      <form
        ref={form}
        className="pane connection-form"
        aria-labelledby="connection-name"
        noValidate
        onSubmit={(event) => void handleSubmit((typed) => save.mutate(typed), focusFirst)(event)}
      >
        <header>
          <h2 id="connection-name">{profile?.name ?? words.list.isNew}</h2>
          {dirty ? <span className="note">{words.unsaved}</span> : null}
        </header>
        <div className="body scroll fill">
          {profile?.inUse === true && running ? <Message kind="info" title={words.running} /> : null}
          <ConnectionFields
            form={fields}
            values={values}
            profile={profile}
            keychain={keychain}
            told={(field) => formState.errors[field]?.message ?? refused[field]}
          />
          {unplaced === null ? null : <ErrorState title={words.saveFailed} error={unplaced} />}
        </div>
        <div className="grid-foot">
          <Button kind="primary" type="submit" busy={save.isPending && words.saving}>
            {words.save}
          </Button>
          {Object.keys(problems).length > 0 ? null : <CopyAs recipe={{ curl: saving }} />}
          {dirty ? (
            <Button
              onClick={() => {
                reset(base)
                dropDraft(id)
                save.reset()
              }}
            >
              {words.discard}
            </Button>
          ) : profile === null || profile.inUse ? null : (
            <UseButton id={profile.id} name={profile.name} />
          )}
          {profile === null ? null : (
            <span className="push">
              {profile.inUse ? <span className="muted">{words.removeInUse}</span> : <RemoveButton profile={profile} />}
            </span>
          )}
        </div>
      </form>
      <TestPane
        test={test.data}
        error={test.error !== null && refusalIn(test.error) === null ? test.error : null}
        busy={test.isPending}
        wrong={untried}
        stale={tested !== null && !isSame(tested, values)}
        onTest={tryIt}
        recipe={Object.keys(forTest(problems)).length > 0 ? null : { curl: testing }}
      />
    </>
  )
}

/** Of one that is not saved yet. */
function newTestOf(values: Values): KafkaTestRequest {
  const { topic, ...connection } = draftOf(values)
  return KafkaTestRequest.parse({ connection, ...(topic === undefined ? {} : { topic }) })
}

function refusalIn(error: Error): Problems | null {
  return error instanceof MillraceError ? refusalOf(error.code, error.message) : null
}

function isSame(one: Values, other: Values): boolean {
  return JSON.stringify({ ...firstValues(), ...one }) === JSON.stringify({ ...firstValues(), ...other })
}
