import type { ComponentProps, ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

const LOOKS = {
  primary: 'bg-accent text-on-accent border-accent font-medium hover:brightness-95',
  plain: 'bg-canvas text-ink border-line hover:bg-raised',
  quiet: 'bg-transparent text-muted border-transparent hover:bg-raised hover:text-ink',
  danger: 'bg-canvas text-negative border-line hover:bg-negative-soft',
} as const;

const SHAPE =
  'inline-flex items-center gap-1.5 rounded-md border px-3 h-8 text-[13px] whitespace-nowrap motion-safe:transition-colors disabled:opacity-50';

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof LOOKS;
  readonly icon?: IconName;
  readonly children?: ReactNode;
}

/** Returns the classes of a button, for a link that looks like one. */
export function buttonClasses(look: keyof typeof LOOKS = 'plain'): string {
  return `${SHAPE} ${LOOKS[look]}`;
}

export function Button({ look = 'plain', icon, children, className = '', ...others }: ButtonProps) {
  return (
    <button type="button" className={`${buttonClasses(look)} ${className}`} {...others}>
      {icon ? <Icon name={icon} size={14} /> : null}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: IconName;
  /** What the button does. */
  readonly label: string;
}

/** A button without a visible text. */
export function IconButton({ icon, label, className = '', ...others }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`grid size-8 place-items-center rounded-md text-muted hover:bg-raised hover:text-ink ${className}`}
      {...others}
    >
      <Icon name={icon} />
    </button>
  );
}
