// What the journeys need of a browser. `firefox.ts` and `webkit.ts` implement it.

/** A browser that can open windows. */
export interface Engine {
  /** Opens a window that shares nothing with earlier ones. Close it before the next one is opened. */
  openWindow(): Promise<BrowserWindow>;
  close(): Promise<void>;
}

export interface BrowserWindow {
  goTo(url: string): Promise<void>;
  /** Runs a function in the page and returns its result. */
  evaluate<Arguments extends unknown[], Result>(
    run: (...given: Arguments) => Result, ...given: Arguments
  ): Promise<Result>;
  /** Clicks the element as a user does. `false` if the page has no such element now. */
  click(role: Role, name: string): Promise<boolean>;
  /** Types with the keyboard in place of what the element contains. `false` if the page has no such element now. */
  type(role: Role, name: string, text: string): Promise<boolean>;
  close(): Promise<void>;
}

export type Role = 'button' | 'link' | 'tab' | 'field';

/**
 * Runs in the page. Finds the first visible element with this role and accessible name. While the client has not
 * hydrated the page, or loads another one, there is none.
 */
export function findElement(role: Role, name: string): HTMLElement | null {
  const { hydrated, loading } = document.documentElement.dataset;
  const hasClient = document.querySelector('script[type=module]') !== null;
  if (document.readyState === 'loading' || (hasClient && (hydrated === undefined || loading === 'true'))) {
    return null;
  }
  const words = (element: Element | null) => {
    const copy = element?.cloneNode(true) as Element | undefined;
    copy?.querySelectorAll('[aria-hidden=true], svg').forEach((hidden) => hidden.remove());
    return copy?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  };
  const nameOf = (element: HTMLElement) => {
    const label = element.getAttribute('aria-label');
    const ids = element.getAttribute('aria-labelledby');
    const labels = (element as HTMLInputElement).labels;
    if (ids !== null) {
      return ids.split(' ').map((id) => words(document.getElementById(id))).join(' ');
    }
    return label ?? words(role === 'field' ? labels?.[0] ?? null : element);
  };
  const selectors = { button: 'button', link: 'a[href]', tab: '[role=tab]', field: 'input, select, textarea' };
  return [...document.querySelectorAll<HTMLElement>(selectors[role])]
    .find((element) => element.checkVisibility() && nameOf(element) === name) ?? null;
}
