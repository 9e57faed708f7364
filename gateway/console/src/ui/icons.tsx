/** Paths on a grid of 16, drawn with a line of 1.5. */
const PATHS = {
  inbox: 'M2.5 9.5 4 3h8l1.5 6.5V13h-11zM2.5 9.5H6a2 2 0 0 0 4 0h3.5',
  today:
    'M8 5.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.500 3.500l1 1M11.500 11.500l1 1M3.500 12.500l1-1M11.500 4.500l1-1',
  tracker: 'M8 2.5a5.5 5.5 0 1 0 5.5 5.5M8 5.5A2.5 2.5 0 1 0 10.5 8M8 8l5-5M13 5.5V3h-2.5',
  share: 'M2.5 13.5h11M4 11V7.5M8 11V3M12 11V5.5',
  mention: 'M2.500 3.500h11v7.500H8l-3 2.500V11H2.500zM5 6.500h6M5 8.500h4',
  calendar: 'M2.500 4h11v9.500h-11zM2.500 7h11M5.500 2.500V5M10.500 2.500V5',
  code: 'm5.500 4.500-3.500 3.500 3.500 3.500M10.500 4.500 14 8l-3.500 3.500M9 3 7 13',
  creator: 'M2.500 4h8v8h-8zM10.500 7l3-1.500v5l-3-1.500',
  account: 'M3 3l10 10M13 3 3 13',
  settings: 'M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 3v3M6 10v3',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.5l3 3',
  close: 'm4 4 8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  check: 'm3 8.5 3.2 3L13 4.5',
  warning: 'M8 2.5 14 13H2zM8 6.5v3M8 11v.5',
  external: 'M9.5 2.5h4v4M13.5 2.5 7.5 8.5M11 9.5v4H2.5V5H7',
  down: 'm4 6 4 4 4-4',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  theme: 'M8 2.5v11a5.5 5.5 0 0 0 0-11M8 2.5a5.5 5.5 0 0 0 0 11',
  person: 'M8 2.5a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4M3 13.5c.5-2.7 2.4-4 5-4s4.500 1.300 5 4',
  copy: 'M5.500 5.500h8v8h-8zM3 10.500h-.5v-8h8V3',
  reply: 'M6.500 4 2.500 8l4 4M2.500 8H9c2.800 0 4.500 1.600 4.500 4.500',
  save: 'M8 2.5v7.500M5 7l3 3 3-3M2.500 13.500h11',
  remove: 'M3 4.500h10M6 4.500v-2h4v2M4.500 4.500l.5 9h6l.5-9',
  image: 'M2.500 3h11v10h-11zM2.500 11l3.500-3.500 3 3 2-2 2.500 2.500M10.500 5.500v.5',
  logout: 'M6.500 3h-4v10h4M6.500 8h7M10.500 5l3 3-3 3',
  back: 'M9.500 3.500 5 8l4.500 4.500',
  webhook: 'M5.500 9.500 8 5M8 5a2 2 0 1 0-2-2M4.500 11.500a2 2 0 1 0 3 0h4M11.500 11.500a2 2 0 1 0-1.500-2',
} as const;

/** Name of an icon. */
export type IconName = keyof typeof PATHS;

/** Decorates a text or the name of a control, and so has no name itself. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="shrink-0"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
