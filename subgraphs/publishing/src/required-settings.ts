/** Fails the start if one of settings that only work together is missing. */
export function requireTogether<Name extends string>(
  settings: Readonly<Record<Name, string>>,
  names: readonly Name[],
): void {
  const present = names.find((name) => settings[name] !== '');
  const missing = names.find((name) => settings[name] === '');
  if (present && missing) throw new Error(`${missing} is required, because ${present} is set.`);
}
