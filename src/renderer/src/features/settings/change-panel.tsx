import type { Setting } from '../../../../shared/system'
import { text } from '../../strings/text'
import { IconButton } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { Facts } from '../../ui/layout'
import { SidePanel } from '../../ui/side-panel'
import { RetentionPreviewForm, retentionParameterOf } from './retention-preview'
import { SettingValue } from './setting-value'
import { isSecret, waysOf } from './ways'

const words = text.settings.change

export interface ChangePanelProps {
  readonly setting: Setting
  readonly onClose: () => void
}

/** One key, and the three places where it can be set. */
export function ChangePanel({ setting, onClose }: ChangePanelProps) {
  const ways = waysOf(setting)
  const parameter = retentionParameterOf(setting)
  return (
    <SidePanel title={words.label} onClose={onClose}>
      <div className="body scroll fill settings-ways">
        <p className="mono strong">{setting.key}</p>
        <Facts
          items={[
            [words.now, <SettingValue value={setting.value} />],
            [
              words.from,
              <>
                {text.settings.effective.source[setting.source]}{' '}
                {setting.from === null ? null : <span className="mono">{setting.from}</span>}
              </>,
            ],
          ]}
        />
        {parameter === undefined ? null : (
          <RetentionPreviewForm parameter={parameter} value={String(setting.value ?? '')} />
        )}
        {isSecret(setting) ? <p className="small muted">{words.secret}</p> : null}
        <Way title={words.flag} why={words.flagWhy} code={ways.flag} />
        <Way title={words.environment} why={words.environmentWhy} code={ways.environment} />
        <Way title={words.file} why={words.fileWhy} code={ways.file} />
        <p className="small muted">{words.restart}</p>
      </div>
    </SidePanel>
  )
}

function Way({ title, why, code }: { readonly title: string; readonly why: string; readonly code: string }) {
  return (
    <div>
      <div className="row between">
        <h3>{title}</h3>
        <IconButton small icon="copy" label={words.copy(title)} onClick={() => void copyText(code)} />
      </div>
      <pre className="code wraps" tabIndex={0} role="region" aria-label={title}>
        {code}
      </pre>
      <p className="small muted">{why}</p>
    </div>
  )
}
