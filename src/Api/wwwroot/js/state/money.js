/** @import { Usage } from '../types.js' */

/** US dollars, as exactly as people care. @param {number} dollars */
export function money(dollars) {
  if (dollars > 0 && dollars < 0.01) return '<$0.01';
  return `$${dollars.toFixed(2)}`;
}

/** @param {number} tokens */
export function tokens(tokens) {
  if (tokens < 1000) return String(tokens);
  if (tokens < 1_000_000) return `${(tokens / 1000).toFixed(tokens < 10_000 ? 1 : 0)}k`;
  return `${(tokens / 1_000_000).toFixed(1)}M`;
}

/** What was read, from the cache too, and what was written. @param {Usage} usage */
export function usageText(usage) {
  const read = usage.input_tokens + (usage.cache_read_tokens ?? 0) + (usage.cache_write_tokens ?? 0);
  return `${tokens(read)} tokens in, ${tokens(usage.output_tokens)} out`;
}

/** What a task or a session cost; empty if it is not known. @param {{cost_usd?: number, usage?: Usage}|undefined} spent */
export function spentText(spent) {
  const parts = [];
  if (spent?.cost_usd !== undefined) parts.push(money(spent.cost_usd));
  if (spent?.usage !== undefined) parts.push(usageText(spent.usage));
  return parts.join(' · ');
}
