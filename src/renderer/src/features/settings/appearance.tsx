import { THEMES } from '../../../../shared/window'
import { setPrefs, usePrefs } from '../../state/prefs'
import { text } from '../../strings/text'
import { Checkbox, Segmented } from '../../ui/field'
import { Pane } from '../../ui/layout'

const words = text.settings.appearance

/** What takes effect at once and is kept on this computer. */
export function Appearance() {
  const { theme, relaxedRows, singleKeys } = usePrefs()
  return (
    <Pane title={text.settings.section.appearance} note={words.kept} fill>
      <div className="body settings-form">
        <div className="field">
          <span className="label">{words.theme}</span>
          <Segmented
            label={words.theme}
            value={theme}
            options={THEMES.map((one) => ({ value: one, label: words.themes[one] }))}
            onChange={(next) => setPrefs({ theme: next })}
          />
          <p className="help">{words.themeHelp}</p>
        </div>
        <div className="field">
          <span className="label">{words.rows}</span>
          <Segmented
            label={words.rows}
            value={relaxedRows ? 'relaxed' : 'normal'}
            options={(['normal', 'relaxed'] as const).map((one) => ({ value: one, label: words.rowKinds[one] }))}
            onChange={(next) => setPrefs({ relaxedRows: next === 'relaxed' })}
          />
          <p className="help">{words.rowHelp}</p>
        </div>
        <div className="field">
          <Checkbox
            label={words.keys}
            checked={singleKeys}
            onChange={(event) => setPrefs({ singleKeys: event.target.checked })}
          />
        </div>
      </div>
    </Pane>
  )
}
