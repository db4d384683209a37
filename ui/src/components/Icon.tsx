// One icon of our set. Without a title it is decoration and hidden from assistive technology.
import { icons, type IconName } from './icons';

export type { IconName };

export function Icon({ name, size = 14, title, className }: { name: IconName; size?: number; title?: string; className?: string }) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={size <= 12 ? 1.7 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none' }}
      role={title === undefined ? undefined : 'img'}
      aria-label={title}
      aria-hidden={title === undefined ? true : undefined}
    >
      <path d={icons[name]} />
    </svg>
  );
}
