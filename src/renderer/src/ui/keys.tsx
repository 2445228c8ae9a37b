export const IS_MAC = navigator.userAgent.includes('Mac')

/** Of buttons that stand on several screens: the key presses the one nearest to the focus (shell/reach.ts). */
export const BUTTON_KEYS = { copyAs: 'mod+shift+c', export: 'mod+e' } as const

const NAMES: Readonly<Record<string, string>> = {
  mod: IS_MAC ? '⌘' : 'Ctrl',
  shift: IS_MAC ? '⇧' : 'Shift',
  enter: 'Enter',
  esc: 'Esc',
  home: 'Home',
  end: 'End',
  alt: IS_MAC ? '⌥' : 'Alt',
  space: 'Space',
}

/** `mod+shift+s` as a key cap: `Ctrl Shift S`. */
export function keyWords(keys: string): string {
  return keys
    .split(' ')
    .map((chord) =>
      chord
        .split('+')
        .map((key) => NAMES[key] ?? key.toUpperCase())
        .join(' '),
    )
    .join(' ')
}

/** The same for `aria-keyshortcuts`: `Control+Shift+S`. */
export function ariaKeys(keys: string): string {
  return keys
    .split('+')
    .map((key) => (key === 'mod' ? (IS_MAC ? 'Meta' : 'Control') : `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`))
    .join('+')
}

/** Keys as they are printed on a keyboard. */
export function Keys({ keys }: { readonly keys: string }) {
  return <kbd aria-hidden="true">{keyWords(keys)}</kbd>
}
