import { useMutation } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { messageOf } from '../../../../shared/errors'
import { client } from '../../engine'
import { hrefTo } from '../../route'
import { useOffline } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { formatBytes } from '../../ui/format'
import { Head } from '../../ui/layout'
import { notify } from '../../ui/toast'
import { About } from './about'
import { ApiSection } from './api'
import { Appearance } from './appearance'
import { diagnostics } from './diagnostics'
import { EffectiveSettings } from './effective'
import { SECTIONS, useSection, type Section } from './sections'
import './settings.css'

const words = text.settings
const PARTS: Readonly<Record<Section, ComponentType>> = {
  effective: EffectiveSettings,
  appearance: Appearance,
  api: ApiSection,
  about: About,
}

/** `#/settings/SECTION` */
export function SettingsScreen() {
  const section = useSection()
  const offline = useOffline()
  const Part = PARTS[section]
  const bundle = useMutation({ mutationFn: saveBundle })
  return (
    <>
      <Head
        title={text.shell.screen['settings']}
        sub={words.sub}
        actions={
          <>
            <CopyAs recipe={{ curl: () => toCurl({ operation: 'supportBundle', input: {} }) }} />
            <Button icon="download" busy={bundle.isPending && words.bundleBusy} onClick={() => bundle.mutate()}>
              {words.bundle}
            </Button>
            <Button icon="copy" onClick={() => void copyDiagnostics()}>
              {words.diagnostics}
            </Button>
          </>
        }
      />
      <div className={`cols fill g-set${offline ? ' muted' : ''}`}>
        <nav className="pane settings-list" aria-label={words.sections}>
          <ul>
            {SECTIONS.map((one) => (
              <li key={one}>
                <a href={hrefTo('settings', [one])} aria-current={one === section ? 'page' : undefined}>
                  {words.section[one]}
                </a>
              </li>
            ))}
            <li>
              <a href={hrefTo('stream', ['connections'])}>{words.connections}</a>
            </li>
          </ul>
        </nav>
        <Part />
      </div>
    </>
  )
}

/** The same file as `doctor --bundle` writes. */
async function saveBundle(): Promise<void> {
  const answer = await client().save({
    operation: 'supportBundle',
    input: {},
    fileName: `millrace-support-${new Date().toISOString().slice(0, 10)}.zip`,
  })
  if (answer.kind === 'saved')
    notify({
      mark: 'ok',
      title: words.bundleSaved(answer.path),
      detail: `${formatBytes(answer.bytes)}. ${words.bundleLook}`,
    })
  else if (answer.kind === 'failed') notify({ mark: 'failed', title: words.bundleFailed, detail: answer.error.message })
}

async function copyDiagnostics(): Promise<void> {
  try {
    await copyText(await diagnostics(), words.diagnosticsCopied)
  } catch (error) {
    notify({ mark: 'failed', title: words.diagnosticsFailed, detail: messageOf(error) })
  }
}
