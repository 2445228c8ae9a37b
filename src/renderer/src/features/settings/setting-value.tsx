import type { Setting } from '../../../../shared/system'
import { text } from '../../strings/text'
import { Null } from '../../ui/time'

/** A value as it is in force; secrets come as ***. */
export function SettingValue({ value }: Pick<Setting, 'value'>) {
  if (value === null) return <Null />
  if (value === '') return <span className="muted">{text.settings.effective.empty}</span>
  return (
    <span className="mono" title={String(value)}>
      {String(value)}
    </span>
  )
}
