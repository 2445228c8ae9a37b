const IS_MAC = navigator.userAgent.includes('Mac')

const NAMES: Readonly<Record<string, string>> = {
  mod: IS_MAC ? '⌘' : 'Ctrl',
  shift: IS_MAC ? '⇧' : 'Shift',
  enter: 'Enter',
  esc: 'Esc',
  home: 'Home',
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

export function Keys({ keys }: { readonly keys: string }) {
  return <kbd aria-hidden="true">{keyWords(keys)}</kbd>
}
